import Matrices
import Simulation

/// A unit before batch normalisation is pushed at right angles to its weights: the squares of its norm make a ledger.
public struct NormalizedRows: TrainingPrediction {
  public static let claim = Claim(
    name: "normalized-rows", label: "(9.6)",
    statement:
      "The gradient of a row of weights before batch normalisation is orthogonal to the row, so that decay alone shrinks "
      + "its norm and gradients only make it grow.",
    formula: "|w(t+1)|^2 = beta^2 |w(t)|^2 + |w(t+1) - beta w(t)|^2, with |w(t+1) - beta w(t)| = mu |g(t)|",
    assumptions: [
      "batch normalisation with epsilon = 0 right behind the layer",
      "SGD without momentum, with weight decay",
    ],
    source: "van Laarhoven, arXiv:1706.05350 (2017); rankfall's notes")

  public static let counterexamples = [
    "decay-halved", "decay-missing", "decay-doubled", "decay-skips-first", "weights-shaken",
    "single-precision-weights", "sign-of-gradient", "normalization-variance-held", "normalization-epsilon",
    "normalization-stale", "adam", "decay-to-start",
  ]

  public static var witnesses: [(setting: TrainingSetting, interval: Int)] {
    let network = Network.perceptron(
      [12, 16, 14, 4], biases: false, normalized: .batchNormalization(epsilon: 0, affine: false))
    return [(TrainingWitness.perceptron(network, batchSize: 6, updates: 100), 5)]
  }

  private let setting: TrainingSetting
  /// The weights that batch normalisation follows, with their numbers.
  private let layers: [(number: Int, layer: NetworkParameter)]

  public init?(for setting: TrainingSetting) {
    let exact = setting.network.operations.allSatisfy {
      if case .normalize(let epsilon, _, _, _) = $0.kind { return epsilon == 0 }
      return true
    }
    layers = setting.network.weights.enumerated().filter { $0.element.isNormalized }
      .map { (number: $0.offset, layer: $0.element) }
    guard exact, !layers.isEmpty, setting.descent.method == .plain else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<TrainingState<Double>>] {
    let (layers, setting) = (layers, setting)
    let ledger = Observable<TrainingState<Double>>(
      "normalized_rows", symbol: "largest (|w'|^2 - beta^2 |w|^2 - |w' - beta w|^2) / |w'|^2",
      components: layers.count
    ) { look in
      guard let previous = look.previous, look.step > 0 else {
        return [Double](repeating: .nan, count: layers.count)
      }
      return layers.map { number, layer in
        let (w, next) = (previous[layer], look.state[layer])
        let beta = setting.forgetting(of: number, at: look.step - 1)
        return (0..<w.rows).map { row in
          let all = 0..<w.columns
          let after = all.reduce(0) { $0 + next[row, $1] * next[row, $1] }
          let before = all.reduce(0) { $0 + w[row, $1] * w[row, $1] }
          let step = all.reduce(0) {
            let change = next[row, $1] - beta * w[row, $1]
            return $0 + change * change
          }
          return abs(after - beta * beta * before - step) / (before + step)
        }.max() ?? 0
      }
    }
    return [ledger]
  }

  public func check(_ record: Record) -> Verdict {
    let ledger = record["normalized_rows"]
    return Verdict(
      (0..<record.trajectories).flatMap { trajectory in
        record.steps.indices.dropFirst().flatMap { look in
          layers.indices.map { number in
            // Deviations are divided by their root mean square: a batch that hardly varies magnifies their roundings.
            Evidence(
              "norms in \(layers[number].layer.name), step \(record.steps[look])", predicted: 0,
              measured: ledger[trajectory, look, number], allowed: TrainingResolution.path(steps: 0, size: 1))
          }
        }
      })
  }
}
