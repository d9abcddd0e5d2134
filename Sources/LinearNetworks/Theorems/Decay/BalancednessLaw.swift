import Matrices
import Simulation

/// (2.3): D moves along a differentiable path: it feels the noise only through the weights.
public struct BalancednessLaw: NetworkPrediction {
  public static let claim = Claim(
    name: "balancedness-law", label: "(2.3)",
    statement:
      "Under the label-noise flow the balancedness D has no martingale part: along every path it is the "
      + "integral of its drift.",
    formula: "dD = -eta (k W1^T C W1 - tr(C) W2 W2^T) dt - 2 lambda D dt",
    assumptions: [
      "the label-noise flow in the sense of Ito", "a look at every step",
      "an integrator that changes D in its damping only: sh or sh2", "width <= 16",
    ],
    source: "rankfall's notes; from the proof of Theorem 4.2 of Varre, Sagitova, Flammarion 2024")

  public static let counterexamples = [
    "untied-noise", "damping-first-block-right-trace", "damping-isotropic", "damping-missing",
    "noise-doubled", "stratonovich-reading",
  ]

  public static var witnesses: [Setting] {
    [
      Witness.setting(
        .stochasticGradientFlow(.splitHyperbolic2, .ito), eta: 0.1, h: 0.002, delta: 2, steps: 1000, every: 1)
    ]
  }

  private let setting: Setting

  public init?(for setting: Setting) {
    guard case .stochasticGradientFlow(let method, .ito) = setting.algorithm,
      [.splitHyperbolic, .splitHyperbolic2].contains(method), setting.labelNoise.variance > 0,
      setting.schedule.interval == 1, setting.width <= 16
    else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<NetworkState>] {
    let l = setting.width
    let c = setting.noiseCovariance
    let (eta, k, decay) = (setting.learningRate, Double(setting.outputs), setting.weightDecay)
    return [
      Observable("balancedness", symbol: "D = W1^T W1 - W2 W2^T", components: l * l) {
        $0.state.balancedness.entries
      },
      Observable("balancedness_drift", symbol: "drift of D", components: l * l) { look in
        let (w1, w2) = (look.state.W1, look.state.W2)
        let gain = k * (w1.transposed * (c * w1)) - c.trace * (w2 * w2.transposed)
        return (-eta * gain - 2 * decay * look.state.balancedness).entries
      },
      Observable("squared_size", symbol: "|theta|^2") { [$0.state.theta.squaredNorm] },
    ]
  }

  /// Compares D_T - D_0 with the trapezoidal sum of its drift. A step damps D by E^2 on both sides of a move along the
  /// group, so the difference telescopes to (h^2/8) [theta^T S L^2 theta]_0^T + O(h^2 T L^3 |theta|^2), L = eta K + 2 lambda.
  public func check(_ record: Record) -> Verdict {
    let (d, drift, size) = (record["balancedness"], record["balancedness_drift"], record["squared_size"])
    let h = record.timeStep
    let c = setting.noiseCovariance
    let largest = max(Double(setting.outputs) * (c.symmetricEigenvalues.last ?? 0), c.trace)
    let rate = setting.learningRate * largest + 2 * setting.weightDecay
    var evidence: [Evidence] = []
    for trajectory in 0..<record.trajectories where record.outcomes[trajectory] == .finished {
      let last = record.times.count - 1
      var square = 0.0
      for i in 0..<d.components {
        let path = drift.path(trajectory: trajectory, component: i)
        let integral = zip(path, path.dropFirst()).reduce(0) { $0 + h * ($1.0 + $1.1) / 2 }
        let deviation = d[trajectory, last, i] - d[trajectory, 0, i] - integral
        square += deviation * deviation
      }
      let theta = size.path(trajectory: trajectory).max() ?? 0
      let time = record.times[last]
      evidence.append(
        Evidence(
          "|D_T - D_0 - integral of the drift| / max |theta|^2", predicted: 0,
          measured: square.squareRoot() / theta,
          allowed: Tolerance(
            h * h * rate * rate * (1 + rate * time) / 4 + Resolution.path(steps: last).amount,
            .discretization,
            "(h L)^2 (1 + L T) / 4, L = eta |K| + 2 lambda: twice the scheme's own error")))
    }
    return Verdict(evidence, otherwise: "no trajectory finished")
  }
}
