import DeepNetworks
import Learning
import LinearNetworks

extension Workload {
  /// Every workload, in the order in which they are run.
  public static let all: [Workload] = [
    small(
      "A", "stochastic gradient flow of label noise by Euler-Maruyama, step eta",
      .stochasticGradientFlow(.eulerMaruyama, .ito), noiseBatchSize: 1),
    small(
      "A2_1", "label-noise SGD on explicit samples, batch 1 with replacement",
      .descent(.withReplacement(1))),
    small(
      "A2_32", "label-noise SGD on explicit samples, batch 32 with replacement",
      .descent(.withReplacement(32))),
    Workload(
      name: "B", summary: "full-batch label-noise descent of one large network on explicit samples",
      theory: "(3.0), (3.5): every step is one matrix of the predicted law; the spectrum is that of its W1",
      standard: WorkloadSizes {
        ($0.inputs, $0.outputs, $0.width) = (200, 1, 300)
        ($0.trajectories, $0.interval) = (1, 50)
      },
      work: .network(
        NetworkWork(
          algorithm: .descent(.fullBatch), learningRate: 0.1, noiseVariance: 1, noiseBatchSize: nil,
          deviations: (0.005.squareRoot(), (1.0 / 300).squareRoot()), own: (200, 300),
          observables: ["W1_singular_values"])),
      metric: "the largest and the smallest singular value of W1 at the end", auditedTrajectories: 1),
    Workload(
      name: "C", summary: "eigenvalues under multiplicative noise by Euler-Maruyama, eight of them",
      theory: "(8.5): the mean trace grows by one factor a step; (8.6): log det falls along a line",
      standard: WorkloadSizes {
        ($0.inputs, $0.trajectories, $0.steps, $0.interval) = (8, 16384, 5000, 50)
        ($0.outputs, $0.width, $0.samples) = (1, 1, 1)
      },
      work: .eigenvalues,
      metric: "(last - first mean of log det) / time, and the mean trace at the end",
      auditedTrajectories: 64),
    training("D_1", TrainingWorkload(batchSize: 1, steps: 5000, learningRate: 0.002)),
    training("D_16", TrainingWorkload(batchSize: 16, steps: 2000, learningRate: 0.02)),
    training("D_128", TrainingWorkload(batchSize: 128, steps: 1000, learningRate: 0.05)),
    Workload(
      name: "E", summary: "the whole process: one trajectory of A, ten steps",
      theory: determinantTheory,
      standard: WorkloadSizes { ($0.trajectories, $0.steps, $0.interval) = (1, 10, 10) },
      work: .network(
        NetworkWork(
          algorithm: .stochasticGradientFlow(.eulerMaruyama, .ito), learningRate: 0.01, noiseVariance: 4,
          noiseBatchSize: 1, deviations: (1, 0.5), observables: ["log_determinant"])),
      metric: "log det(theta theta^T) at the end", auditedTrajectories: 1),
  ]

  public static func named(_ name: String) -> Workload? { all.first { $0.name == name } }

  private static let determinantTheory =
    "(3.1) on audited paths; (3.6): the mean of log det falls by 2 eta k tr(C) a unit of time and the step's own bias"

  /// A rectifier network on classes, with the spectra of its layers every 500 steps.
  private static func training(_ name: String, _ work: TrainingWorkload) -> Workload {
    Workload(
      name: name,
      summary:
        "a ReLU network 784-512-512-512-10 in single precision, SGD with weight decay, batch \(work.batchSize)",
      theory:
        "(9.3): the head's row sums shrink by 1 - eta wd a step; its first steps are those of double precision",
      standard: WorkloadSizes {
        ($0.samples, $0.inputs, $0.outputs, $0.width) = (10_000, 784, 10, 512)
        ($0.trajectories, $0.steps, $0.interval) = (1, work.steps, work.interval)
      },
      work: .training(work),
      metric:
        "the mean loss at the end, what is left of the head's row sums, the largest singular value and the rank of each layer",
      auditedTrajectories: 1)
  }

  /// Many trajectories of a small network; mean and spread of log det and of the spectrum at every look.
  private static func small(
    _ name: String, _ summary: String, _ algorithm: Algorithm, noiseBatchSize: Int? = nil
  ) -> Workload {
    Workload(
      name: name, summary: summary, theory: determinantTheory, standard: WorkloadSizes(),
      work: .network(
        NetworkWork(
          algorithm: algorithm, learningRate: 0.01, noiseVariance: 4, noiseBatchSize: noiseBatchSize,
          deviations: (1, 0.5), observables: ["log_determinant", "theta_singular_values"])),
      metric: "(last - first mean of log det(theta theta^T)) / time, and mean singular values at the end",
      auditedTrajectories: 64)
  }
}
