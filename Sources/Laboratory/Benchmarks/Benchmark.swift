import DeepNetworks
import Foundation
import LinearNetworks
import Matrices
import Repulsion
import Simulation

/// A workload that was run, timed and checked.
public struct Benchmark: Sendable {
  public let workload: Workload
  public let sizes: WorkloadSizes
  /// Wall time of the simulation with its observables and their statistics, for each repeat; data are in memory.
  public let seconds: [Double]
  /// The printed numbers of the workload, by name: what other programs print of the same workload.
  public let metric: [(name: String, value: Double)]
  /// The comparisons with theory; the one with the prediction of the mean, or the closest call, is `shown`.
  public let evidence: [Evidence]
  /// theta in memory
  public let stateBytes: Int
  /// The most memory that the process had until the simulation had ended, in bytes, and before it began.
  public let peakMemory: Int
  public let memoryBefore: Int

  /// Trains networks.
  init(
    _ workload: Workload, _ work: NetworkWork, _ sizes: WorkloadSizes, on data: BenchmarkData,
    repeats: Int = 1, engine: Engine = .rankfall
  ) {
    var setting = work.setting(sizes, on: data)
    setting.ensemble.keeping = .statistics
    let observables = work.observables(of: setting)
    memoryBefore = ResidentMemory.peak
    let (record, seconds) = Self.timed(repeats) { engine.run(setting, observing: observables) }
    self.workload = workload
    self.sizes = sizes
    self.seconds = seconds
    metric = record.summaries.flatMap { Self.numbers(of: $0, over: record.times.last ?? 0) }
    peakMemory = ResidentMemory.peak
    stateBytes = setting.rows * setting.width * MemoryLayout<Double>.stride
    evidence =
      WorkloadCheck(
        workload, setting, record, observing: observables, looksAt: work.observables, on: engine
      ).evidence
  }

  /// Moves eigenvalues.
  init(
    _ workload: Workload, _ work: EigenvalueWork, repeats: Int = 1, engine: RepulsionEngine = .rankfall
  ) {
    let setting = work.setting
    let observables = [PointObservables.trace, PointObservables.logDeterminant]
    memoryBefore = ResidentMemory.peak
    let (record, seconds) = Self.timed(repeats) { engine.run(setting, observing: observables) }
    self.workload = workload
    self.sizes = work.sizes
    self.seconds = seconds
    metric = work.metric(of: record)
    peakMemory = ResidentMemory.peak
    stateBytes = setting.size * MemoryLayout<Double>.stride
    evidence = EigenvalueCheck(setting, record, on: engine).evidence
  }

  /// Trains a deep network.
  init(
    _ workload: Workload, _ work: TrainingWorkload, _ sizes: WorkloadSizes, on data: TrainingData,
    repeats: Int = 1
  ) {
    memoryBefore = ResidentMemory.peak
    let runs = (0..<max(1, repeats)).map { _ in
      measureTraining(
        work, on: data.samples, from: data.start, seed: BenchmarkData.seed, threads: sizes.threads)
    }
    let last = runs[runs.count - 1]
    self.workload = workload
    self.sizes = sizes
    seconds = runs.map(\.seconds)
    metric = last.numbers
    peakMemory = ResidentMemory.peak
    stateBytes = zip(work.widths, work.widths.dropFirst()).reduce(0) {
      $0 + ($1.0 + 1) * $1.1 * MemoryLayout<Float>.stride
    }
    evidence = TrainingCheck(work, data, last).evidence
  }

  /// Runs something some times; the last record, and every time.
  private static func timed(_ repeats: Int, _ run: () -> Record) -> (Record, [Double]) {
    let clock = ContinuousClock()
    var seconds: [Double] = []
    var record = Record(steps: [], timeStep: 0, outcomes: [], series: [])
    for _ in 0..<max(1, repeats) {
      let begin = clock.now
      record = run()
      seconds.append((clock.now - begin) / .seconds(1))
    }
    return (record, seconds)
  }

  /// The mean slope of log det, or log det at the end of a single trajectory; the largest and the smallest singular value at
  /// the end.
  private static func numbers(
    of summary: EnsembleSummary, over time: Double
  ) -> [(name: String, value: Double)] {
    let last = summary.times - 1
    guard summary.components > 1 else {
      let end = summary[mean: last, 0]
      return summary.trajectories > 1 ? [("slope", (end - summary[mean: 0, 0]) / time)] : [("logdet", end)]
    }
    let smallest = summary.components - 1
    return [
      ("s1", summary[mean: last, 0]), ("s\(summary.components)", summary[mean: last, smallest]),
    ]
  }

  public var bestSeconds: Double { seconds.min() ?? .nan }

  /// The worst comparison if one is out of its tolerance: then no time is told.
  public var refusal: Evidence? {
    let worst = evidence.max { $0.strain < $1.strain }
    return worst.flatMap { $0.strain <= 1 ? nil : $0 }
  }

  /// The comparison with theory that says most of the result: the mean's, or else the closest call.
  public var shown: Evidence? {
    evidence.first { $0.quantity.hasPrefix("mean of") } ?? evidence.max { $0.strain < $1.strain }
  }

  public var nanosecondsPerStep: Double {
    bestSeconds * 1e9 / (Double(sizes.trajectories) * Double(sizes.steps))
  }

  /// What the simulation added to the peak of the memory, for each trajectory.
  public var bytesPerTrajectory: Double {
    Double(peakMemory - memoryBefore) / Double(sizes.trajectories)
  }
}
