import Learning
import LinearNetworks
import Matrices
import Simulation

/// A stated piece of work whose time can be put beside another program's.
public struct Workload: Sendable {
  /// The name by which it is called and printed.
  public let name: String
  public let summary: String
  /// What its result is checked against, in words.
  public let theory: String
  public let standard: WorkloadSizes
  let algorithm: Algorithm
  let learningRate: Double
  /// delta
  let noiseVariance: Double
  /// B in C = delta/(nB) X^T X, for a flow
  let noiseBatchSize: Int?
  /// The standard deviation of the teacher's entries, and of the start's.
  let deviations: (teacher: Double, start: Double)
  /// What is looked at, by the names of `NetworkObservables`.
  let observables: [String]
  /// The printed number: the mean over trajectories of the first component of the first observable, at the end.
  public let metric: String
  /// How many trajectories are followed step by step by the check.
  let auditedTrajectories: Int

  /// The setting that is run.
  public func setting(_ sizes: WorkloadSizes, on data: BenchmarkData) -> Setting {
    Setting(
      data.problem, start: .fixed(data.start), algorithm: algorithm, learningRate: learningRate,
      labelNoise: LabelNoise(variance: noiseVariance * shrinking(data.problem.inputCount)),
      noiseBatchSize: noiseBatchSize,
      schedule: Schedule(steps: sizes.steps, every: sizes.interval),
      ensemble: Ensemble(
        trajectories: sizes.trajectories, seed: BenchmarkData.seed, threads: sizes.threads))
  }

  /// p0/p beyond the workload's own number p0 of inputs: with a teacher and a label noise of variances smaller by this
  /// the same step stays stable.
  func shrinking(_ inputs: Int) -> Double { min(1, Double(standard.inputs) / Double(inputs)) }

  func observables(of setting: Setting) -> [Observable<NetworkState>] {
    let all = NetworkObservables.all(for: setting)
    return observables.compactMap { name in all.first { $0.name == name } }
  }
}

/// How large a workload is.
public struct WorkloadSizes: Sendable, Equatable {
  public var samples = 1000
  public var inputs = 5
  public var outputs = 2
  public var width = 10
  public var trajectories = 4096
  public var steps = 2000
  /// A look every so many steps.
  public var interval = 20
  public var threads = 1

  public init() {}

  init(_ change: (inout WorkloadSizes) -> Void) { change(&self) }
}
