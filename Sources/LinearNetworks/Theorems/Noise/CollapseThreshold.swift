import Learning
import Matrices
import Simulation

/// (5.9'): the scalar network under label noise collapses where eta c / 2 exceeds H s*, and settles where it does not.
public struct CollapseThreshold: NetworkPrediction {
  public static let claim = Claim(
    name: "collapse-threshold", label: "(5.9')",
    statement:
      "Under label noise the scalar network collapses, theta -> 0 almost surely, where eta c / 2 > H s*, at an exact "
      + "exponent; where eta c / 2 < H s* it does not collapse, and w2 w1 has the mean s* - eta c / (2 H) in time.",
    formula:
      "log |theta_t|^2 / t -> min(0, 2 H s* - eta c), (1/t) int_0^t w2 w1 -> max(0, s* - eta c / (2 H)); from w1 = w2, "
      + "x = log(w2 w1) solves dx = (2 H s* - eta c - 2 H e^x) dt + 2 sqrt(eta c) db, H = |X|^2 / n, c = C",
    assumptions: [
      "p = k = 1, s* > 0, w1 + w2 != 0 and eta c / 2 != H s*; the flow read in the sense of Ito",
      "a run is judged by the law of x: w1 = w2 at the start, 100 trajectories or more, and an integrator of weak "
        + "order 2 or, without drift, exact: sh2 or ninomiya-victoir",
    ],
    source: "rankfall's notes")

  public static let counterexamples = [
    "noise-doubled", "noise-amplified", "noise-absent", "gradient-doubled", "damping-missing",
    "damping-halved", "damping-doubled", "rate-for-root", "variance-squared",
  ]

  /// Below the threshold, at 0.4 and 0.8 of it, where some networks come near zero; above it, at 1.2 and 1.6.
  public static var witnesses: [Setting] {
    [0.4, 0.8, 1.2, 1.6].enumerated().map { number, ratio in
      Setting(
        Regression(inputs: Matrix(4, 1) { _, _ in 1 }, targets: Matrix(4, 1) { _, _ in 1 }),
        start: .fixed(Matrix(2, 1) { _, _ in 1 }),
        algorithm: .stochasticGradientFlow(.splitHyperbolic2, .ito), learningRate: 0.2, flowStep: 0.02,
        labelNoise: LabelNoise(variance: 10 * ratio), noiseBatchSize: 1,
        schedule: Schedule(steps: 2000, every: 1000),
        ensemble: Ensemble(trajectories: 1000, seed: UInt64(61 + number)))
    }
  }

  /// |theta|^2 below this counts as collapsed. Under the Gamma law a larger cut finds networks that only pass by zero.
  static let cut = 1e-10

  private let setting: Setting
  private let curvature: Double
  private let solution: Double
  private let noise: Double
  /// w2 w1 at the start
  private let start: Double

  public init?(for setting: Setting) {
    guard setting.inputs == 1, setting.outputs == 1, setting.weightDecay == 0,
      setting.labelNoise.variance > 0,
      setting.ensemble.trajectories >= 100, setting.ensemble.keeping == .trajectories,
      case .stochasticGradientFlow(let method, .ito) = setting.algorithm,
      [.splitHyperbolic2, .ninomiyaVictoir].contains(method),
      case .fixed(let theta) = setting.start
    else { return nil }
    let columns = 0..<theta.columns
    self.setting = setting
    curvature = setting.problem.secondMoment[0, 0]
    solution = setting.problem.crossMoment[0, 0] / curvature
    noise = setting.learningRate * setting.noiseCovariance[0, 0]
    start = theta[0..<1, columns].squaredNorm
    guard theta[0..<1, columns] == theta[1..<2, columns], start > 0, curvature > 0, solution > 0 else {
      return nil
    }
  }

  public var observables: [Observable<NetworkState>] {
    [NetworkObservables.logSquaredNorm, NetworkObservables.collapsed]
  }

  /// What the law says at one time: P(|theta|^2 < cut), and mean and variance of log |theta|^2.
  private struct Prediction {
    let collapsed: Double
    let mean: Double
    let variance: Double
  }

  private func predictions(at times: [Double]) -> [Prediction] {
    // |theta|^2 = 2 w2 w1 on the line w1 = w2.
    let threshold = logarithm(Self.cut / 2)
    var law = ScalarCollapseLaw(
      curvature: curvature, solution: solution, noise: noise, start: start, duration: times.last ?? 0,
      threshold: threshold)
    var now = 0.0
    return times.map { time in
      if time > now { law.advance(by: time - now, isFirst: now == 0) }
      now = time
      return Prediction(
        collapsed: law.probability(below: threshold), mean: law.mean + logarithm(2), variance: law.variance)
    }
  }

  public func curves(for record: Record) -> [Curve] {
    let predicted = predictions(at: record.times)
    return [
      Curve(
        .equality, of: NetworkObservables.collapsed.name, label: "theory (5.9')",
        values: predicted.map(\.collapsed)),
      Curve(
        .equality, of: NetworkObservables.logSquaredNorm.name, label: "theory (5.9'): the mean",
        values: predicted.map(\.mean)),
    ]
  }

  public func check(_ record: Record) -> Verdict {
    let last = record.times.count - 1
    guard last > 0, let end = predictions(at: [record.times[last]]).first else {
      return .undecided(because: "there is one look only")
    }
    let count = Double(record.trajectories)
    let share = SampleSummary(record[NetworkObservables.collapsed.name].sample(time: last)).mean
    let spread = (end.collapsed * (1 - end.collapsed) / count).squareRoot()
    let deviation = end.variance.squareRoot()
    guard end.mean - 7 * deviation > -1400 else {
      return .undecided(because: "theta is smaller than doubles can be")
    }
    let logarithms = SampleSummary(record[NetworkObservables.logSquaredNorm.name].sample(time: last))
    // The scheme's own error is of second order in the step, and that of the law's chain below 1 % of a deviation.
    let step = record.timeStep * (2 * curvature * solution + noise)
    let bias = (step * step + 0.01) * deviation
    let mean = Evidence(
      "E log |theta|^2 at t = \(record.times[last].short)", predicted: end.mean, measured: logarithms.mean,
      allowed: Tolerance(
        5 * deviation / count.squareRoot() + bias, .sampling,
        "5 standard errors of the law, and 1 % of its deviation for the grid and the step"))
    return Verdict(
      [
        mean,
        Evidence(
          "fraction with |theta|^2 < 1e-10 at t = \(record.times[last].short)", predicted: end.collapsed,
          measured: share,
          allowed: Tolerance(
            5 * spread + 5 / count + 0.01, .sampling, "5 binomial standard errors, 5 counts and 1 %")),
        Evidence(
          "deviation of log |theta|^2", predicted: deviation, measured: logarithms.standardDeviation,
          allowed: Tolerance(
            deviation * (5 * (2 / count).squareRoot() + step * step + 0.02), .sampling,
            "5 standard errors at kurtosis 9, and 2 % for the grid and the step")),
      ], showing: mean)
  }
}
