import Learning
import Matrices
import Simulation

/// How fast label noise lowers the determinant of a two-layer linear network.
public enum NoiseDeterminant: TrainingTheorem {
  public static let claim = Claim(
    name: "noise-determinant", label: "(9.13)",
    statement:
      "In a two-layer linear network without decay a step of SGD lowers the log determinant of all weights' Gram matrix, on "
      + "average over its label noise, by a part that is proportional to the noise's variance and knows no weights, beside "
      + "what the batch's gradient takes.",
    formula:
      "E[log det M'^T M' - log det M^T M] = -2 mu^2 (delta k tr(X_b^T X_b) / B^2 + |Gamma|^2) - O(mu^4), Gamma = X_b^T R_b / B "
      + "without noise, M = [W_1, W_2^T]",
    assumptions: [
      "two linear layers without biases, as wide as d inputs and k outputs together at least",
      "loss of squares with Gaussian label noise of variance delta, SGD without momentum or decay",
      "mu^2 s_1(Gamma)^2 below 2/3 in every step",
    ],
    source:
      "rankfall's notes, from (9.8); Varre, Sagitova, Flammarion, NeurIPS 2024, Theorem 4.2 for the flow")

  public static let counterexamples = [
    "label-noise-fixed", "label-noise-on-inputs", "label-noise-shared", "label-noise-deviation",
    "gradient-of-batch-summed", "sample-more", "sign-of-gradient", "weights-shaken", "inputs-dropped",
    "momentum-unasked", "adam",
  ]

  private static let updates = 16_000

  public static func examine(_ engine: TrainingEngine) -> Verdict {
    let (full, half) = (Fall(of: engine, variance: 1), Fall(of: engine, variance: 0.25))
    // Relative errors of a quotient add up, and a second order of them.
    let (first, second) = (full.allowed / full.predicted, half.allowed / half.predicted)
    return Verdict([
      full.evidence, half.evidence,
      Evidence(
        "noise's part for deviation 1 over that for 1/2", predicted: 4,
        measured: full.measured / half.measured,
        allowed: Tolerance(
          4 * (first + second) / (1 - second), .sampling, "5 standard errors of either, as they add up")),
    ])
  }

  /// What label noise of a variance has taken of log det M^T M after all steps.
  private struct Fall {
    let variance: Double
    let predicted: Double
    let measured: Double
    let allowed: Double

    init(of engine: TrainingEngine, variance: Double) {
      let setting = TrainingSetting(
        .linear([4, 8, 2]), on: TrainingWitness.regression, loss: .squares, start: .gaussian(deviation: 0.6),
        descent: Descent(learningRate: 0.02), order: .cyclic, batchSize: 4,
        labelNoise: LabelNoise(variance: variance), length: .updates(NoiseDeterminant.updates), seed: 36)
      let batches = Batch.all(of: setting)
      let mu = setting.descent.learningRate
      let start = Self.logDeterminant(setting.initialState(in: Double.self))
      var (ownPart, noisePart, spread, fourth, end) = (0.0, 0.0, 0.0, 0.0, start)
      engine.follow(setting) { step in
        let batch = batches[step.number % batches.count]
        let own = batch.slope(at: step.before)
        let noise = batch.noise(variance)
        let deviation = batch.variance(of: own, variance)
        ownPart += own.squaredNorm
        noisePart += noise
        spread += deviation
        fourth += (own.squaredNorm + noise) * (own.squaredNorm + noise) + deviation
        if step.number == setting.updates - 1 { end = Self.logDeterminant(step.after) }
      }
      self.variance = variance
      predicted = 2 * mu * mu * noisePart
      measured = start - end - 2 * mu * mu * ownPart
      // z <= -log(1 - z) <= z + z^2 for z <= 2/3, and a sum of s^4 is at most the square of that of s^2.
      allowed = 10 * mu * mu * spread.squareRoot() + 2 * mu * mu * mu * mu * fourth
    }

    var evidence: Evidence {
      Evidence(
        "fall of log det by noise of variance \(variance), \(NoiseDeterminant.updates) steps",
        predicted: predicted, measured: measured,
        allowed: Tolerance(
          allowed, .sampling,
          "5 standard errors of a sum of |Gamma|^2, whose variance is known step by step, and mu^4 E|Gamma|^4; an error of "
            + "\((2000 * allowed / predicted).rounded() / 10) % is seen with probability 0.9999997"))
    }

    private static func logDeterminant(_ state: TrainingState<Double>) -> Double {
      let (first, second) = (state[state.layers[0]], state[state.layers[1]])
      let values = Matrix(first.rows, first.columns + second.rows) {
        $1 < first.columns ? first[$0, $1] : second[$1 - first.columns, $0]
      }.singularValues
      return 2 * values.reduce(0) { $0 + logarithm($1) }
    }
  }

  /// A batch of the data in their order.
  private struct Batch {
    /// B x d, B x k, d x d
    let inputs: Matrix
    let targets: Matrix
    let square: Matrix

    static func all(of setting: TrainingSetting) -> [Batch] {
      let (data, size) = (setting.samples, setting.batchSize)
      let (d, k) = (data.inputCount, data.outputCount)
      let y = data.targets ?? []
      return (0..<data.samples / size).map { number in
        let x = Matrix(size, d) { data.inputs[(number * size + $0) * d + $1] }
        return Batch(
          inputs: x, targets: Matrix(size, k) { y[(number * size + $0) * k + $1] }, square: x.transposed * x)
      }
    }

    private var size: Double { Double(inputs.rows) }

    /// Gamma without noise.
    func slope(at state: TrainingState<Double>) -> Matrix {
      let product = state[state.layers[1]] * state[state.layers[0]]
      return (1 / size) * (inputs.transposed * (inputs * product.transposed - targets))
    }

    /// E|X^T Xi / B|^2
    func noise(_ variance: Double) -> Double {
      let trace = (0..<square.rows).reduce(0) { $0 + square[$1, $1] }
      return variance * Double(targets.columns) * trace / (size * size)
    }

    /// Var|Gamma - X^T Xi / B|^2
    func variance(of slope: Matrix, _ variance: Double) -> Double {
      let pure = 2 * Double(targets.columns) * variance * variance * square.squaredNorm
      let mixed = 4 * variance * (inputs * slope).squaredNorm
      return pure / (size * size * size * size) + mixed / (size * size)
    }
  }
}
