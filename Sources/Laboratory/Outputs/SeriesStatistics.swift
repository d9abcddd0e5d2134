import Simulation

/// What an ensemble says of one series: a number a time and component.
struct SeriesStatistics {
  /// The statistics in the order in which they are stored: the ending of the name, its meaning, its values.
  let all: [(suffix: String, meaning: String, values: [Double])]

  /// NaN wherever a trajectory is: a mean over the survivors would answer another question.
  init(_ series: Series) {
    let kinds: [(String, String, (SampleSummary) -> Double)] = [
      ("mean", "mean over trajectories", { $0.mean }),
      ("standard_error", "standard error of the mean over trajectories", { $0.standardError }),
      ("q05", "5 % quantile over trajectories", { $0.quantile(0.05) }),
      ("q50", "median over trajectories", { $0.quantile(0.5) }),
      ("q95", "95 % quantile over trajectories", { $0.quantile(0.95) }),
      (
        "ci95_low", "lower end of the 95 % confidence interval (Student) of the mean",
        { $0.mean.isNaN ? .nan : $0.confidenceInterval().lowerBound }
      ),
      (
        "ci95_high", "upper end of the 95 % confidence interval (Student) of the mean",
        { $0.mean.isNaN ? .nan : $0.confidenceInterval().upperBound }
      ),
    ]
    let summaries = (0..<series.times).flatMap { time in
      (0..<series.components).map { SampleSummary(series.sample(time: time, component: $0)) }
    }
    all = kinds.map { ($0.0, $0.1, summaries.map($0.2)) }
  }
}
