import Matrices
import Simulation

/// (1.7): the row space of theta never changes: nothing is gained, and what noise kills dies only in the limit.
public struct RankConservation: NetworkPrediction {
  public static let claim = Claim(
    name: "rank-conservation", label: "(1.7)",
    statement:
      "Every algorithm here multiplies theta from the left, so the rows of theta_t stay in the row space of "
      + "theta_0: no rank is ever gained, and none is lost in finite time where the step is invertible.",
    formula: "theta_t = Phi_t theta_0, rank(theta_t) <= rank(theta_0); equal while det Phi_t != 0",
    assumptions: [
      "any algorithm; det Phi_t = 0 only where a step has s_i(R) = |1 - eta lambda| exactly",
      "seen only where rank(theta_0) < width <= 64, from a fixed start, without tracking",
    ],
    source: "rankfall's notes")

  public static let counterexamples = ["single-precision", "additive-noise"]

  public static var witnesses: [Setting] {
    var deficient = Witness.setting(
      .stochasticGradientFlow(.splitHyperbolic2, .ito), delta: 2, steps: 200, every: 20)
    let theta = Witness.theta(Witness.problem, width: 3)
    deficient.start = .fixed(theta * Witness.theta(Witness.problem, width: 6)[0..<3, 0..<6])
    return [
      Witness.setting(.gradientFlow(.rungeKutta4), width: 8, h: 0.05, steps: 100, every: 10),
      Witness.setting(.descent(.withoutReplacement(4)), width: 8, delta: 1, steps: 100, every: 10),
      Witness.setting(
        .stochasticGradientFlow(.eulerMaruyama, .ito), width: 8, delta: 1, steps: 100, every: 10),
      deficient,
    ]
  }

  private let rank: Int
  private let start: Setting.Start

  public init?(for setting: Setting) {
    guard case .fixed(let theta) = setting.start, setting.width <= 64, setting.trackingInterval == nil else {
      return nil
    }
    let spectrum = theta.singularValues
    guard let largest = spectrum.first, largest > 0 else { return nil }
    rank = spectrum.count { $0 > 1e-12 * largest }
    guard rank < setting.width else { return nil }
    start = setting.start
  }

  public var observables: [Observable<NetworkState>] {
    guard case .fixed(let theta) = start else { return [] }
    // The projector on the row space of theta_0, from the eigenvectors of theta_0^T theta_0 scaled to one.
    let gram = (1 / theta.squaredNorm) * (theta.transposed * theta)
    let vectors = gram.symmetricEigen.vectors
    let complement = vectors[0..<theta.columns, 0..<(theta.columns - rank)]
    let projected = theta * complement
    let defect = projected.norm / theta.norm
    return [
      Observable("row_space_residual", symbol: "|part of theta_t outside the rows of theta_0| / |theta_t|") {
        let theta = $0.state.theta
        return [max(0, (theta * complement).norm / theta.norm - defect)]
      }
    ]
  }

  public func check(_ record: Record) -> Verdict {
    let series = record["row_space_residual"]
    var evidence: [Evidence] = []
    for trajectory in 0..<record.trajectories {
      for look in record.times.indices.dropFirst() where !series[trajectory, look, 0].isNaN {
        evidence.append(
          Evidence(
            "part of theta outside the rows of theta_0 at t = \(record.times[look].short)", predicted: 0,
            measured: series[trajectory, look, 0],
            allowed: Resolution.path(steps: record.steps[look], condition: 4)))
      }
    }
    return Verdict(evidence)
  }
}
