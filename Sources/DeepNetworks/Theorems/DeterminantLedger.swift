import Learning
import Matrices
import Simulation

/// The determinant of a two-layer linear network under SGD with weight decay, step by step.
public enum DeterminantLedger: TrainingTheorem {
  public static let claim = Claim(
    name: "determinant-ledger", label: "(9.8)",
    statement:
      "In a two-layer linear network every step of SGD with weight decay changes the log determinant of all weights' Gram "
      + "matrix by an amount that the learning rate, the decay and the batch's gradient in function space fix.",
    formula:
      "M = [W_1, W_2^T]: log det M'^T M' = log det M^T M + 2 [(d + k - 2m) log beta + sum_{i <= m} log |beta^2 - mu^2 s_i^2|], "
      + "s_i the singular values of X_b^T R_b / B, m = min(d, k)",
    assumptions: [
      "two linear layers without biases, as wide as d inputs and k outputs together at least",
      "loss of squares, SGD without momentum, with weight decay and label noise or without",
    ],
    source: "rankfall's notes; Varre, Sagitova, Flammarion, NeurIPS 2024 for the flow without decay")

  public static let counterexamples = [
    "decay-halved", "decay-missing", "decay-doubled", "decay-after-step", "decay-skips-head",
    "decay-skips-first",
    "gradient-of-batch-summed", "sample-more", "learning-rate-off", "sign-of-gradient", "weights-shaken",
    "momentum-unasked", "adam",
  ]

  public static func examine(_ engine: TrainingEngine) -> Verdict {
    Verdict(all: [0, 1].map { examine(engine, labelNoise: LabelNoise(variance: $0)) })
  }

  private static func examine(_ engine: TrainingEngine, labelNoise: LabelNoise) -> Verdict {
    let setting = TrainingSetting(
      .linear([4, 8, 2]), on: TrainingWitness.regression, loss: .squares, start: .gaussian(deviation: 0.6),
      descent: Descent(learningRate: 0.05, weightDecay: 0.05), order: .withReplacement, batchSize: 4,
      labelNoise: labelNoise, length: .updates(400), seed: 34)
    let (mu, beta) = (setting.descent.learningRate, setting.forgetting(of: 0, at: 0))
    let layers = setting.network.weights
    let sizes = (rows: layers[1].rows + layers[0].columns, small: min(layers[1].rows, layers[0].columns))
    let start = Spectrum(of: setting.initialState(in: Double.self))
    var (predicted, condition) = (start.logDeterminant, start.condition)
    var evidence: [Evidence] = []
    engine.follow(setting) { step in
      let updates = step.updates
      let slope =
        (1 / Double(setting.batchSize)) * (updates[0].factors.inputs.transposed * updates[1].factors.deltas)
      let factors = slope.singularValues.map { abs(beta * beta - mu * mu * $0 * $0) }
      predicted +=
        2
        * (Double(sizes.rows - 2 * sizes.small) * logarithm(beta)
          + factors.reduce(0) { $0 + logarithm($1) })
      let spectrum = Spectrum(of: step.after)
      // A step that nearly annihilates a direction magnifies roundings, and so does an ill-conditioned M.
      condition = max(condition, spectrum.condition / min(1, factors.min() ?? 1))
      guard step.number < 5 || step.number % 40 == 39, condition < 1e9 else { return }
      evidence.append(
        Evidence(
          "log det M^T M after \(step.number + 1) steps", predicted: predicted,
          measured: spectrum.logDeterminant,
          allowed: TrainingResolution.path(
            steps: step.number + 1, size: Double(sizes.rows) * (1 + abs(predicted) + condition))))
    }
    return Verdict(evidence, otherwise: "M is too ill-conditioned to tell")
  }

  /// What M = [W_1, W_2^T] shows.
  private struct Spectrum {
    let logDeterminant: Double
    let condition: Double

    init(of state: TrainingState<Double>) {
      let (first, second) = (state[state.layers[0]], state[state.layers[1]])
      let values = Matrix(first.rows, first.columns + second.rows) {
        $1 < first.columns ? first[$0, $1] : second[$1 - first.columns, $0]
      }.singularValues
      logDeterminant = 2 * values.reduce(0) { $0 + logarithm($1) }
      condition = (values.first ?? 0) / (values.last ?? 0)
    }
  }
}
