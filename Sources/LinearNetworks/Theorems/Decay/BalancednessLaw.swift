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
      "an integrator that changes D in its damping only: sh or sh2",
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
    ]
  }

  /// Compares D_t - D_0 with the trapezoidal sum of the drift. A step changes D by E^2 on both sides of a move along the
  /// group, so its drift is met up to the step's own wandering: an error h times the quadratic variation, measured
  /// here as the spread of the drift from step to step.
  public func check(_ record: Record) -> Verdict {
    let (d, drift) = (record["balancedness"], record["balancedness_drift"])
    var evidence: [Evidence] = []
    for trajectory in 0..<record.trajectories where record.outcomes[trajectory] == .finished {
      var integral = [Double](repeating: 0, count: d.components)
      var wandering = 0.0
      let start = d.vector(trajectory: trajectory, time: 0)
      for look in 1..<record.times.count {
        let h = record.times[look] - record.times[look - 1]
        var jump = 0.0
        for i in integral.indices {
          let (old, new) = (drift[trajectory, look - 1, i], drift[trajectory, look, i])
          integral[i] += h * (old + new) / 2
          jump += (new - old) * (new - old)
        }
        wandering += h * h * jump
      }
      let end = d.vector(trajectory: trajectory, time: record.times.count - 1)
      var deviation = 0.0
      var change = 0.0
      for i in integral.indices {
        deviation += (end[i] - start[i] - integral[i]) * (end[i] - start[i] - integral[i])
        change += integral[i] * integral[i]
      }
      evidence.append(
        Evidence(
          "|D_T - D_0 - integral of the drift| / |integral|", predicted: 0,
          measured: (deviation / change).squareRoot(),
          allowed: Tolerance(
            ((25 * wandering + 1e-24) / change).squareRoot(), .discretization,
            "5 times the root of sum h^2 |change of the drift in a step|^2")))
    }
    return Verdict(evidence, otherwise: "no trajectory finished")
  }
}
