import LinearNetworks
import Plotting
import Simulation

/// Draws figures of runs: what was seen, and over it what the theorems say.
public struct RunFigure: Sendable {
  public let plan: FigurePlan
  let results: [RunResult]

  /// The figure of a plan; nil if no run has recorded its observable.
  public init?(_ plan: FigurePlan, of results: [RunResult]) {
    self.plan = plan
    self.results = results.filter { result in
      plan.runs.contains(result.run.name) && result.record.series.contains { $0.name == plan.observable }
    }
    if self.results.isEmpty { return nil }
  }

  public var figure: Figure {
    plan.isSplit
      ? Figure(
        plan.title, columns: plan.columns ?? min(2, results.count), panelSize: Size(440, 330),
        panels: results.enumerated().map {
          panel([$1], title: $1.run.name, yRange: sharedRange, namesComponents: $0 == 0)
        })
      : Figure(plan.title, panelSize: Size(680, 430), panels: [panel(results, title: "", yRange: nil)])
  }

  /// Panels side by side share their colours: the first one's legend serves all.
  private func panel(
    _ results: [RunResult], title: String, yRange: ClosedRange<Double>?, namesComponents: Bool = true
  ) -> Panel {
    let symbol = results.first.map { $0.record[plan.observable].symbol } ?? plan.observable
    return Panel(
      title, x: "time", y: symbol, logarithmic: plan.isLogarithmic ? [.y] : [], yRange: yRange,
      layers: results.enumerated().flatMap {
        layers(of: $1, number: $0, isAlone: results.count == 1, namesComponents: namesComponents)
      } + theory(of: results))
  }

  /// Median and band of every component.
  private func layers(
    of result: RunResult, number: Int, isAlone: Bool, namesComponents: Bool
  ) -> [Layer] {
    let series = result.record[plan.observable]
    let components = series.components
    return (0..<components).flatMap { component in
      let path = SeriesSummary(series, component: component)
      let color: Color =
        if !isAlone { Self.cycle[number % Self.cycle.count] } else if components > 1 {
          .shade(Double(component) / Double(max(1, components - 1)))
        } else {
          .blue
        }
      let name =
        isAlone ? (components > 1 ? "i = \(component + 1)" : result.run.name) : result.run.name
      let isNamed = Self.isNamed(component, of: components)
      let label = namesComponents && (isAlone && isNamed || component == 0) ? name : nil
      let line = Layer.line(
        x: result.record.times, y: path.median, label: label, width: components > 1 ? 1.6 : 2.2, color: color)
      guard let band = path.band else { return [line] }
      return [
        line, .band(x: result.record.times, lower: band.lower, upper: band.upper, color: color),
      ]
    }
  }

  /// Of many components a legend names some: the first two, every quarter, and the last.
  private static func isNamed(_ component: Int, of count: Int) -> Bool {
    count <= 12 || [0, 1, count / 4, count / 2, 3 * count / 4, count - 1].contains(component)
  }

  private static let cycle: [Color] = [.blue, .vermilion, .bluishGreen, .reddishPurple, .orange, .skyBlue]

  /// The theory's curves, black and broken; runs that share a curve's name share its entry in the legend.
  private func theory(of results: [RunResult]) -> [Layer] {
    var named: Set<String> = []
    return results.flatMap { result in
      result.curves.filter { $0.observable == plan.observable }.map { curve in
        let style: LineStyle = curve.kind == .equality ? .dashed : .dotted
        let label = named.insert(curve.label).inserted ? curve.label : nil
        return .line(
          x: result.record.times, y: curve.values, label: label, style: style, width: 1.4, color: .black)
      }
    }
  }

  /// One vertical range for panels side by side: all that any of them shows.
  private var sharedRange: ClosedRange<Double>? {
    let shown = results.flatMap { result in
      let series = result.record[plan.observable]
      return (0..<series.components).flatMap { SeriesSummary(series, component: $0).shown }
    }
    let values = shown.filter { $0.isFinite && (!plan.isLogarithmic || $0 > 0) }
    guard let low = values.min(), let high = values.max(), low < high else { return nil }
    if plan.isLogarithmic { return (low / 1.5)...(high * 1.5) }
    let room = 0.05 * (high - low)
    return (low - room)...(high + room)
  }
}

/// One component of a series over its trajectories: the median at each time, and the quantiles of 5 and 95 %.
/// NaN from where the first trajectory blew up: the survivors would answer another question.
struct SeriesSummary {
  let median: [Double]
  /// Nil for a single trajectory.
  let band: (lower: [Double], upper: [Double])?

  /// All numbers that a figure shows.
  var shown: [Double] { median + (band.map { $0.lower + $0.upper } ?? []) }

  init(_ series: Series, component: Int) {
    guard series.trajectories > 1 else {
      median = series.path(component: component)
      band = nil
      return
    }
    let samples = (0..<series.times).map { time in
      SampleSummary(series.sample(time: time, component: component))
    }
    median = samples.map { $0.quantile(0.5) }
    band = (samples.map { $0.quantile(0.05) }, samples.map { $0.quantile(0.95) })
  }
}
