import CLanes
import Dispatch
import Synchronization

/// Many trajectories of one dynamics.
public struct Ensemble: Sendable {
  /// What a record keeps of its trajectories.
  public enum Keeping: String, Sendable, CaseIterable {
    /// Every number that was seen of every trajectory: 8 bytes each.
    case trajectories
    /// Mean, standard deviation and extremes over the trajectories: memory that does not grow with their number.
    case statistics
    /// The same, and quantiles: up to 16384 samples of every number.
    case quantiles
  }

  public var trajectories: Int
  public var seed: UInt64
  /// Threads to use. The record does not depend on it: a trajectory's noise is a function of the seed and its number.
  public var threads: Int
  public var keeping: Keeping
  /// Whether trajectories may move together, eight in the lanes of a state, where the dynamics can. The record does not
  /// depend on it.
  public var usesLanes = true

  public init(
    trajectories: Int = 1, seed: UInt64 = 0, threads: Int = 1, keeping: Keeping = .trajectories
  ) {
    precondition(trajectories > 0 && threads > 0, "\(trajectories) trajectories on \(threads) threads")
    self.trajectories = trajectories
    self.seed = seed
    self.threads = threads
    self.keeping = keeping
  }
}

/// Runs an ensemble and records what the observables see.
///
/// Never throws: a trajectory that blows up is recorded as `diverged`, with NaN from then on. Memory is that of the
/// record, plus one block's state, noise and workspace a thread; nothing is allocated between looks.
///
/// The trajectories are cut into parts by their number alone; threads take parts, and parts are put together in their
/// order. So the record is the same for any number of threads, to the last bit.
///
/// - Parameters:
///   - start: the initial state of a trajectory, by its number and its own stream of random numbers.
///   - handOver: when a trajectory goes on alone under another dynamics; nil: never.
@inlinable
public func simulate<State: TrajectoryState>(
  _ dynamics: any Dynamics<State>, from start: @Sendable (Int, inout RandomStream) -> State,
  over schedule: Schedule, ensemble: Ensemble = Ensemble(), observing observables: [Observable<State>],
  handingOver handOver: HandOver<State>? = nil, progress: Progress = Progress()
) -> Record {
  let run = BlockRun(
    dynamics: dynamics, schedule: schedule, seed: ensemble.seed, observables: observables,
    handOver: handOver, progress: progress)
  let lanes = dynamics.movesLanes && ensemble.usesLanes && ensemble.trajectories > 1 ? 8 : 1
  let parts = ensemble.record(
    lanes: lanes, at: schedule.recordedSteps,
    components: observables.reduce(0) { $0 + $1.components },
    progress: progress
  ) { first, count, receive in
    run.run(first: first, count: count, lanes: lanes, from: start, receive: receive)
  }
  return Record(
    parts, of: observables, schedule: schedule, timeStep: dynamics.timeStep, keeping: ensemble.keeping)
}

extension Ensemble {
  /// Has threads take parts of the trajectories, and puts together what was seen of them.
  ///
  /// - Parameter run: runs the block that begins with a trajectory and has a number of them.
  @usableFromInline
  func record(
    lanes: Int, at looks: [Int], components: Int, progress: Progress,
    run: @Sendable (_ first: Int, _ count: Int, _ receive: (SeenBlock) -> Void) -> [Outcome]
  ) -> [RecordedPart] {
    let parts = EnsembleParts(trajectories, lanes: lanes, keeping: keeping)
    let finished = Mutex([RecordedPart?](repeating: nil, count: parts.count))
    let next = Atomic(0)
    let workers = min(threads, parts.count)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      // Threads go to trajectories first; those that are left share out the sweeps of one.
      lanes_crew_begin(Int32(threads / workers + (worker < threads % workers ? 1 : 0)))
      defer { lanes_crew_end() }
      while true {
        let part = next.add(1, ordering: .relaxed).oldValue
        guard part < parts.count, !progress.isCancelled else { return }
        let recorded = RecordedPart(
          parts[part], lanes: lanes, at: looks, components: components, keeping: keeping, run: run)
        finished.withLock { $0[part] = recorded }
      }
    }
    return finished.withLock { finished in
      finished.enumerated().map {
        $1 ?? RecordedPart(cancelled: parts[$0].count, at: looks, keeping: keeping)
      }
    }
  }
}

/// How trajectories are cut into parts: a function of their number, their lanes and what is kept.
struct EnsembleParts {
  let trajectories: Int
  let size: Int

  init(_ trajectories: Int, lanes: Int, keeping: Ensemble.Keeping) {
    self.trajectories = trajectories
    guard keeping != .trajectories else {
      size = lanes
      return
    }
    // At most 128 parts, whose statistics fit in memory whatever the number of trajectories.
    let blocks = (trajectories + lanes - 1) / lanes
    size = lanes * ((blocks + 127) / 128)
  }

  var count: Int { (trajectories + size - 1) / size }
  subscript(_ part: Int) -> Range<Int> { (part * size)..<min(trajectories, (part + 1) * size) }
}

/// What was seen of one part.
@usableFromInline
struct RecordedPart: Sendable {
  private(set) var trajectories = 0
  /// How each trajectory ended; empty if that is not kept.
  private(set) var outcomes: [Outcome] = []
  private(set) var losses: Losses
  private let keepsOutcomes: Bool
  /// For each trajectory and each look the components of all observables in order; empty if they are not kept.
  var values: [Double] = []
  var statistics: StreamedStatistics?

  private init(at steps: [Int], keeping: Ensemble.Keeping) {
    losses = Losses(at: steps)
    keepsOutcomes = keeping == .trajectories
  }

  init(cancelled count: Int, at steps: [Int], keeping: Ensemble.Keeping) {
    self.init(at: steps, keeping: keeping)
    add(Array(repeating: .diverged(step: 0), count: count))
  }

  init(
    _ trajectories: Range<Int>, lanes: Int, at looks: [Int], components: Int, keeping: Ensemble.Keeping,
    run: @Sendable (_ first: Int, _ count: Int, _ receive: (SeenBlock) -> Void) -> [Outcome]
  ) {
    self.init(at: looks, keeping: keeping)
    let width = looks.count * components
    if keeping == .trajectories {
      values = [Double](repeating: .nan, count: width * trajectories.count)
    } else {
      statistics = StreamedStatistics(
        numbers: width, samples: keeping == .quantiles ? trajectories.count : 0)
    }
    for first in stride(from: trajectories.lowerBound, to: trajectories.upperBound, by: lanes) {
      let count = min(lanes, trajectories.upperBound - first)
      let ended = run(first, count) { seen in
        guard statistics == nil else {
          statistics?.add(
            seen.values, lanes: seen.lanes, departed: seen.departed, at: seen.look * components)
          return
        }
        for lane in seen.departed.indices where !seen.departed[lane] {
          let trajectory = seen.first + lane - trajectories.lowerBound
          let place = trajectory * width + seen.look * components
          for i in 0..<components { values[place + i] = seen.values[i * seen.lanes + lane] }
        }
      }
      add(ended)
    }
    statistics?.finish()
  }

  private mutating func add(_ outcomes: [Outcome]) {
    trajectories += outcomes.count
    for outcome in outcomes { losses.add(outcome) }
    if keepsOutcomes { self.outcomes += outcomes }
  }
}
