import Learning
import Matrices
import Simulation

/// The small experiments on which the theorems examine an engine. Their data come from fixed seeds; every constant that
/// a theorem compares with is computed from X, Y and theta_0 alone.
enum Witness {
  /// n = 60, p = 3, k = 2, inputs of unequal variance, noisy labels
  static let problem = GaussianTeacher(
    samples: 60, inputs: 3, outputs: 2, noise: 0.3, covariance: .diagonal([1.5, 1, 0.5]), seed: 7
  ).draw().problem

  /// The same inputs with one output: k = 1.
  static let singleOutput = Regression(inputs: problem.inputs, targets: problem.targets[0..<60, 0..<1])

  /// A start of independent N(0, scale^2) weights, the same whenever asked for.
  static func theta(_ problem: Regression, width: Int, scale: Double = 0.7) -> Matrix {
    var random = RandomStream(seed: 11, for: .initialization)
    return scale * normals(problem.inputCount + problem.outputCount, width, &random)
  }

  static func setting(
    _ algorithm: Algorithm, problem: Regression = Witness.problem, width: Int = 6, eta: Double = 0.05,
    h: Double = 0.02, delta: Double = 0, batch: Int? = 1, decay: Double = 0, steps: Int = 200, every: Int = 1,
    trajectories: Int = 1, seed: UInt64 = 3
  ) -> Setting {
    Setting(
      problem, start: .fixed(theta(problem, width: width)), algorithm: algorithm, learningRate: eta,
      flowStep: h,
      labelNoise: LabelNoise(variance: delta), noiseBatchSize: batch, weightDecay: decay,
      schedule: Schedule(steps: steps, every: every),
      ensemble: Ensemble(trajectories: trajectories, seed: seed))
  }

  /// The problem's inputs with targets that a network of these weights meets exactly: there M = 0.
  static func interpolated(by theta: Matrix, _ problem: Regression = Witness.problem) -> Regression {
    let p = problem.inputCount
    let w1 = theta[0..<p, 0..<theta.columns]
    let w2 = theta[p..<theta.rows, 0..<theta.columns].transposed
    return Regression(inputs: problem.inputs, targets: problem.inputs * (w1 * w2))
  }

  /// A problem without a loss to speak of, whose label noise of variance `delta` x 10^12 makes the same C as `delta`
  /// makes with the witness's inputs: inputs scaled by 10^-6, targets zero. J is then 10^-12 of the noise.
  static func noiseOnly(_ problem: Regression = Witness.problem) -> Regression {
    Regression(
      inputs: 1e-6 * problem.inputs, targets: Matrix(zeros: problem.samples, problem.outputCount))
  }

  static let noiseOnlyVarianceScale = 1e12

  /// Every discrete algorithm there is, for the one-step identities.
  static let everyDiscreteAlgorithm: [Setting] = [
    setting(.descent(.fullBatch), steps: 50),
    setting(.descent(.fullBatch), delta: 4, steps: 50),
    setting(.descent(.fullBatch), problem: singleOutput, delta: 4, decay: 0.1, steps: 50),
    setting(.descent(.withReplacement(1)), delta: 0.5, steps: 50),
    setting(.descent(.withoutReplacement(8)), delta: 0.5, steps: 50),
    setting(.descent(.shuffled(7)), decay: 0.1, steps: 50),
    setting(.momentDescent, delta: 4, steps: 50),
    setting(.stochasticGradientFlow(.eulerMaruyama, .ito), delta: 0.5, decay: 0.1, steps: 50),
  ]

  /// The settings in which only noise moves the weights, with C of the witness problem.
  static func pureNoise(
    _ method: StochasticFlowMethod, problem: Regression = Witness.problem, seed: UInt64
  ) -> Setting {
    var pure = setting(
      .stochasticGradientFlow(method, .ito), problem: noiseOnly(problem), eta: 0.2, h: 0.02,
      delta: noiseOnlyVarianceScale, steps: 50, every: 50, trajectories: 4000, seed: seed)
    pure.start = .fixed(theta(problem, width: 5, scale: 1))
    return pure
  }
}
