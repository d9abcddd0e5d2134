import DeepNetworks
import Plotting

/// The ranks of each layer against the threshold, with all that bounds them: how much of a bound is left to be explained.
struct BoundFigure {
  private let layers: [LayerBounds]
  private let title: String

  /// Nil where there is nothing to draw: fewer than two thresholds, or no layer with a rank.
  init?(_ layers: [LayerBounds], title: String) {
    let ranked = layers.filter { $0.lines.count > 1 }
    guard !ranked.isEmpty else { return nil }
    self.layers = ranked
    self.title = title
  }

  var figure: Figure {
    let panels = layers.enumerated().map { number, layer in
      Panel(
        "\(layer.name), \(layer.rows) x \(layer.columns)"
          + (layer.role == .hidden ? "" : ", \(layer.role.rawValue)"),
        x: "eps", y: number % 3 == 0 ? "singular values above eps |W|_2" : "", logarithmic: [.x, .y],
        legend: .below, layers: curves(layer))
    }
    return Figure(
      title, columns: min(3, panels.count), panelSize: Size(panels.count == 1 ? 620 : 400, 420),
      panels: panels)
  }

  private func curves(_ layer: LayerBounds) -> [Plotting.Layer] {
    let lines = layer.lines.sorted { $0.threshold < $1.threshold }
    let x = lines.map(\.threshold)
    let rank = lines.map { Double($0.assessment.rank) }
    var drawn: [Plotting.Layer] = [
      .line(x: x, y: rank, label: "rank", width: 2.4, color: .black), .points(x: x, y: rank, color: .black),
    ]
    func add(
      _ label: String, _ color: Color, _ style: LineStyle, _ value: (LayerBounds.Line) -> Double?
    ) {
      let y = lines.map { value($0) ?? .nan }
      guard y.contains(where: { $0.isFinite && $0 > 0 }) else { return }
      drawn.append(.line(x: x, y: y, label: label, style: style, color: color))
    }
    add("printed: r1 log(2/eps)/(mu wd)", .vermilion, .solid) { $0.printed }
    add("integer: r1 n, 2 beta^n <= eps", .orange, .dashed) { $0.certificate("T3.3")?.bound }
    add("C2, norms that were seen", .blue, .solid) { $0.certificate("C2")?.bound }
    add("C4, earlier spectra", .bluishGreen, .solid) { $0.certificate("C4")?.bound }
    add("C6, recorded updates", .reddishPurple, .dashed) { $0.certificate("C6")?.bound }
    drawn.append(
      .horizontal(at: Double(layer.largestRank), label: "rows or columns", style: .dotted, color: .gray))
    return drawn
  }
}
