import Simulation

/// (1.3), (7c): without noise log det(theta theta^T) is constant, or falls by weight decay alone.
public struct DeterminantConservation: NetworkPrediction {
  public static let claim = Claim(
    name: "determinant-conservation", label: "(1.3)",
    statement:
      "Gradient flow conserves det(theta theta^T), whatever the loss; weight decay makes its logarithm fall "
      + "at the rate 2 lambda P.",
    formula: "log det(theta_t theta_t^T) = log det(theta_0 theta_0^T) - 2 lambda P t",
    assumptions: [
      "gradient flow", "width >= inputs + outputs",
      "an integrator by exponentials of A(M): exponential-euler, exponential-midpoint or commutator-free-4",
    ],
    source: "Varre, Sagitova, Flammarion, NeurIPS 2024, Theorem 4.1; (7c) for weight decay")

  public static let counterexamples = [
    "euler-as-gradient-flow", "sequential-layers", "single-precision", "decay-first-layer",
    "decay-after-step",
  ]

  public static var witnesses: [Setting] {
    [GradientFlowMethod.exponentialEuler, .exponentialMidpoint, .commutatorFree4].map {
      Witness.setting(.gradientFlow($0), h: 0.05, steps: 400, every: 10)
    } + [Witness.setting(.gradientFlow(.commutatorFree4), h: 0.05, decay: 0.1, steps: 100, every: 5)]
  }

  private let setting: Setting
  private let rate: Double

  public init?(for setting: Setting) {
    guard case .gradientFlow(let method) = setting.algorithm, method.keepsGroup, setting.width >= setting.rows
    else { return nil }
    self.setting = setting
    rate = 2 * setting.weightDecay * Double(setting.rows)
  }

  public var observables: [Observable<NetworkState>] {
    DeterminantComparison(setting).observables(setting)
  }

  public var judgesStatistics: Bool { setting.hasFixedStart }

  public func curves(for record: Record) -> [Curve] {
    DeterminantComparison.line("theory (1.3): constant", falling: rate, through: record)
  }

  public func check(_ record: Record) -> Verdict {
    DeterminantComparison(setting).check(record, falling: rate)
  }
}

extension GradientFlowMethod {
  /// Whether a step is an exponential of A(M), so that theta moves along the group SO(p, k).
  var keepsGroup: Bool {
    [.exponentialEuler, .exponentialMidpoint, .commutatorFree4].contains(self)
  }
}
