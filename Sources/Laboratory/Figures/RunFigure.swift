import LinearNetworks
import Plotting
import Simulation

/// Draws figures of runs: what was seen, and over it what the theorems say.
public struct RunFigure: Sendable {
  public let plan: FigurePlan
  /// The runs that are drawn, each with what is drawn of it.
  let results: [(run: RunResult, drawn: DrawnObservable)]

  /// The figure of a plan; nil if no run has recorded its observable.
  public init?(_ plan: FigurePlan, of results: [RunResult]) {
    self.plan = plan
    self.results = results.compactMap { result in
      guard plan.runs.contains(result.run.name),
        [plan.observable, plan.coloredBy ?? plan.observable].allSatisfy(result.record.shows)
      else { return nil }
      return (result, DrawnObservable(plan.observable, of: result.record))
    }
    if self.results.isEmpty { return nil }
  }

  public var figure: Figure {
    plan.isSplit
      ? Figure(
        plan.title, columns: plan.columns ?? min(2, results.count), panelSize: Size(440, 330),
        panels: results.enumerated().map {
          panel([$1], title: title(of: $1), yRange: sharedRange, namesComponents: $0 == 0)
        })
      : Figure(plan.title, panelSize: Size(680, 430), panels: [panel(results, title: "", yRange: nil)])
  }

  /// The name of a run, and what is drawn of it: the median and the quantiles where nothing is said and no other run differs.
  private func title(of result: (run: RunResult, drawn: DrawnObservable)) -> String {
    let name = result.run.run.name
    let isMixed = Set(results.compactMap(\.drawn.meaning)).count > 1
    guard let meaning = result.drawn.meaning, isMixed || meaning != DrawnObservable.quantiles else {
      return name
    }
    return name + ": " + meaning
  }

  /// Panels side by side share their colours: the first one's legend serves all.
  private func panel(
    _ results: [(run: RunResult, drawn: DrawnObservable)], title: String, yRange: ClosedRange<Double>?,
    namesComponents: Bool = true
  ) -> Panel {
    let symbol = results.first.map { $0.drawn.symbol } ?? plan.observable
    return Panel(
      title, x: "time", y: symbol, logarithmic: plan.isLogarithmic ? [.y] : [], yRange: yRange,
      layers: results.enumerated().flatMap {
        layers(
          of: $1.run, $1.drawn, number: $0, isAlone: results.count == 1, namesComponents: namesComponents)
      } + theory(of: results.map(\.run)))
  }

  /// Middle and band of every component.
  private func layers(
    of result: RunResult, _ drawn: DrawnObservable, number: Int, isAlone: Bool, namesComponents: Bool
  ) -> [Layer] {
    let components = drawn.paths.count
    return drawn.paths.enumerated().flatMap { component, path -> [Layer] in
      let color: Color =
        if !isAlone { Self.cycle[number % Self.cycle.count] } else if components > 1 {
          .shade(Double(component) / Double(max(1, components - 1)))
        } else {
          .blue
        }
      if let colors = plan.coloredBy {
        let force = DrawnObservable(colors, of: result.record)
        return [
          Layer.shadedLine(
            x: result.record.times, y: path.middle, z: force.paths[component].middle, colors: colorRange,
            label: force.symbol + (force.unit == "1" ? "" : ", \(force.unit)"))
        ]
      }
      let name = isAlone && components > 1 ? "i = \(component + 1)" : title(of: (result, drawn))
      let isNamed = Self.isNamed(component, of: components)
      let label = namesComponents && (isAlone && isNamed || component == 0) ? name : nil
      let line = Layer.line(
        x: result.record.times, y: path.middle, label: label, width: components > 1 ? 1.6 : 2.2, color: color)
      guard let band = path.band else { return [line] }
      return [
        line, .band(x: result.record.times, lower: band.lower, upper: band.upper, color: color),
      ]
    }
  }

  /// One scale of colours for all panels: the middle nine tenths of the numbers, since forces between eigenvalues that meet
  /// are very large for a very short time.
  private var colorRange: ClosedRange<Double> {
    guard let name = plan.coloredBy else { return 0...1 }
    let numbers = results.flatMap { DrawnObservable(name, of: $0.run.record).paths.flatMap(\.middle) }
    let summary = SampleSummary(numbers.filter(\.isFinite))
    let (low, high) = (summary.quantile(0.05), summary.quantile(0.95))
    return low < high ? low...high : (low - 1)...(low + 1)
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
    let shown = results.flatMap { $0.drawn.paths.flatMap(\.shown) }
    let values = shown.filter { $0.isFinite && (!plan.isLogarithmic || $0 > 0) }
    guard let low = values.min(), let high = values.max(), low < high else { return nil }
    if plan.isLogarithmic { return (low / 1.5)...(high * 1.5) }
    let room = 0.05 * (high - low)
    return (low - room)...(high + room)
  }
}
