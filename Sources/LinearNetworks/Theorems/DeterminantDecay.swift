import Matrices
import Simulation

/// (2.1): under label noise log det(theta theta^T) falls along a straight line, on every path.
public struct DeterminantDecay: NetworkPrediction {
  public static let claim = Claim(
    name: "determinant-decay", label: "(2.1)",
    statement:
      "Along every path of the label-noise stochastic gradient flow, log det(theta theta^T) falls at "
      + "the constant rate 2 eta k tr C.",
    formula: "log det(theta_t theta_t^T) = log det(theta_0 theta_0^T) - 2 eta k tr(C) t - 2 lambda P t, "
      + "C = delta X^T X / (nB)",
    assumptions: [
      "the Ito equation, with the same noise in both layers", "width >= inputs + outputs",
      "an integrator that keeps the determinant's law: sh, sh2 or ninomiya-victoir",
    ],
    source: "Varre, Sagitova, Flammarion, NeurIPS 2024, Theorem 4.2")

  public static let counterexamples: [String] = []
  public static var witnesses: [Setting] { [] }

  /// The rate of fall: 2 eta k tr C + 2 lambda P
  public let rate: Double

  public init?(for setting: Setting) {
    guard case .stochasticGradientFlow(let method, .ito) = setting.algorithm,
      [.splitHyperbolic, .splitHyperbolic2, .ninomiyaVictoir].contains(method),
      setting.width >= setting.rows, setting.labelNoise.variance > 0
    else { return nil }
    rate =
      2 * setting.learningRate * Double(setting.outputs) * setting.noiseCovariance.trace
      + 2 * setting.weightDecay * Double(setting.rows)
  }

  public var observables: [Observable<NetworkState>] { [NetworkObservables.logDeterminant] }

  public func curves(at times: [Double]) -> [Curve] { [] }

  public func check(_ record: Record) -> Verdict { .undecided(because: "not yet written") }
}
