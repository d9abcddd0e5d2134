import Plotting
import Simulation

/// Draws what the last look of every run shows against one key of the runs, or as colours over two.
public struct SweepFigure: Sendable {
  public let plan: FigurePlan
  private let points: [Point]
  private let symbol: String

  /// A run as a point: its keys, and by components the mean over its trajectories, its standard error and the theory's
  /// value.
  private struct Point {
    let place: [Double]
    let means: [Double]
    let errors: [Double]
    let theory: [Double]
  }

  /// The figure of a plan; nil if no run has recorded its observable.
  public init?(_ plan: FigurePlan, of results: [RunResult]) {
    self.plan = plan
    let drawn = results.filter { result in
      plan.runs.contains(result.run.name) && result.record.series.contains { $0.name == plan.observable }
    }
    guard let first = drawn.first else { return nil }
    symbol = first.record[plan.observable].symbol
    points = drawn.compactMap { result in
      let place = plan.against.compactMap { result.run.number(at: $0) }
      guard place.count == plan.against.count else { return nil }
      let series = result.record[plan.observable]
      let components = 0..<series.components
      let last = components.map { SampleSummary(series.sample(time: series.times - 1, component: $0)) }
      let theory = components.map { component in
        result.curves.first {
          $0.observable == plan.observable && $0.kind == .equality && $0.component == component
        }?.values.last ?? .nan
      }
      return Point(
        place: place, means: last.map(\.mean), errors: last.map(\.standardError), theory: theory)
    }
    if points.isEmpty { return nil }
  }

  public var figure: Figure {
    plan.against.count == 1
      ? Figure(plan.title, panelSize: Size(680, 430), panels: [line]) : map
  }

  private var meaning: String { symbol + ", last look" }

  private var line: Panel {
    let sorted = points.sorted { $0.place[0] < $1.place[0] }
    let x = sorted.map { $0.place[0] }
    let count = sorted.map(\.means.count).min() ?? 0
    let runs = sorted.contains { $0.errors.contains { $0 > 0 } } ? "runs, with standard errors" : "runs"
    let layers = (0..<count).flatMap { component -> [Layer] in
      let theory = sorted.map { $0.theory[component] }
      let color: Color = count > 1 ? .shade(Double(component) / Double(count - 1)) : .blue
      let seen = Layer.points(
        x: x, y: sorted.map { $0.means[component] }, errors: sorted.map { $0.errors[component] },
        label: count > 1 ? "i = \(component + 1)" : runs, color: color)
      let curve = Layer.line(
        x: x, y: theory, label: component == 0 ? "theory" : nil, style: .dashed, width: 1.4, color: .black)
      return theory.contains(where: \.isFinite) ? [curve, seen] : [seen]
    }
    return Panel(
      "", x: plan.against[0], y: meaning,
      logarithmic: Self.scale(x, .x).union(plan.isLogarithmic ? [.y] : []), layers: layers)
  }

  /// What was seen of the first component and what theory says, side by side.
  private var map: Figure {
    let x = Set(points.map { $0.place[0] }).sorted()
    let y = Set(points.map { $0.place[1] }).sorted()
    func panel(_ title: String, _ value: (Point) -> Double) -> Panel {
      let z = y.map { y in
        x.map { x in points.first { $0.place == [x, y] }.map(value) ?? .nan }
      }
      return Panel(
        title, x: plan.against[0], y: plan.against[1],
        logarithmic: Self.scale(x, .x).union(Self.scale(y, .y)).union(plan.isLogarithmic ? [.color] : []),
        layers: [.heatMap(x: x, y: y, z: z, label: meaning)])
    }
    var panels = [panel("seen") { $0.means.first ?? .nan }]
    if points.contains(where: { $0.theory.first?.isFinite == true }) {
      panels.append(panel("theory") { $0.theory.first ?? .nan })
    }
    return Figure(plan.title, columns: 2, panelSize: Size(470, 360), panels: panels)
  }

  /// An axis over a factor of five or more is logarithmic.
  private static func scale(_ values: [Double], _ axis: Axis) -> Set<Axis> {
    guard let low = values.min(), let high = values.max(), low > 0, high / low >= 5 else { return [] }
    return [axis]
  }
}
