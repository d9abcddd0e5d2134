import CLanes
import Matrices
import Simulation

/// What came of a training that was followed.
public struct FollowedTraining: Sendable {
  public let plan: TrainingPlan
  /// Everything of `TrainingObservables` at the looks; time is counted in updates.
  public let record: Record
  /// The weight matrices, in the network's order.
  public let layers: [TrainedLayer]
  /// All parameters at the end by their names.
  public let parameters: [(parameter: NetworkParameter, values: Matrix)]
  /// Whether a number stopped being finite; the training ended there.
  public let hasDiverged: Bool
}

/// What there is to see at a look while a training runs.
public struct TrainingGlance: Sendable {
  public let updates: Int
  public let loss: Double
  /// NaN for targets.
  public let accuracy: Double
  public let testLoss: Double?
  /// The mean over the hidden layers that have one of the rank above the last threshold; NaN without any.
  public let rank: Double
}

extension TrainingPlan {
  /// Updates between two questions whether the training goes on: some tenths of a second on one core at most, if an update is
  /// no longer than that.
  private var updatesAtOnce: Int {
    let products = setting.network.weights.reduce(0.0) { $0 + Double($1.count) * Double($1.uses) }
    return max(1, Int(min(64, 1e9 / (products * Double(setting.batchSize)))))
  }

  /// Trains in a precision; nil if `progress` was cancelled. The result does not depend on the number of threads, nor on
  /// whether the training began at a checkpoint.
  public func follow<Element: NetworkElement>(
    in precision: Element.Type, progress: Progress = Progress(), checkpoints: TrainingCheckpoints? = nil,
    glance: (TrainingGlance) -> Void = { _ in }
  ) -> FollowedTraining? {
    let windows = window > 0 ? FactorWindows(self) : nil
    let training = Training<Element>(setting, recorder: windows?.recorder)
    var state = setting.initialState(in: precision)
    let initial = state
    var previous: TrainingState<Element>?
    var path = TrainingPath(self, from: initial, windows)
    var random = RandomStream(seed: setting.seed)
    let isLook = Set(looks)
    lanes_crew_begin(Int32(min(8, max(1, threads))))
    defer { lanes_crew_end() }
    let move = training.makeWalk(for: state)
    var done = 0
    var seen = -1
    if let start = checkpoints?.start() {
      if let found = TrainingCheckpoint(start, of: path, self) {
        (state, previous, path) = (found.state, found.previous, found.path)
        done = state.updates
        seen = done
        progress.advance(by: done)
      } else {
        windows?.clear()
      }
    }
    func save() {
      checkpoints?.save(TrainingCheckpoint(state: state, previous: previous, path: path).pieces)
    }
    for stop in stops where stop > seen {
      while done < stop {
        guard !progress.isCancelled else {
          save()
          return nil
        }
        // The last update before a stop is made alone, so that both its sides are known.
        let next = done == stop - 1 ? stop : min(stop - 1, done + updatesAtOnce)
        if next == stop {
          if previous == nil { previous = state } else { previous?.assign(state) }
        }
        move(&state, done..<next, &random)
        progress.advance(by: next - done)
        done = next
        if !state.isFinite { return path.finish(state, previous ?? initial, diverged: done) }
      }
      path.stop(
        at: Snapshot(
          step: stop, time: Double(stop), state: state, previous: stop > 0 ? previous : nil, initial: initial),
        isLook: isLook.contains(stop), glance)
      if let checkpoints, checkpoints.isDue() { save() }
    }
    if progress.isCancelled {
      save()
      return nil
    }
    return path.finish(state, previous ?? initial, diverged: nil)
  }
}
