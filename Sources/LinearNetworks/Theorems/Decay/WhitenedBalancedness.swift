import Learning
import Matrices
import Simulation

/// (2.5): for white inputs and as many outputs as inputs the balancedness dies exactly.
public struct WhitenedBalancedness: NetworkPrediction {
  public static let claim = Claim(
    name: "whitened-balancedness", label: "(2.5)",
    statement:
      "If k = p and X^T X = n I, so that C = c I, D decays at exactly eta c p on every path, and theta "
      + "comes down to rank p or less.",
    formula: "D_t = exp(-(eta c p + 2 lambda) t) D_0, c = delta / B",
    assumptions: [
      "the label-noise flow in the sense of Ito", "k = p and X^T X = n I",
      "the start is not balanced: D_0 = 0 has nothing to decay",
      "an integrator that changes D in its damping only: sh, sh2 or ninomiya-victoir",
    ],
    source: "rankfall's notes; a case of Theorem 4.2 of Varre, Sagitova, Flammarion 2024")

  public static let counterexamples = [
    "damping-first-block-right-trace", "damping-missing", "damping-halved", "noise-doubled",
    "stratonovich-reading", "single-precision",
  ]

  public static var witnesses: [Setting] {
    let white = GaussianTeacher(samples: 40, inputs: 3, outputs: 3, covariance: .whitened, seed: 5).draw()
      .problem
    return [StochasticFlowMethod.splitHyperbolic2, .ninomiyaVictoir].map {
      Witness.setting(
        .stochasticGradientFlow($0, .ito), problem: white, width: 7, eta: 0.1, h: 0.01, delta: 2, steps: 300,
        every: 10)
    }
  }

  /// eta c p + 2 lambda
  private let rate: Double

  public init?(for setting: Setting) {
    guard case .stochasticGradientFlow(let method, .ito) = setting.algorithm, method.keepsDeterminantLaw,
      setting.inputs == setting.outputs, setting.labelNoise.variance > 0
    else { return nil }
    let deviation = setting.problem.secondMoment - .identity(setting.inputs)
    guard deviation.norm < 1e-12 else { return nil }
    if case .fixed(let theta) = setting.start {
      // A balanced start has nothing to decay: what is seen of D is roundings of the largest theta, looked at or not.
      let state = NetworkState(theta: theta, inputs: setting.inputs, outputs: setting.outputs)
      guard state.balancedness.norm > 1e-9 * theta.squaredNorm else { return nil }
    }
    rate =
      setting.learningRate * setting.labelNoise.variance / Double(setting.batchSize) * Double(setting.inputs)
      + 2 * setting.weightDecay
  }

  public var observables: [Observable<NetworkState>] { [Self.comparison.change(rate: rate)] }
  public func check(_ record: Record) -> Verdict { Self.comparison.check(record) }
  private static let comparison = BalancednessComparison(observable: "whitened_balancedness", rate: "r")
}
