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

  /// |D_t exp(2 lambda t) - D_0| / |theta_0|^2, and |theta_t|^2 exp(2 lambda t) / |theta_0|^2
  static func change(decay: Double) -> Observable<NetworkState> {
    Observable(
      "balancedness_change", symbol: "|exp(2 lambda t) D_t - D_0| / |theta_0|^2, and |theta_t|^2 likewise",
      components: 2
    ) { look in
      let size = look.initial.theta.squaredNorm
      let growth = exponential(2 * decay * look.time)
      return [
        (growth * look.state.balancedness - look.initial.balancedness).norm / size,
        growth * look.state.theta.squaredNorm / size,
      ]
    }
  }

  public func check(_ record: Record) -> Verdict { Self.check(record) }

  /// Whether D is what it was at every look. Roundings are of the size that theta had when they were made, so the largest
  /// so far counts.
  static func check(_ record: Record) -> Verdict {
    let series = record["balancedness_change"]
    var evidence: [Evidence] = []
    for trajectory in 0..<record.trajectories {
      var size = 1.0
      for look in record.times.indices.dropFirst() where !series[trajectory, look, 0].isNaN {
        size = max(size, series[trajectory, look, 1])
        evidence.append(
          Evidence(
            "|exp(2 lambda t) D_t - D_0| / |theta_0|^2 at t = \(record.times[look].short)", predicted: 0,
            measured: series[trajectory, look, 0],
            allowed: Resolution.path(steps: record.steps[look], condition: 8 * size)))
      }
    }
    return Verdict(evidence)
  }
}
