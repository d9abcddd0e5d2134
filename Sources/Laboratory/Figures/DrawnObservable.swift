import Simulation

/// What a figure shows of an observable of one run: a path and a band for every component.
///
/// Of one trajectory the path itself; of an ensemble the median with the quantiles of 5 and 95 %, or, where quantiles were
/// not kept, the mean with a band of one standard deviation that ends where the extremes are. NaN from where the first
/// trajectory blew up: the survivors would answer another question.
struct DrawnObservable {
  static let quantiles = "median, 5 to 95 %"

  struct Path {
    let middle: [Double]
    /// Nil for a single trajectory.
    let band: (lower: [Double], upper: [Double])?

    /// All numbers that a figure shows.
    var shown: [Double] { middle + (band.map { $0.lower + $0.upper } ?? []) }
  }

  let symbol: String
  let unit: String
  /// What path and band are; nil of a single trajectory.
  let meaning: String?
  /// One for each component.
  let paths: [Path]

  /// The observable of a record that shows it.
  init(_ name: String, of record: Record) {
    guard record.keepsTrajectories else {
      self.init(record.summary(name))
      return
    }
    let series = record[name]
    guard series.trajectories == 1 else {
      self.init(EnsembleSummary(series))
      return
    }
    self.init(path: series)
  }

  private init(path series: Series) {
    symbol = series.symbol
    unit = series.unit
    meaning = nil
    paths = (0..<series.components).map { Path(middle: series.path(component: $0), band: nil) }
  }

  private init(_ summary: EnsembleSummary) {
    symbol = summary.symbol
    unit = summary.unit
    func quantile(_ level: Double, _ component: Int) -> [Double]? {
      summary.quantiles.first { $0.level == level }.map { summary.path($0.values, component: component) }
    }
    meaning = summary.quantiles.isEmpty ? "mean, one deviation" : Self.quantiles
    paths = (0..<summary.components).map { component in
      if let median = quantile(0.5, component), let lower = quantile(0.05, component),
        let upper = quantile(0.95, component)
      {
        return Path(middle: median, band: (lower, upper))
      }
      let mean = summary.path(summary.means, component: component)
      let deviation = summary.path(summary.standardDeviations, component: component)
      let (low, high) = (
        summary.path(summary.minima, component: component), summary.path(summary.maxima, component: component)
      )
      return Path(
        middle: mean,
        band: (
          mean.indices.map { max(mean[$0] - deviation[$0], low[$0]) },
          mean.indices.map { min(mean[$0] + deviation[$0], high[$0]) }
        ))
    }
  }
}
