import Foundation
import Plotting

/// Singular values over the largest against their number, a panel a layer: at looks along one training, or at the ends of
/// several.
///
/// No singular value is above the staircase beta^floor((i-1)/r1) in a state in which the norm does not change: n updates add a
/// matrix of rank n r1 and leave beta^n of what was there. A start has no such past.
public struct SpectraFigure {
  private let runs: [TrainSpectra]

  /// Throws if the networks do not have the same layers.
  public init(_ runs: [TrainSpectra]) throws(LaboratoryError) {
    let shapes = runs.map { $0.layers.map { [$0.rows, $0.columns] } }
    guard let first = shapes.first, shapes.allSatisfy({ $0 == first }) else {
      throw .unknown("networks of different shapes in one figure", cure: "draw them one by one")
    }
    self.runs = runs
  }

  init(_ run: TrainSpectra) { runs = [run] }

  public var figure: Figure {
    let layers = runs[0].layers
    let panels = layers.indices.map { number in
      Panel(
        layers[number].title(number), x: "i", y: number % 3 == 0 ? "s_i / s_1" : "",
        logarithmic: [.y], yRange: 1e-7...3, legend: .below,
        layers: runs.count == 1 ? alongOne(number) : ends(number))
    }
    return Figure(
      title, columns: min(3, panels.count), panelSize: Size(panels.count == 1 ? 620 : 400, 420),
      panels: panels)
  }

  private var title: String { Self.title(of: runs) }

  /// What some runs have in common.
  static func title(of runs: [TrainSpectra]) -> String {
    let parts = runs[0].traits.members.indices.compactMap { place -> String? in
      let values = Set(runs.map { $0.traits.members[place].value })
      let member = runs[0].traits.members[place]
      guard values.count == 1, !["updates", "seed"].contains(member.name) || runs.count == 1,
        member.name != "momentum" || member.value != "0"
      else { return nil }
      return member.name.isEmpty ? member.value : "\(member.name) \(member.value)"
    }
    return parts.joined(separator: ", ")
  }

  /// At most six looks, the first and the last among them.
  private var looks: [Int] {
    let last = runs[0].record.steps.count - 1
    guard last > 5 else { return Array(0...max(0, last)) }
    return (0...5).map { ($0 * last + 2) / 5 }
  }

  private func alongOne(_ layer: Int) -> [Plotting.Layer] {
    let run = runs[0]
    let lines = looks.compactMap { look in
      curve(
        run.values(layer, at: look), label: "after \(run.record.steps[look]) updates",
        color: .shade(Double(look) / Double(max(1, run.record.steps.count - 1))))
    }
    return lines + staircase(run, layer, label: "beta^floor((i-1)/r1)", color: .black)
  }

  private static let cycle: [Color] = [.blue, .vermilion, .bluishGreen, .reddishPurple, .orange, .skyBlue]

  /// Colours that tell a few apart, and shades where there are many.
  static func color(_ number: Int, of count: Int) -> Color {
    count <= cycle.count ? cycle[number] : .shade(Double(number) / Double(count - 1))
  }

  private func ends(_ layer: Int) -> [Plotting.Layer] {
    let labels = RunTraits.labels(of: runs.map(\.traits))
    return runs.enumerated().flatMap { number, run -> [Plotting.Layer] in
      let color = Self.color(number, of: runs.count)
      let line = curve(
        run.values(layer, at: run.record.steps.count - 1), label: labels[number], color: color)
      let label = number == 0 ? "broken: beta^floor((i-1)/r1)" : nil
      return [line].compactMap(\.self) + staircase(run, layer, label: label, color: color)
    }
  }

  /// Nil for weights that are zero or not finite, which have no largest singular value to divide by.
  private func curve(_ values: [Double], label: String, color: Color) -> Plotting.Layer? {
    guard let largest = values.first, largest > 0, values.allSatisfy(\.isFinite) else { return nil }
    return .line(
      x: values.indices.map { Double($0 + 1) }, y: values.map { $0 / largest }, label: label, color: color)
  }

  /// Nothing where nothing is forgotten, or the rate of forgetting changes.
  private func staircase(
    _ run: TrainSpectra, _ layer: Int, label: String?, color: Color
  ) -> [Plotting.Layer] {
    guard let beta = run.forgetting, beta < 1, run.layers[layer].updateRank > 0 else { return [] }
    let (count, rank) = (run.layers[layer].count, run.layers[layer].updateRank)
    return [
      .line(
        x: (1...count).map(Double.init), y: (0..<count).map { pow(beta, Double($0 / rank)) }, label: label,
        style: .dashed, width: 1.4, color: color)
    ]
  }
}
