import Matrices
import Simulation

/// (3.4), (3.5): what one step of label-noise descent does to the determinant in the mean.
public enum ExpectedStep: NetworkTheorem {
  public static let claim = Claim(
    name: "expected-step", label: "(3.5)",
    statement:
      "In the mean a step of full-batch label-noise descent multiplies the signed determinant by a known factor, "
      + "and changes log det by -2 eta^2 (|M|^2 + k tr C) and a known term of fourth order.",
    formula:
      "k = 1: E det factor = 1 - eta^2 (|M|^2 + tr C); E Delta log det = -2 eta^2 a - eta^4 b + O(eta^6), "
      + "a = |M|^2 + k tr C, b = tr((M^T M)^2) + 2 |M|^2 tr C + 2 (k + 1) tr(M^T C M) + k (tr C)^2 + k (k + 1) tr C^2",
    assumptions: [
      "full-batch descent with Gaussian label noise, no weight decay",
      "width >= inputs + outputs; width = inputs + outputs for det theta itself",
    ],
    source: "rankfall's notes")

  public static let counterexamples = [
    "label-noise-doubled", "gradient-doubled", "variance-squared",
  ]

  public static func examine(_ engine: Engine) -> Verdict {
    Verdict([determinantFactor(engine), logDeterminant(engine)])
  }

  /// (3.4), k = 1 and width P: E det(theta_1) / det(theta_0), for noise as large as the signal.
  private static func determinantFactor(_ engine: Engine) -> Evidence {
    let problem = Witness.singleOutput
    let setting = Witness.setting(
      .momentDescent, problem: problem, width: 4, eta: 0.3, delta: 80, steps: 1, trajectories: 20000, seed: 61
    )
    let start = Witness.theta(problem, width: 4)
    let sign = Observable<NetworkState>("signed_determinant", symbol: "det theta") { look in
      let determinant = look.state.theta.logDeterminant
      return [determinant.sign * exponential(determinant.log)]
    }
    let record = engine.run(setting, observing: [sign])
    let old = record["signed_determinant"][0, 0, 0]
    let m = problem.functionGradient(at: NetworkState(theta: start, inputs: 3, outputs: 1).product)
    let eta2 = setting.learningRate * setting.learningRate
    return meanEvidence(
      "E det(theta_1) / det(theta_0), k = 1",
      record["signed_determinant"].sample(time: 1).map { $0 / old },
      predicted: 1 - eta2 * (m.squaredNorm + setting.noiseCovariance.trace))
  }

  /// (3.5), k = 2, with eta^2 tr C about 0.1, so that the fourth order is seen and the sixth is not.
  private static func logDeterminant(_ engine: Engine) -> Evidence {
    let setting = Witness.setting(
      .momentDescent, width: 5, eta: 0.1, delta: 60, steps: 1, trajectories: 40000, seed: 62)
    let start = NetworkState(
      theta: Witness.theta(setting.problem, width: 5), inputs: setting.inputs, outputs: setting.outputs)
    let record = engine.run(setting, observing: [NetworkObservables.logDeterminant])
    let changes = record["log_determinant"].sample(time: 1).map { $0 - record["log_determinant"][0, 0, 0] }
    let m = setting.problem.functionGradient(at: start.product)
    let c = setting.noiseCovariance
    let k = Double(setting.outputs)
    let mm = m.transposed * m
    let a = m.squaredNorm + k * c.trace
    let b =
      mm.squaredNorm + 2 * m.squaredNorm * c.trace + 2 * (k + 1) * (m.transposed * c * m).trace
      + k * c.trace * c.trace + k * (k + 1) * c.squaredNorm
    let eta2 = setting.learningRate * setting.learningRate
    return meanEvidence(
      "E Delta log det, k = 2", changes, predicted: -2 * eta2 * a - eta2 * eta2 * b,
      bias: 3 * eta2 * eta2 * b * eta2 * a)
  }
}
