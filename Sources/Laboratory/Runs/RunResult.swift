import Foundation
import LinearNetworks
import Simulation

/// A finished run: what was seen, what every theorem that applies says of it, and how long it took.
public struct RunResult: Sendable {
  public let run: ExperimentRun
  public let record: Record
  public let verdicts: [VerdictReport]
  public let curves: [Curve]
  public let seconds: Double

  /// Runs one run of an experiment; ends early if `progress` is cancelled.
  public init(_ run: ExperimentRun, threads: Int, progress: RunProgress = RunProgress()) {
    var setting = run.setting
    setting.ensemble.threads = threads
    let clock = ContinuousClock()
    let begin = clock.now
    let judged = JudgedRun(setting, on: run.engine, observing: run.observables, progress: progress)
    seconds = (clock.now - begin) / .seconds(1)
    self.run = run
    record = judged.record
    verdicts = judged.judgements.map { VerdictReport($0, of: run) }
    curves = judged.judgements.flatMap(\.curves)
  }

  /// A run read back from its folder: the theory's curves are drawn anew, the verdicts are those that were kept.
  init(_ run: ExperimentRun, record: Record, verdicts: [VerdictReport]) {
    self.run = run
    self.record = record
    self.verdicts = verdicts
    curves = run.predictions.flatMap { $0.curves(for: record) }
    seconds = 0
  }
}

extension Experiment {
  /// All steps of all trajectories of all runs.
  public var totalSteps: Int {
    runs.reduce(0) { $0 + $1.setting.schedule.steps * $1.setting.ensemble.trajectories }
  }

  /// Runs every run, one after the other, each on `threads` threads; throws `Interruption` if `progress` is cancelled.
  public func perform(threads: Int, progress: RunProgress = RunProgress()) throws(LaboratoryError)
    -> [RunResult]
  {
    var results: [RunResult] = []
    for run in runs {
      results.append(RunResult(run, threads: threads, progress: progress))
      if progress.isCancelled { throw .interrupted }
    }
    return results
  }
}
