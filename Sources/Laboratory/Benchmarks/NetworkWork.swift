import Learning
import LinearNetworks
import Simulation

/// A workload that trains two-layer linear networks.
struct NetworkWork: Sendable {
  let algorithm: Algorithm
  let learningRate: Double
  /// delta
  let noiseVariance: Double
  /// B in C = delta/(nB) X^T X, for a flow
  let noiseBatchSize: Int?
  /// The standard deviation of the teacher's entries, and of the start's.
  let deviations: (teacher: Double, start: Double)
  /// Beyond these sizes teacher, label noise and start shrink, so that the same step stays stable.
  var own = (inputs: 5, width: 10)
  /// What is looked at, by the names of `NetworkObservables`.
  let observables: [String]

  /// The setting that is run.
  func setting(_ sizes: WorkloadSizes, on data: BenchmarkData) -> Setting {
    Setting(
      data.problem, start: .fixed(data.start), algorithm: algorithm, learningRate: learningRate,
      labelNoise: LabelNoise(variance: noiseVariance * shrinking(data.problem.inputCount)),
      noiseBatchSize: noiseBatchSize,
      schedule: Schedule(steps: sizes.steps, every: sizes.interval),
      ensemble: Ensemble(
        trajectories: sizes.trajectories, seed: BenchmarkData.seed, threads: sizes.threads))
  }

  /// p0/p beyond p0 inputs: the factor of the teacher's and the label noise's variance.
  func shrinking(_ inputs: Int) -> Double { min(1, Double(own.inputs) / Double(inputs)) }

  func observables(of setting: Setting) -> [Observable<NetworkState>] {
    let all = NetworkObservables.all(for: setting)
    return observables.compactMap { name in all.first { $0.name == name } }
  }
}
