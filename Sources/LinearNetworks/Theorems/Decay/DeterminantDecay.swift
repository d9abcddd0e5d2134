import Simulation

/// (2.1): under label noise log det(theta theta^T) falls along a straight line, on every path.
public struct DeterminantDecay: NetworkPrediction {
  public static let claim = Claim(
    name: "determinant-decay", label: "(2.1)",
    statement:
      "Along every path of the label-noise stochastic gradient flow, log det(theta theta^T) falls at "
      + "the constant rate 2 eta k tr C, and 2 lambda P faster with weight decay.",
    formula: "log det(theta_t theta_t^T) = log det(theta_0 theta_0^T) - (2 eta k tr C + 2 lambda P) t, "
      + "C = delta X^T X / (n B)",
    assumptions: [
      "the equation is read in the sense of Ito, with the same noise in both layers",
      "width >= inputs + outputs",
      "the integrator keeps the law of the determinant at any step: sh, sh2 or ninomiya-victoir",
    ],
    source: "Varre, Sagitova, Flammarion, NeurIPS 2024, Theorem 4.2")

  public static let counterexamples = [
    "damping-missing", "damping-halved", "damping-doubled", "damping-first-block", "variance-squared",
    "covariance-single-sample", "covariance-batch-squared", "noise-doubled", "stratonovich-reading",
    "single-precision", "determinant-unsquared",
  ]

  public static var witnesses: [Setting] {
    // Tracked, down to log det = -600: far beyond what the weights themselves can tell.
    var long = Witness.setting(
      .stochasticGradientFlow(.splitHyperbolic2, .ito), eta: 0.1, h: 0.02, delta: 10, steps: 6000, every: 100)
    long.trackingInterval = 5
    return [long]
      + [StochasticFlowMethod.splitHyperbolic, .splitHyperbolic2, .ninomiyaVictoir].map {
        Witness.setting(.stochasticGradientFlow($0, .ito), delta: 3, batch: 5, steps: 500, every: 10)
      } + [
        Witness.setting(
          .stochasticGradientFlow(.splitHyperbolic2, .ito), delta: 3, batch: 5, decay: 0.05, steps: 100),
        statisticsWitness,
      ]
  }

  /// A run of which only statistics are kept: its extremes are those of every path.
  static var statisticsWitness: Setting {
    Witness.setting(
      .stochasticGradientFlow(.splitHyperbolic2, .ito), delta: 3, batch: 5, steps: 300, every: 10,
      trajectories: 40
    ).keeping(.statistics)
  }

  /// 2 eta k tr C + 2 lambda P
  public let rate: Double
  private let setting: Setting

  public init?(for setting: Setting) {
    guard case .stochasticGradientFlow(let method, .ito) = setting.algorithm, method.keepsDeterminantLaw,
      setting.width >= setting.rows, setting.labelNoise.variance > 0
    else { return nil }
    self.setting = setting
    rate =
      2 * setting.learningRate * Double(setting.outputs) * setting.noiseCovariance.trace
      + 2 * setting.weightDecay * Double(setting.rows)
  }

  public var observables: [Observable<NetworkState>] {
    DeterminantComparison(setting).observables(setting)
  }

  public var judgesStatistics: Bool { setting.hasFixedStart }

  public func curves(for record: Record) -> [Curve] {
    DeterminantComparison.line("theory (2.1): slope \((-rate).short)", falling: rate, through: record)
  }

  public func check(_ record: Record) -> Verdict {
    DeterminantComparison(setting).check(record, falling: rate)
  }
}

extension StochasticFlowMethod {
  /// Whether log det(theta theta^T) has its exact law under this scheme at any step size.
  var keepsDeterminantLaw: Bool {
    [.splitHyperbolic, .splitHyperbolic2, .ninomiyaVictoir].contains(self)
  }
}
