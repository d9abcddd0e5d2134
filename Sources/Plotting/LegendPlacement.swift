/// Finds a place for the legend that covers no data, with room above the data if it takes that.
struct LegendPlacement {
  let x: AxisScale
  let y: AxisScale
  let layers: [DrawnLayer]
  let panelSize: Size

  private var labels: [String] {
    layers.compactMap { $0.layer.labelsColors ? nil : $0.layer.label }
  }

  /// - Parameter mayGrow: whether the y axis may be extended.
  /// - Returns: the place, and the part of the y axis above the data that it needs free.
  func resolve(_ wish: Legend, mayGrow: Bool) -> (place: Legend, headroom: Double) {
    guard !labels.isEmpty else { return (.none, 0) }
    guard wish == .automatic else { return (wish, 0) }
    guard labels.count <= 10 else { return (.right, 0) }
    guard !layers.contains(where: \.layer.isHeatMap) else { return (.below, 0) }
    // Sizes in points as gnuplot lays out a legend in a 12 point font, over the share of a panel that is axes.
    let letters = Double(labels.map(\.count).max() ?? 0)
    let width = (letters * 6.4 + 50) / (0.82 * Double(panelSize.width))
    let height = (Double(labels.count) * 16 + 10) / (0.72 * Double(panelSize.height))
    guard width < 0.9, height < 0.75 else { return (.below, 0) }
    let corners: [(Legend, ClosedRange<Double>, ClosedRange<Double>)] = [
      (.topRight, (1 - width)...1, (1 - height)...1), (.topLeft, 0...width, (1 - height)...1),
      (.bottomRight, (1 - width)...1, 0...height), (.bottomLeft, 0...width, 0...height),
    ]
    let marks = layers.flatMap(marks)
    let free = corners.first { _, across, up in
      !marks.contains { across.contains($0.x) && up.contains($0.y) }
    }
    if let free { return (free.0, 0) }
    return mayGrow && height < 0.45 ? (.topRight, height) : (.below, 0)
  }

  /// Places that a layer covers, as fractions of the panel.
  private func marks(of drawn: DrawnLayer) -> [(x: Double, y: Double)] {
    switch drawn.layer {
    case .line, .shadedLine:
      drawn.runs.flatMap { run in
        zip(run, run.dropFirst()).flatMap { segment(from: $0, to: $1, column: 1) } + ends(run)
      }
    case .band:
      drawn.runs.flatMap { run in
        run.flatMap { row in segment(from: [row[0], row[1]], to: [row[0], row[2]], column: 1) }
          + zip(run, run.dropFirst()).flatMap {
            segment(from: $0, to: $1, column: 1) + segment(from: $0, to: $1, column: 2)
          }
      }
    case .points:
      drawn.runs.flatMap { run in
        run.flatMap { row in
          segment(from: [row[0], max(row[2], y.range.lowerBound)], to: [row[0], row[3]], column: 1)
        }
      }
    case .horizontal(let height, _, _, _):
      segment(from: [x.range.lowerBound, height], to: [x.range.upperBound, height], column: 1)
    case .vertical(let place, _, _, _):
      segment(from: [place, y.range.lowerBound], to: [place, y.range.upperBound], column: 1)
    case .heatMap, .words: []
    }
  }

  private func ends(_ run: [[Double]]) -> [(x: Double, y: Double)] {
    run.prefix(1).map { (x.fraction($0[0]), y.fraction($0[1])) }
  }

  /// Places along a straight line, no further apart than a fiftieth of the panel.
  private func segment(from a: [Double], to b: [Double], column: Int) -> [(x: Double, y: Double)] {
    let start = (x: x.fraction(a[0]), y: y.fraction(a[column]))
    let end = (x: x.fraction(b[0]), y: y.fraction(b[column]))
    let length = max(abs(end.x - start.x), abs(end.y - start.y))
    guard length.isFinite else { return [] }
    let pieces = max(1, Int(min(length, 20) * 50))
    return (0...pieces).map { piece in
      let share = Double(piece) / Double(pieces)
      return (start.x + share * (end.x - start.x), start.y + share * (end.y - start.y))
    }
  }
}
