import Learning
import Matrices
import Simulation

/// A step goes down the loss: its direction is the loss's gradient, by differences of a loss that is computed by its
/// definition.
public enum LossDescent: TrainingTheorem {
  public static let claim = Claim(
    name: "loss-descent", label: "(9.0)",
    statement:
      "A step of SGD moves the weights by minus the learning rate times the gradient of the batch's mean loss plus half the "
      + "weight decay times their squared norm.",
    formula: "(W(1) - W(0)) / mu = -grad L_b(W(0)) - wd W(0)",
    assumptions: ["SGD without momentum", "loss L + (wd / 2) |W|^2, PyTorch's convention"],
    source: "the definition of the algorithm")

  public static let counterexamples = [
    "rectifier-unmasked", "softmax-without-label", "normalization-mean-held", "normalization-variance-held",
    "normalization-epsilon", "normalization-stale", "gradient-of-batch-summed", "learning-rate-off",
    "decay-halved", "decay-missing", "decay-doubled", "decay-skips-head", "decay-skips-first",
    "sign-of-gradient", "gradient-clipped", "bias-in-weights", "adam", "inputs-dropped", "decay-after-step",
    "decay-to-start", "weights-shaken", "sample-more", "decay-unasked", "gradient-ascended",
  ]

  public static func examine(_ engine: TrainingEngine) -> Verdict {
    let plain = TrainingWitness.perceptron(
      .perceptron([12, 9, 8, 4]), descent: Descent(learningRate: 0.1, weightDecay: 0.3), batchSize: 60,
      updates: 1)
    var normalized = plain
    normalized.network = .perceptron(
      [12, 9, 8, 4], biases: false, normalized: .batchNormalization(epsilon: 0, affine: false))
    var undecayed = plain
    undecayed.descent.weightDecay = 0
    return Verdict(all: [plain, normalized, undecayed].map { examine(engine, $0) })
  }

  private static func examine(_ engine: TrainingEngine, _ setting: TrainingSetting) -> Verdict {
    let start = setting.initialState(in: Double.self)
    let end = engine.finish(setting)
    let (mu, decay) = (setting.descent.learningRate, setting.descent.weightDecay)
    return Verdict(
      start.parameters.filter(\.isLearnt).map { parameter in
        let w = start[parameter]
        let step = (1 / mu) * (end[parameter] - w)
        let slope = Matrix(w.rows, w.columns) { i, j in
          let h = 1e-5
          let (up, down) = (start.moved(parameter, i, j, by: h), start.moved(parameter, i, j, by: -h))
          return (DefinedLoss.mean(up, setting) - DefinedLoss.mean(down, setting)) / (2 * h) + decay * w[i, j]
        }
        return Evidence(
          "|step / mu + gradient by differences| / |gradient| of \(parameter.name)", predicted: 0,
          measured: (step + slope).norm / slope.norm,
          allowed: Tolerance(1e-6, .discretization, "central differences of step 1e-5"))
      })
  }
}

extension TrainingState {
  /// The state with one number changed.
  fileprivate func moved(_ parameter: NetworkParameter, _ i: Int, _ j: Int, by step: Double) -> TrainingState
  {
    var state = self
    let place = parameter.offset + i * parameter.columns + j
    state.weights[place] = state.weights[place] + Element(step)
    return state
  }
}

/// The outputs of a perceptron and its mean cross-entropy on all samples, by their definition: loops over single numbers that
/// share nothing with the engine.
enum DefinedLoss {
  static func mean(_ state: TrainingState<Double>, _ setting: TrainingSetting) -> Double {
    let rows = outputs(state, setting, rows: Array(0..<setting.samples.samples))
    let labels = setting.samples.labels ?? []
    return zip(rows, labels).reduce(0) { $0 + entropy($1.0, $1.1) } / Double(rows.count)
  }

  /// The outputs for one sample, without batch normalisation.
  static func outputs(
    _ state: TrainingState<Double>, _ setting: TrainingSetting, of sample: Int
  ) -> [Double] {
    outputs(state, setting, rows: [sample])[0]
  }

  /// The outputs for samples that make one batch.
  static func outputs(
    _ state: TrainingState<Double>, _ setting: TrainingSetting, rows chosen: [Int]
  ) -> [[Double]] {
    var rows = chosen.map { Array(setting.samples.row($0)) }
    var numbers = state.parameters[...]
    for layer in setting.network.layers {
      switch layer {
      case .linear(_, let biases):
        let w = state[numbers.removeFirst()]
        let b = biases ? state[numbers.removeFirst()] : Matrix(zeros: w.rows, 1)
        rows = rows.map { x in (0..<w.rows).map { i in x.indices.reduce(b[i, 0]) { $0 + w[i, $1] * x[$1] } } }
      case .rectifier: rows = rows.map { $0.map { max($0, 0) } }
      case .batchNormalization:
        numbers.removeFirst(2)
        rows = normalized(rows)
      default: preconditionFailure("a perceptron has no \(layer)")
      }
    }
    return rows
  }

  private static func normalized(_ rows: [[Double]]) -> [[Double]] {
    let count = Double(rows.count)
    let mean = rows[0].indices.map { j in rows.reduce(0) { $0 + $1[j] } / count }
    let deviation = mean.indices.map { j in
      (rows.reduce(0) { $0 + ($1[j] - mean[j]) * ($1[j] - mean[j]) } / count).squareRoot()
    }
    return rows.map { row in row.indices.map { (row[$0] - mean[$0]) / deviation[$0] } }
  }

  private static func entropy(_ scores: [Double], _ label: Int) -> Double {
    logarithm(scores.reduce(0) { $0 + exponential($1 - scores[label]) })
  }
}
