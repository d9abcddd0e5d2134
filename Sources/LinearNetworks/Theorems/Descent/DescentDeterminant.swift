import Matrices
import Simulation

/// (3.7): gradient descent itself does not conserve the determinant, and by how much is known to the last bit.
public struct DescentDeterminant: NetworkPrediction {
  public static let claim = Claim(
    name: "descent-determinant", label: "(3.7)",
    statement:
      "Noiseless gradient descent changes log det(theta theta^T) in each step by an amount that the data and the "
      + "product W1 W2 fix; for small steps it falls by 2 eta times the integral of |M|^2 along gradient flow.",
    formula:
      "log det_t = log det_0 + sum_{s < t} 2 sum_i log |1 - eta^2 s_i(M_s)^2|, M_s = X^T (Y - X W_s) / n; "
      + "with weight decay as in (3.1)",
    assumptions: [
      "full-batch gradient descent without label noise", "a look at every step", "width >= inputs + outputs",
    ],
    source: "rankfall's notes")

  public static let counterexamples = [
    "gradient-doubled", "gradient-summed", "sequential-layers", "decay-first-layer", "decay-after-step",
    "determinant-unsquared",
  ]

  public static var witnesses: [Setting] {
    [
      Witness.setting(.descent(.fullBatch), eta: 0.1, steps: 200),
      Witness.setting(.momentDescent, eta: 0.1, steps: 200),
      Witness.setting(.descent(.fullBatch), eta: 0.05, decay: 0.2, steps: 50),
    ]
  }

  private let setting: Setting

  public init?(for setting: Setting) {
    let isFullBatch = setting.algorithm == .momentDescent || setting.algorithm == .descent(.fullBatch)
    guard isFullBatch, setting.labelNoise.variance == 0, setting.schedule.interval == 1,
      setting.width >= setting.rows
    else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<NetworkState>] {
    let (problem, eta, rows, keep) = (setting.problem, setting.learningRate, setting.rows, setting.keep)
    let factor = Observable<NetworkState>(
      "determinant_factor", symbol: "log det's change in the coming step, from the data"
    ) { look in
      let step: Matrix = eta * problem.functionGradient(at: look.state.product)
      return [step.isFinite ? logDeterminantFactor(step, rows: rows, keep: keep) : .nan]
    }
    return DeterminantComparison(setting).observables(setting) + [factor]
  }

  public func curves(for record: Record) -> [Curve] {
    [
      Curve(
        .equality, of: "log_determinant", label: "theory (3.7)",
        values: record.times.indices.map { accumulated(record)(0, $0) })
    ]
  }

  public func check(_ record: Record) -> Verdict {
    DeterminantComparison(setting).check(record, against: accumulated(record))
  }

  /// (trajectory, look) -> the predicted log det
  private func accumulated(_ record: Record) -> (Int, Int) -> Double {
    let (measured, factor) = (record["log_determinant"], record["determinant_factor"])
    let sums = (0..<record.trajectories).map { trajectory in
      factor.path(trajectory: trajectory).reduce(into: [measured[trajectory, 0, 0]]) {
        $0.append(($0.last ?? 0) + $1)
      }
    }
    return { sums[$0][$1] }
  }
}
