import CLanes
import Dispatch
import Synchronization

/// Many trajectories of one dynamics.
public struct Ensemble: Sendable {
  /// What a record keeps of its trajectories.
  public enum Keeping: Sendable, Equatable {
    /// Every number that was seen of every trajectory: 8 bytes each.
    case trajectories
    /// Mean, standard deviation and extremes over the trajectories: memory that does not grow with their number.
    case statistics
    /// The same, and quantiles.
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
public func simulate<D: Dynamics>(
  _ dynamics: D, from start: @Sendable (Int, inout RandomStream) -> D.State, over schedule: Schedule,
  ensemble: Ensemble = Ensemble(), observing observables: [Observable<D.State>],
  handingOver handOver: HandOver<D.State>? = nil, progress: Progress = Progress()
) -> Record {
  let run = BlockRun(
    dynamics: dynamics, schedule: schedule, seed: ensemble.seed, observables: observables,
    handOver: handOver, progress: progress)
  let lanes = dynamics.movesLanes && ensemble.usesLanes && ensemble.trajectories > 1 ? 8 : 1
  let parts = EnsembleParts(ensemble.trajectories, lanes: lanes, keeping: ensemble.keeping)
  let finished = Mutex([RecordedPart?](repeating: nil, count: parts.count))
  let next = Atomic(0)
  let workers = min(ensemble.threads, parts.count)
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    // Threads go to trajectories first; those that are left share out the sweeps of one.
    lanes_crew_begin(Int32(ensemble.threads / workers + (worker < ensemble.threads % workers ? 1 : 0)))
    defer { lanes_crew_end() }
    while true {
      let part = next.add(1, ordering: .relaxed).oldValue
      guard part < parts.count, !progress.isCancelled else { return }
      let recorded = record(run, parts[part], lanes: lanes, keeping: ensemble.keeping, from: start)
      finished.withLock { $0[part] = recorded }
    }
  }
  let recorded = finished.withLock { finished in
    finished.enumerated().map { $1 ?? RecordedPart(cancelled: parts[$0].count) }
  }
  return Record(
    recorded, of: observables, schedule: schedule, timeStep: dynamics.timeStep, keeping: ensemble.keeping)
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
struct RecordedPart: Sendable {
  var outcomes: [Outcome]
  /// For each trajectory and each look the components of all observables in order; empty if they are not kept.
  var values: [Double] = []
  var statistics: StreamedStatistics?

  init(outcomes: [Outcome] = []) { self.outcomes = outcomes }

  init(cancelled count: Int) { outcomes = Array(repeating: .diverged(step: 0), count: count) }
}

private func record<D: Dynamics>(
  _ run: BlockRun<D>, _ trajectories: Range<Int>, lanes: Int, keeping: Ensemble.Keeping,
  from start: (Int, inout RandomStream) -> D.State
) -> RecordedPart {
  var part = RecordedPart()
  let components = run.components
  let width = run.schedule.recordedSteps.count * components
  if keeping == .trajectories {
    part.values = [Double](repeating: .nan, count: width * trajectories.count)
  } else {
    part.statistics = StreamedStatistics(
      numbers: width, samples: keeping == .quantiles ? trajectories.count : 0)
  }
  for first in stride(from: trajectories.lowerBound, to: trajectories.upperBound, by: lanes) {
    let count = min(lanes, trajectories.upperBound - first)
    part.outcomes += run.run(first: first, count: count, lanes: lanes, from: start) { seen in
      guard part.statistics == nil else {
        part.statistics?.add(
          seen.values, lanes: seen.lanes, departed: seen.departed, at: seen.look * components)
        return
      }
      for lane in seen.departed.indices where !seen.departed[lane] {
        let trajectory = seen.first + lane - trajectories.lowerBound
        let place = trajectory * width + seen.look * components
        for i in 0..<components { part.values[place + i] = seen.values[i * seen.lanes + lane] }
      }
    }
  }
  part.statistics?.finish()
  return part
}
