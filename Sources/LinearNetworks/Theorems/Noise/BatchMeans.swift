import Simulation

/// The mean of a stationary quantity from its averages over neighbouring stretches of time, with an error that knows how
/// long the quantity remembers.
struct BatchMeans {
  let mean: Double
  /// The standard error: sd sqrt((1 + r)/(1 - r)/N), r the correlation of neighbouring stretches.
  let error: Double
  /// Why the mean tells nothing yet: too few stretches, too much memory, or a drift; nil where it does tell.
  let objection: String?

  /// - Parameter trajectories: the stretches of each trajectory in their order.
  init(_ trajectories: [[Double]]) {
    let all = trajectories.flatMap(\.self)
    let summary = SampleSummary(all)
    let pairs = trajectories.flatMap { stretches in
      zip(stretches, stretches.dropFirst()).map { ($0 - summary.mean) * ($1 - summary.mean) }
    }
    let correlation =
      pairs.isEmpty || summary.variance == 0
      ? 0 : max(0, pairs.reduce(0, +) / Double(pairs.count) / summary.variance)
    mean = summary.mean
    error = summary.standardError * ((1 + correlation) / max(0.01, 1 - correlation)).squareRoot()
    let early = SampleSummary(trajectories.flatMap { $0.prefix($0.count / 2) })
    let late = SampleSummary(trajectories.flatMap { $0.suffix($0.count / 2) })
    let drift = late.mean - early.mean
    objection =
      if all.count < 30 {
        "there are \(all.count) stretches between looks inside the average, not 30"
      } else if correlation > 0.5 {
        "stretches between looks are correlated by \(correlation.short): the average is short for W's memory"
      } else if abs(drift) > 10 * error {
        // The difference of two halves has twice the error of the whole.
        "the second half of the average differs from the first by \(drift.short), five of its standard errors or more"
      } else {
        nil
      }
  }
}
