import Simulation

/// What an ensemble says of one observable, as columns of a file: a number a time and component.
struct SummaryColumns {
  struct Column {
    /// The ending of the variable's name.
    let suffix: String
    let meaning: String
    /// The method's name in the CF conventions, where they have one.
    let method: String?
    /// The level of a quantile.
    let level: Double?
    let values: [Double]
  }

  /// In the order in which they are stored.
  let all: [Column]

  /// NaN wherever a trajectory is: a mean over the survivors would answer another question.
  init(_ summary: EnsembleSummary) {
    let places = (0..<summary.times).flatMap { time in (0..<summary.components).map { (time, $0) } }
    let intervals = places.map { summary.confidenceInterval(time: $0, component: $1) }
    func column(_ suffix: String, _ meaning: String, _ method: String?, _ values: [Double]) -> Column {
      Column(suffix: suffix, meaning: meaning, method: method, level: nil, values: values)
    }
    all =
      [
        column(Self.mean, "mean over trajectories", "mean", summary.means),
        column(
          Self.deviation, "standard deviation over trajectories", "standard_deviation",
          summary.standardDeviations),
        column(
          "standard_error", "standard error of the mean over trajectories", nil,
          places.map { summary.standardError(time: $0, component: $1) }),
        column(Self.minimum, "minimum over trajectories", "minimum", summary.minima),
        column(Self.maximum, "maximum over trajectories", "maximum", summary.maxima),
      ]
      + summary.quantiles.map { level, values in
        Column(
          suffix: Self.quantile(level),
          meaning: level == 0.5
            ? "median over trajectories" : "\(percent(level)) % quantile over trajectories",
          method: level == 0.5 ? "median" : nil, level: level, values: values)
      } + [
        column(
          "ci95_low", "lower end of the 95 % confidence interval (Student) of the mean", nil,
          intervals.map { $0?.lowerBound ?? .nan }),
        column(
          "ci95_high", "upper end of the 95 % confidence interval (Student) of the mean", nil,
          intervals.map { $0?.upperBound ?? .nan }),
      ]
  }

  static let mean = "mean"
  static let deviation = "standard_deviation"
  static let minimum = "minimum"
  static let maximum = "maximum"

  /// The ending of a quantile's name: q05, q50.
  static func quantile(_ level: Double) -> String { (percent(level) < 10 ? "q0" : "q") + "\(percent(level))" }
}

private func percent(_ level: Double) -> Int { Int((100 * level).rounded()) }
