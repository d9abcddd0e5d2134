import Matrices
import Simulation

/// (3.7), (3.8): how gradient descent approaches the conservation of its flow, and where it leaves it the other way.
public enum DescentLimit: NetworkTheorem {
  public static let claim = Claim(
    name: "descent-limit", label: "(3.8)",
    statement:
      "As eta -> 0 gradient descent's total loss of log det is eta times -2 int |M|^2 dt along gradient flow; a "
      + "step with eta s_i(M) > sqrt 2 for every i makes log det grow instead.",
    formula:
      "(log det_T - log det_0) / eta -> -2 int_0^T |M(W_t)|_F^2 dt; eta s > sqrt 2 => Delta log det > 0",
    assumptions: ["full-batch gradient descent without noise"],
    source: "rankfall's notes")

  public static let counterexamples = [
    "gradient-doubled", "gradient-summed", "sequential-layers", "gradient-ascent",
  ]

  public static func examine(_ engine: Engine) -> Verdict {
    let end = 2.0
    var integral = 0.0
    // The reference: M along the flow by Runge-Kutta on the raw data, its square by the trapezoidal rule.
    let path = ReferenceFlow(Witness.problem).path(
      from: Witness.theta(Witness.problem, width: 6), duration: end, steps: 4000)
    let squares = path.map { Witness.problem.functionGradient(at: $0).squaredNorm }
    for (old, new) in zip(squares, squares.dropFirst()) { integral += end / 4000 * (old + new) / 2 }
    func slope(_ eta: Double) -> Double {
      let steps = Int((end / eta).rounded())
      let record = engine.run(
        Witness.setting(.descent(.fullBatch), eta: eta, steps: steps, every: steps),
        observing: [NetworkObservables.logDeterminant])
      return (record["log_determinant"][0, 1, 0] - record["log_determinant"][0, 0, 0]) / eta
    }
    // Richardson: the error of the slope is linear in eta.
    let (coarse, fine) = (slope(0.004), slope(0.002))
    let limit = Evidence(
      "(log det_T - log det_0) / eta, extrapolated to eta = 0", predicted: -2 * integral,
      measured: 2 * fine - coarse,
      allowed: Tolerance(
        0.2 * abs(fine - coarse) + 1e-6, .discretization, "a fifth of the extrapolation's own correction"))
    return Verdict([limit, growth(engine)])
  }

  /// One step from small weights and large targets: every eta s_i(M) is 2 or more.
  private static func growth(_ engine: Engine) -> Evidence {
    var setting = Witness.setting(.descent(.fullBatch), eta: 1, steps: 1)
    let theta = 0.01 * Witness.theta(Witness.problem, width: 6)
    let start = NetworkState(theta: theta, inputs: setting.inputs, outputs: setting.outputs)
    let m = Witness.problem.functionGradient(at: start.product)
    setting.learningRate = 2 / (m.singularValues.last ?? 1)
    setting.start = .fixed(theta)
    let record = engine.run(setting, observing: [NetworkObservables.logDeterminant])
    let predicted = logDeterminantFactor(setting.learningRate * m, rows: setting.rows, keep: 1)
    precondition(predicted > 0, "the witness of growth does not grow")
    return Evidence(
      "growth of log det in a step with eta s_i(M) >= 2", predicted: predicted,
      measured: record["log_determinant"][0, 1, 0] - record["log_determinant"][0, 0, 0],
      allowed: Tolerance(1e-9, .rounding, "one step of well-conditioned weights"))
  }
}
