import Simulation

/// (2.6): the same symbols read in the sense of Stratonovich: nothing decays at all.
public struct StratonovichReading: NetworkPrediction {
  public static let claim = Claim(
    name: "stratonovich-reading", label: "(2.6)",
    statement:
      "If the noise of the flow is read in the sense of Stratonovich, det(theta theta^T) and D are conserved "
      + "on every path: the loss of rank is the Ito correction and nothing else.",
    formula: "d theta = A(M) theta dt + sqrt(eta) A(dN) o theta  =>  log det and D are constant (lambda = 0)",
    assumptions: [
      "the Stratonovich reading", "width >= inputs + outputs, no weight decay",
      "an integrator that keeps the group: sh, sh2 or ninomiya-victoir",
    ],
    source: "rankfall's notes; a counterfactual to Theorem 4.2 of Varre, Sagitova, Flammarion 2024")

  public static let counterexamples = ["single-precision", "sequential-layers", "ito-reading"]

  public static var witnesses: [Setting] {
    [StochasticFlowMethod.splitHyperbolic, .splitHyperbolic2, .ninomiyaVictoir].map {
      Witness.setting(.stochasticGradientFlow($0, .stratonovich), delta: 3, steps: 200, every: 10)
    }
  }

  private let setting: Setting

  public init?(for setting: Setting) {
    guard case .stochasticGradientFlow(let method, .stratonovich) = setting.algorithm,
      method.keepsDeterminantLaw,
      setting.width >= setting.rows, setting.weightDecay == 0
    else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<NetworkState>] {
    DeterminantComparison(setting).observables(setting) + [BalancednessConservation.change(decay: 0)]
  }

  public func curves(for record: Record) -> [Curve] {
    DeterminantComparison.line("theory (2.6): constant", falling: 0, through: record)
  }

  public func check(_ record: Record) -> Verdict {
    let determinant = DeterminantComparison(setting).check(record, falling: 0)
    return Verdict(all: [determinant, BalancednessConservation.check(record)])
  }
}
