import Matrices
import Simulation

/// Cross-entropy pushes no score without pulling the others: the sum of the head's rows only decays.
public struct HeadRowSum: TrainingPrediction {
  public static let claim = Claim(
    name: "head-row-sum", label: "(9.3)",
    statement:
      "Under softmax cross-entropy the sum of the rows of the last weight matrix decays by beta in every step, whatever "
      + "the batches, and nothing else moves it.",
    formula:
      "1^T W_L(t) = P_t 1^T W_L(0), P_t = prod_{s < t} (1 - mu_s wd); so rank(W_L(t) - P_t W_L(0)) <= C - 1",
    assumptions: [
      "softmax cross-entropy, with label smoothing or without, on a linear last layer",
      "SGD without momentum, with weight decay",
    ],
    source: "rankfall's notes; the derivative of softmax adds up to zero")

  public static let counterexamples = [
    "decay-halved", "decay-missing", "decay-doubled", "decay-skips-head", "decay-to-start", "weights-shaken",
    "single-precision-weights", "sign-of-gradient", "softmax-without-label", "adam",
  ]

  public static var witnesses: [(setting: TrainingSetting, interval: Int)] {
    var stepped = TrainingWitness.perceptron(.perceptron([12, 10, 4]), batchSize: 1, updates: 200)
    stepped.descent.schedule = .steps(milestones: [50, 120], factor: 0.2)
    stepped.loss = .crossEntropy(smoothing: 0.1)
    return [(TrainingWitness.perceptron(updates: 300), 60), (stepped, 50)]
  }

  private let setting: TrainingSetting
  private let head: NetworkParameter
  private let number: Int

  public init?(for setting: TrainingSetting) {
    guard case .crossEntropy = setting.loss, setting.descent.method == .plain,
      case .linear = setting.network.layers.last, let head = setting.network.weights.last
    else { return nil }
    self.setting = setting
    self.head = head
    number = setting.network.weights.count - 1
  }

  public var observables: [Observable<TrainingState<Double>>] {
    let head = head
    let sums = Observable<TrainingState<Double>>(
      "head_row_sum", symbol: "1^T W_L, and the largest sum of sizes in a column",
      components: head.columns + 1
    ) { look in
      let w = look.state[head]
      let columns = (0..<w.columns).map { j in (0..<w.rows).map { w[$0, j] } }
      return columns.map { $0.reduce(0, +) } + [columns.map { $0.reduce(0) { $0 + abs($1) } }.max() ?? 0]
    }
    return [sums]
  }

  public func check(_ record: Record) -> Verdict {
    let sums = record["head_row_sum"]
    return Verdict(
      (0..<record.trajectories).flatMap { trajectory in
        let start = sums.vector(trajectory: trajectory, time: 0)
        let largest = sums.path(trajectory: trajectory, component: head.columns).max() ?? .nan
        return record.steps.indices.dropFirst().flatMap { look in
          let kept = setting.forgettingProduct(of: number, over: record.steps[look])
          return (0..<head.columns).map { column in
            Evidence(
              "sum of column \(column) of the head after \(record.steps[look]) steps",
              predicted: kept * start[column], measured: sums[trajectory, look, column],
              allowed: TrainingResolution.path(steps: record.steps[look], size: largest))
          }
        }
      })
  }
}
