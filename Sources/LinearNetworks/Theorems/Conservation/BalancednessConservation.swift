import Matrices
import Simulation

/// (1.2), (7c): without noise the balancedness is constant.
public struct BalancednessConservation: NetworkPrediction {
  public static let claim = Claim(
    name: "balancedness-conservation", label: "(1.2)",
    statement:
      "Gradient flow conserves every entry of D = W1^T W1 - W2 W2^T; weight decay shrinks all of it alike.",
    formula: "D_t = exp(-2 lambda t) D_0",
    assumptions: [
      "gradient flow",
      "an integrator by exponentials of A(M): exponential-euler, exponential-midpoint or commutator-free-4",
    ],
    source: "Theorem 4.1 of Varre, Sagitova, Flammarion 2024 is its corollary; see the note")

  public static let counterexamples = [
    "euler-as-gradient-flow", "sequential-layers", "single-precision", "decay-first-layer",
    "decay-after-step",
  ]

  public static var witnesses: [Setting] {
    [GradientFlowMethod.exponentialEuler, .exponentialMidpoint, .commutatorFree4].map {
      Witness.setting(.gradientFlow($0), width: 4, h: 0.05, steps: 400, every: 10)
    } + [Witness.setting(.gradientFlow(.commutatorFree4), h: 0.05, decay: 0.1, steps: 100, every: 5)]
  }

  private let decay: Double

  public init?(for setting: Setting) {
    guard case .gradientFlow(let method) = setting.algorithm, method.keepsGroup else { return nil }
    decay = setting.weightDecay
  }

  public var observables: [Observable<NetworkState>] { [Self.change(decay: decay)] }
  public func check(_ record: Record) -> Verdict { Self.check(record) }

  static func change(decay: Double) -> Observable<NetworkState> { comparison.change(rate: 2 * decay) }
  static func check(_ record: Record) -> Verdict { comparison.check(record) }
  private static let comparison = BalancednessComparison(observable: "balancedness_change", rate: "2 lambda")
}
