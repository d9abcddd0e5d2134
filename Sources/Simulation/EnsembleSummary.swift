/// What an ensemble says of one observable: statistics over the trajectories for every time and component, in memory
/// that does not depend on the number of trajectories.
///
/// Wherever a trajectory has diverged the statistics are NaN: a mean over the survivors would answer another question. Where an
/// observable is infinite, as log det of a singular matrix, its mean is, and its deviation is NaN.
public struct EnsembleSummary: Sendable, Equatable {
  public let name: String
  public let symbol: String
  public let unit: String
  public let trajectories: Int
  public let times: Int
  public let components: Int
  /// Component after component, time after time.
  public let means: [Double]
  /// The unbiased standard deviation over the trajectories.
  public let standardDeviations: [Double]
  public let minima: [Double]
  public let maxima: [Double]
  /// A list like the others for each level; empty unless quantiles were asked for.
  public let quantiles: [(level: Double, values: [Double])]

  /// The levels of the quantiles that are kept.
  public static let levels = [0.05, 0.5, 0.95]

  public init(
    name: String, symbol: String, unit: String, trajectories: Int, times: Int, components: Int,
    means: [Double], standardDeviations: [Double], minima: [Double], maxima: [Double],
    quantiles: [(level: Double, values: [Double])] = []
  ) {
    for values in [means, standardDeviations, minima, maxima] + quantiles.map(\.values) {
      precondition(values.count == times * components, "\(values.count) values do not fill a summary")
    }
    self.name = name
    self.symbol = symbol
    self.unit = unit
    self.trajectories = trajectories
    self.times = times
    self.components = components
    self.means = means
    self.standardDeviations = standardDeviations
    self.minima = minima
    self.maxima = maxima
    self.quantiles = quantiles
  }

  public subscript(mean time: Int, _ component: Int) -> Double { means[time * components + component] }

  /// The standard error of the mean at one time of one component.
  public func standardError(time: Int, component: Int = 0) -> Double {
    standardDeviations[time * components + component] / Double(trajectories).squareRoot()
  }

  /// The two-sided confidence interval of the mean at one time of one component, from Student's t; nil where the mean is
  /// not a number.
  public func confidenceInterval(
    time: Int, component: Int = 0, level: Double = 0.95
  ) -> ClosedRange<Double>? {
    let mean = self[mean: time, component]
    guard !mean.isNaN else { return nil }
    guard trajectories > 1, mean.isFinite else { return mean...mean }
    let t = Distributions.studentQuantile(0.5 + level / 2, degreesOfFreedom: trajectories - 1)
    let reach = t * standardError(time: time, component: component)
    return (mean - reach)...(mean + reach)
  }

  /// One component over the looks, of one of the lists here.
  public func path(_ values: [Double], component: Int = 0) -> [Double] {
    (0..<times).map { values[$0 * components + component] }
  }

  public static func == (a: EnsembleSummary, b: EnsembleSummary) -> Bool {
    func bits(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }
    return a.name == b.name && a.trajectories == b.trajectories && a.times == b.times
      && [a.means, a.standardDeviations, a.minima, a.maxima].map(bits)
        == [b.means, b.standardDeviations, b.minima, b.maxima].map(bits)
      && a.quantiles.map { bits($0.values) } == b.quantiles.map { bits($0.values) }
  }
}

extension EnsembleSummary {
  /// The statistics of a series, with quantiles.
  public init(_ series: Series) {
    let samples = (0..<series.times).flatMap { time in
      (0..<series.components).map { series.sample(time: time, component: $0) }
    }
    let summaries = samples.map { SampleSummary($0) }
    func column(_ value: (SampleSummary) -> Double) -> [Double] {
      summaries.map { $0.mean.isNaN ? .nan : value($0) }
    }
    self.init(
      name: series.name, symbol: series.symbol, unit: series.unit, trajectories: series.trajectories,
      times: series.times, components: series.components, means: column(\.mean),
      standardDeviations: column(\.standardDeviation), minima: column { $0.quantile(0) },
      maxima: column { $0.quantile(1) },
      quantiles: Self.levels.map { level in (level, column { $0.quantile(level) }) })
  }

  /// Puts the statistics of the parts of an ensemble together, in their order. `offset` and `width`: where this
  /// observable's components stand among all numbers of a look.
  init<State>(
    _ parts: [StreamedStatistics], of observable: Observable<State>, trajectories: Int, times: Int,
    offset: Int, width: Int, quantiles wanted: Bool
  ) {
    // Number after number: the samples that quantiles are made of are many, and go at once.
    let levels = wanted ? Self.levels : []
    let rows = (0..<times).flatMap { time in
      (0..<observable.components).map { component -> [Double] in
        let one = StreamedStatistics.merged(parts, number: time * width + offset + component)
        guard one.count == trajectories else { return Array(repeating: .nan, count: 4 + levels.count) }
        return [one.mean, one.deviation, one.minimum, one.maximum] + one.quantiles(levels)
      }
    }
    func column(_ place: Int) -> [Double] { rows.map { $0[place] } }
    self.init(
      name: observable.name, symbol: observable.symbol, unit: observable.unit, trajectories: trajectories,
      times: times, components: observable.components, means: column(0), standardDeviations: column(1),
      minima: column(2), maxima: column(3),
      quantiles: levels.enumerated().map { i, level in (level, column(4 + i)) })
  }
}
