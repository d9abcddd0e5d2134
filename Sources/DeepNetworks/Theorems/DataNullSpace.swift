import Matrices
import Simulation

/// What the data do not span is only forgotten.
public struct DataNullSpace: TrainingPrediction {
  public static let claim = Claim(
    name: "data-null-space", label: "(9.4)",
    statement:
      "Along every direction that is orthogonal to all inputs the first layer decays by beta in every step, and nothing "
      + "else moves it.",
    formula:
      "X v = 0 => W_1(t) v = P_t W_1(0) v, P_t = prod_{s < t} (1 - mu_s wd); so rank(W_1(t) - P_t W_1(0)) <= rank X",
    assumptions: [
      "a linear first layer on the inputs themselves, whose span is not everything",
      "SGD without momentum, with weight decay",
    ],
    source: "rankfall's notes; every gradient of the first layer is a sum of outer products with inputs")

  public static let counterexamples = [
    "decay-halved", "decay-missing", "decay-doubled", "decay-skips-first", "decay-to-start", "weights-shaken",
    "single-precision-weights", "sign-of-gradient", "inputs-dropped", "adam", "bias-in-weights",
  ]

  public static var witnesses: [(setting: TrainingSetting, interval: Int)] {
    let biased = TrainingWitness.perceptron(.perceptron([12, 10, 4]), batchSize: 1, updates: 200)
    return [(TrainingWitness.perceptron(updates: 300), 60), (biased, 50)]
  }

  private let setting: TrainingSetting
  private let layer: NetworkParameter
  /// Orthonormal, a column each.
  private let directions: Matrix

  public init?(for setting: TrainingSetting) {
    guard setting.descent.method == .plain, case .linear = setting.network.layers.first,
      setting.network.inputShape.positions == 1, setting.inputDropout == 0,
      let layer = setting.network.weights.first
    else { return nil }
    let data = setting.samples
    let x = Matrix(data.samples, data.inputCount) { data.inputs[$0 * data.inputCount + $1] }
    // A singular value of X below 10^-7 of the largest is zero here; the square roots of its square's roundings are there.
    let eigen = (x.transposed * x).symmetricEigen
    let largest = eigen.values.last ?? 0
    let free = eigen.values.indices.filter { eigen.values[$0] <= 1e-14 * largest }
    guard !free.isEmpty, largest > 0 else { return nil }
    // Directions that X does see a little would move.
    let next = eigen.values.first { $0 > 1e-14 * largest } ?? largest
    guard next > 1e-6 * largest else { return nil }
    self.setting = setting
    self.layer = layer
    directions = Matrix(data.inputCount, free.count) { eigen.vectors[$0, free[$1]] }
  }

  public var observables: [Observable<TrainingState<Double>>] {
    let (layer, directions) = (layer, directions)
    let image = Observable<TrainingState<Double>>(
      "null_space_image", symbol: "W_1 V, and |W_1|", components: layer.rows * directions.columns + 1
    ) { look in
      let w = look.state[layer]
      return (w * directions).entries + [w.norm]
    }
    return [image]
  }

  public func check(_ record: Record) -> Verdict {
    let image = record["null_space_image"]
    let count = image.components - 1
    return Verdict(
      (0..<record.trajectories).flatMap { trajectory in
        let start = image.vector(trajectory: trajectory, time: 0)
        let largest = image.path(trajectory: trajectory, component: count).max() ?? .nan
        return record.steps.indices.dropFirst().map { look in
          let kept = setting.forgettingProduct(of: 0, over: record.steps[look])
          let off = (0..<count).map { image[trajectory, look, $0] - kept * start[$0] }
          return Evidence(
            "|W_1 V - P W_1(0) V| after \(record.steps[look]) steps", predicted: 0,
            measured: off.reduce(0) { $0 + $1 * $1 }.squareRoot(),
            allowed: TrainingResolution.path(steps: record.steps[look], size: largest))
        }
      })
  }
}
