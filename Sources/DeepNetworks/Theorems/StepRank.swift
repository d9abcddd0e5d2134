import Matrices
import Simulation

/// What a step adds to the weights has the rank of the batch at most.
public struct StepRank: TrainingPrediction {
  public static let claim = Claim(
    name: "step-rank", label: "(9.2)",
    statement:
      "A step of SGD on a batch of B samples adds to the decayed weights of a layer a matrix of rank m_l B at most, "
      + "m_l being how often a sample uses the weights.",
    formula: "rank(W(t+1) - beta W(t)) <= r_1 = min(p, q, m_l B), beta = 1 - mu wd",
    assumptions: ["SGD without momentum, with weight decay", "a layer larger than r_1"],
    source: "Galanti, Siegel, Gupte, Poggio, CPAL 2025 (PMLR v280), Lemma 3.1 and its proof of Lemma 3.2")

  public static let counterexamples = [
    "decay-halved", "decay-missing", "decay-doubled", "decay-to-start", "sample-more", "weights-shaken",
    "single-precision-weights", "sign-of-gradient", "momentum-unasked", "adam",
  ]

  public static var witnesses: [(setting: TrainingSetting, interval: Int)] {
    [(TrainingWitness.perceptron(updates: 60), 1)]
  }

  private let setting: TrainingSetting
  /// The weights that are larger than their bound.
  private let layers: [(number: Int, layer: NetworkParameter, rank: Int)]

  public init?(for setting: TrainingSetting) {
    layers = setting.network.weights.enumerated().compactMap { number, layer in
      let rank = layer.gradientRank(batchSize: setting.batchSize)
      return rank < min(layer.rows, layer.columns) ? (number: number, layer: layer, rank: rank) : nil
    }
    guard setting.descent.method == .plain, !layers.isEmpty else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<TrainingState<Double>>] {
    let (layers, setting) = (layers, setting)
    let excess = Observable<TrainingState<Double>>(
      "step_excess", symbol: "s_(r1 + 1)(W' - beta W), and |W| + |W'| + |W' - beta W|",
      components: 2 * layers.count
    ) { look in
      guard let previous = look.previous, look.step > 0 else {
        return [Double](repeating: .nan, count: 2 * layers.count)
      }
      return layers.flatMap { number, layer, rank in
        let beta = setting.forgetting(of: number, at: look.step - 1)
        return StepExcess(previous[layer], look.state[layer], beta, rank: rank).numbers
      }
    }
    return [excess]
  }

  public func check(_ record: Record) -> Verdict {
    let excess = record["step_excess"]
    return Verdict(
      (0..<record.trajectories).flatMap { trajectory in
        record.steps.indices.dropFirst().flatMap { look in
          layers.indices.map { i in
            StepExcess(
              value: excess[trajectory, look, 2 * i], size: excess[trajectory, look, 2 * i + 1]
            ).evidence(of: layers[i].layer, rank: layers[i].rank, step: record.steps[look])
          }
        }
      })
  }
}

/// The singular value after the `rank`th of what a step added, against the roundings of the weights.
struct StepExcess {
  let value: Double
  let size: Double

  init(value: Double, size: Double) {
    self.value = value
    self.size = size
  }

  init(_ before: Matrix, _ after: Matrix, _ beta: Double, rank: Int) {
    let added = after - beta * before
    value = added.weightSpectrum[rank]
    size = before.norm + after.norm + added.norm
  }

  var numbers: [Double] { [value, size] }

  func evidence(of layer: NetworkParameter, rank: Int, step: Int) -> Evidence {
    Evidence(
      "singular value \(rank + 1) of the step of \(layer.name), step \(step)", predicted: 0, measured: value,
      allowed: Tolerance(
        16 * Double.ulpOfOne * size, .rounding,
        "16 eps (|W| + |W'| + |step|): each entry is rounded a few times"))
  }
}
