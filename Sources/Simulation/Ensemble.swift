import Dispatch
import Synchronization

/// Many trajectories of one dynamics.
public struct Ensemble: Sendable {
  public var trajectories: Int
  public var seed: UInt64
  /// Threads to use. The record does not depend on it: a trajectory's noise is a function of the seed and its number.
  public var threads: Int

  public init(trajectories: Int = 1, seed: UInt64 = 0, threads: Int = 1) {
    precondition(trajectories > 0 && threads > 0, "\(trajectories) trajectories on \(threads) threads")
    self.trajectories = trajectories
    self.seed = seed
    self.threads = threads
  }
}

/// Runs an ensemble and records what the observables see.
///
/// Never throws: a trajectory that blows up is recorded as `diverged`, with NaN from then on. Memory is that of the
/// record, plus one state, one noise and one workspace a thread; nothing is allocated between looks.
///
/// - Parameters:
///   - start: the initial state of a trajectory, by its number and its own stream of random numbers.
///   - isFinite: whether a state is still a number; looked at whenever a step is recorded, and every 64 steps.
public func simulate<D: Dynamics>(
  _ dynamics: D, from start: @Sendable (Int, inout RandomStream) -> D.State, over schedule: Schedule,
  ensemble: Ensemble = Ensemble(), observing observables: [Observable<D.State>],
  isFinite: @Sendable (D.State) -> Bool, progress: Progress = Progress()
) -> Record {
  let count = ensemble.trajectories
  let workers = min(ensemble.threads, count)
  let finished = Mutex([RecordedTrajectory?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    for trajectory in stride(from: worker, to: count, by: workers) {
      guard !progress.isCancelled else { return }
      let recorded = record(
        dynamics, from: start, trajectory: trajectory, seed: ensemble.seed, over: schedule,
        observing: observables, isFinite: isFinite, progress: progress)
      finished.withLock { $0[trajectory] = recorded }
    }
  }
  let steps = schedule.recordedSteps
  let width = observables.reduce(0) { $0 + $1.components }
  let nothing = RecordedTrajectory(
    values: [Double](repeating: .nan, count: steps.count * width), outcome: .diverged(step: 0))
  let recorded = finished.withLock { $0.map { $0 ?? nothing } }
  return Record(
    steps: steps, timeStep: dynamics.timeStep, outcomes: recorded.map(\.outcome),
    series: gather(recorded, observables, times: steps.count))
}

/// The looks of one trajectory: for each recorded time the components of all observables in order.
private struct RecordedTrajectory: Sendable {
  var values: [Double]
  var outcome: Outcome
}

private func record<D: Dynamics>(
  _ dynamics: D, from start: @Sendable (Int, inout RandomStream) -> D.State, trajectory: Int, seed: UInt64,
  over schedule: Schedule, observing observables: [Observable<D.State>],
  isFinite: @Sendable (D.State) -> Bool, progress: Progress
) -> RecordedTrajectory {
  var initialRandom = RandomStream(seed: seed, trajectory: trajectory, for: .initialization)
  initialRandom.begin(step: 0)
  let initial = start(trajectory, &initialRandom)
  var state = initial
  var random = RandomStream(seed: seed, trajectory: trajectory, for: .noise)
  var noise = dynamics.makeNoise()
  var workspace = dynamics.makeWorkspace(for: state)
  let recordedSteps = schedule.recordedSteps
  let componentCount = observables.reduce(0) { $0 + $1.components }
  var values: [Double] = []
  values.reserveCapacity(recordedSteps.count * componentCount)

  func look(_ step: Int, _ state: D.State, _ previous: D.State?) {
    let snapshot = Snapshot(
      step: step, time: Double(step) * dynamics.timeStep, state: state, previous: previous, initial: initial)
    for observable in observables {
      let measured = observable.measure(snapshot)
      precondition(
        measured.count == observable.components,
        "\(observable.name) gave \(measured.count) numbers instead of \(observable.components)")
      values.append(contentsOf: measured)
    }
  }

  look(0, state, nil)
  var outcome = Outcome.finished
  var step = 0
  var reported = 0
  walk: for target in recordedSteps.dropFirst() {
    var previous: D.State?
    while step < target {
      if step == target - 1 { previous = state }
      random.begin(step: step)
      dynamics.draw(&noise, from: &random)
      dynamics.step(&state, drivenBy: noise, in: &workspace)
      step += 1
      if step == target || step % 64 == 0 {
        progress.advance(by: step - reported)
        reported = step
        if progress.isCancelled || !isFinite(state) {
          outcome = .diverged(step: step)
          break walk
        }
      }
    }
    look(step, state, previous)
  }
  progress.advance(by: schedule.steps - reported)
  let missing = recordedSteps.count * componentCount - values.count
  values.append(contentsOf: repeatElement(Double.nan, count: missing))
  return RecordedTrajectory(values: values, outcome: outcome)
}

/// Sorts the looks into one series an observable, in the order of the trajectories.
private func gather<State>(
  _ recorded: [RecordedTrajectory], _ observables: [Observable<State>], times: Int
) -> [Series] {
  let width = observables.reduce(0) { $0 + $1.components }
  var offset = 0
  return observables.map { observable in
    defer { offset += observable.components }
    var values: [Double] = []
    values.reserveCapacity(recorded.count * times * observable.components)
    for trajectory in recorded {
      for time in 0..<times {
        let first = time * width + offset
        values.append(contentsOf: trajectory.values[first..<(first + observable.components)])
      }
    }
    return Series(
      name: observable.name, symbol: observable.symbol, unit: observable.unit,
      trajectories: recorded.count, times: times, components: observable.components, values: values)
  }
}
