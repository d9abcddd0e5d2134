import Matrices
import Simulation

/// (5.1) along a run: the drift and the repulsion of the eigenvalues of W1 W1^T, step by step, add up to what theory says.
public struct RepulsionAlongRuns: NetworkPrediction {
  public static let claim = Claim(
    name: "repulsion-along-runs", label: "(5.1')",
    statement:
      "Along every path of the label-noise flow the repulsion of each eigenvalue of W1 W1^T adds up to the integral of its "
      + "force, and what is left of the eigenvalue when its whole drift is taken away is a martingale.",
    formula:
      "sum_n [ lambda_i(t_{n+1}) - u_i(t_n)^T W1 W1^T(t_{n+1}) u_i(t_n) ] = int eta sum_{j != i} V_ij / (lambda_i - lambda_j) dt "
      + "+ O(sqrt h), V_ij = C_ii |zeta_j|^2 + C_jj |zeta_i|^2 + 2 C_ij zeta_i . zeta_j; lambda_i(T) - lambda_i(0) - int drift dt "
      + "has mean 0 and variance int 4 eta C_ii |zeta_i|^2 dt",
    assumptions: [
      "the label-noise flow in the sense of Ito, without weight decay", "2 <= inputs <= 32",
      "a look at every step; steps that are long beside the gap of an eigenvalue are left out of its sums, and where that is "
        + "more than half of them nothing is said",
    ],
    source: "rankfall's notes; Varre, Sagitova, Flammarion, NeurIPS 2024, Theorem 5.1")

  public static let counterexamples = [
    "repulsion-reversed", "repulsion-absent", "repulsion-doubled", "noise-doubled", "noise-amplified",
    "noise-absent", "variance-squared", "step-for-root", "damping-missing", "gradient-doubled",
  ]

  public static var witnesses: [Setting] {
    // W2 lies along the middle singular direction of W1: the outer two feel its push and next to no noise of their own, so that
    // drifts are seen over short times that drown in noise elsewhere.
    var aligned = Witness.setting(
      .stochasticGradientFlow(.splitHyperbolic2, .ito), problem: Witness.singleOutput, width: 4, eta: 0.2,
      h: 0.002, delta: 2, steps: 16, trajectories: 600, seed: 123)
    aligned.start = .fixed(
      Matrix(4, 4) { i, j in i < 3 ? (i == j ? [1.7, 1.2, 0.7][i] : 0) : [0, 1.4, 0, 0.3][j] })
    return [
      Witness.setting(
        .stochasticGradientFlow(.splitHyperbolic2, .ito), eta: 0.2, h: 0.002, delta: 2, batch: 1, steps: 150,
        trajectories: 24, seed: 121),
      Witness.setting(
        .stochasticGradientFlow(.eulerMaruyama, .ito), problem: Witness.singleOutput, eta: 0.2, h: 0.002,
        delta: 2, steps: 150, trajectories: 16, seed: 122), aligned,
    ]
  }

  /// How large the next order of perturbation theory may be beside the second in a step that counts.
  private static let largestExcess = 0.1

  private let setting: Setting

  public init?(for setting: Setting) {
    guard case .stochasticGradientFlow(_, .ito) = setting.algorithm, setting.labelNoise.variance > 0,
      setting.weightDecay == 0, setting.schedule.interval == 1, (2...32).contains(setting.inputs)
    else { return nil }
    self.setting = setting
  }

  /// What a step contributes to the sums of one eigenvalue.
  private struct Contribution {
    var repulsion = 0.0
    var force = 0.0
    var forceVariance = 0.0
    var forceBias = 0.0
    var remainder = 0.0
    var variance = 0.0
    var remainderBias = 0.0
    var counts = 0.0

    static let width = 8
    var numbers: [Double] {
      [repulsion, force, forceVariance, forceBias, remainder, variance, remainderBias, counts]
    }
  }

  public var observables: [Observable<NetworkState>] {
    let setting = setting
    let count = setting.inputs
    return [
      Observable(
        "repulsion_sums", symbol: "a step's part in the drift of the eigenvalues of W1 W1^T",
        components: count * Contribution.width
      ) { look in
        guard let previous = look.previous, previous.isFinite, look.state.isFinite else {
          return [Double](repeating: 0, count: count * Contribution.width)
        }
        return Self.contributions(from: previous, to: look.state, setting).flatMap(\.numbers)
      }
    ]
  }

  private static func contributions(
    from old: NetworkState, to new: NetworkState, _ setting: Setting
  ) -> [Contribution] {
    let h = setting.timeStep
    let motion = SpectralMotion(firstLayerOf: old, setting)
    let change = GramFrame(old.W1).change(to: new.W1)
    let (force, sizes, drift, total) = (motion.repulsion, motion.repulsionSize, motion.drift, change.total)
    // How fast M itself changes: its own scale in the drift's error of a step.
    let stiffness = setting.problem.secondMoment.trace * (old.W1.squaredNorm + old.W2.squaredNorm)
    return motion.values.indices.map { i in
      let excess = motion.excess(i, step: h)
      guard excess < largestExcess else { return Contribution() }
      let forceBias = h * excess * sizes[i] + motion.meanRepulsion(i, step: h)
      let size = abs(motion.loss[i]) + motion.growth[i]
      return Contribution(
        repulsion: change.repulsion[i], force: h * force[i], forceVariance: 2 * h * h * sizes[i] * sizes[i],
        forceBias: forceBias, remainder: total[i] - h * drift[i], variance: h * motion.covariation[i, i],
        remainderBias: forceBias + h * h * size * stiffness, counts: 1)
    }
  }

  public func check(_ record: Record) -> Verdict {
    let series = record["repulsion_sums"]
    let looks = record.times.indices.dropFirst()
    var evidence: [Evidence] = []
    for i in 0..<setting.inputs {
      func sum(_ number: Int) -> Double {
        (0..<record.trajectories).reduce(0) { total, trajectory in
          looks.reduce(total) { $0 + finite(series[trajectory, $1, i * Contribution.width + number]) }
        }
      }
      let (counted, possible) = (sum(7), Double(record.trajectories * looks.count))
      guard counted > possible / 2 else { continue }
      let steps = "\(Int(counted)) steps"
      let forces = Evidence(
        "repulsion of eigenvalue \(i + 1) of W1 W1^T over \(steps)", predicted: sum(1), measured: sum(0),
        allowed: Tolerance(
          5 * sum(2).squareRoot() + sum(3), .sampling, "5 standard errors and the next order of the step"))
      let remainder = Evidence(
        "what the drift leaves of eigenvalue \(i + 1) over \(steps)", predicted: 0, measured: sum(4),
        allowed: Tolerance(
          5 * (sum(5) + sum(2)).squareRoot() + sum(6), .sampling,
          "5 standard errors and the next order of the step"))
      // A force that could as well be zero is not shown.
      if forces.allowed.amount < abs(forces.predicted) || forces.strain > 1 { evidence.append(forces) }
      evidence.append(remainder)
    }
    return Verdict(
      evidence, showing: evidence.first { $0.predicted != 0 },
      otherwise:
        "the steps are too long beside the gaps between eigenvalues, or the run too short for its noise")
  }

  /// Steps after a blow-up count nothing.
  private func finite(_ value: Double) -> Double { value.isFinite ? value : 0 }
}
