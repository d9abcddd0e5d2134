/// The data blocks of a layer, the elements of a plot command that draw them, and its entry in the legend.
struct GnuplotLayer {
  var blocks: [String] = []
  var elements: [String] = []
  var entry: String?

  /// - Parameters:
  ///   - name: begins the names of the layer's blocks.
  ///   - marker: which of the markers points have.
  ///   - opacity: that of a band.
  init(_ drawn: DrawnLayer, name: String, marker: Int, opacity: Double, x: AxisScale, y: AxisScale) {
    let color = "rgb \(GnuplotText.quoted(rgb: drawn.color.rgb))"
    if drawn.isEmpty {
      enter(drawn.layer, "lines linewidth 1.8 linecolor \(color)", note: " (no finite data)")
      return
    }
    switch drawn.layer {
    case .line(_, _, _, let style, let width, _):
      let stroke = "lines linewidth \(width) \(GnuplotText.dash(style)) linecolor \(color)"
      let dot = "points pointtype 7 pointsize \(0.25 * width) linecolor \(color)"
      add(name, drawn.runs.filter { $0.count > 1 }, "1:2", stroke)
      add(name + "_lone", drawn.runs.filter { $0.count == 1 }, "1:2", dot)
      enter(drawn.layer, drawn.runs.contains { $0.count > 1 } ? stroke : dot)
    case .shadedLine(_, _, _, _, _, let width):
      add(name, drawn.runs, "1:2:3", "lines linewidth \(width) linecolor palette")
    case .band:
      let fill = "fillcolor \(color) fillstyle transparent solid \(opacity) noborder"
      // A band needs two rows to have an area.
      add(name, drawn.runs.map { $0.count == 1 ? $0 + $0 : $0 }, "1:2:3", "filledcurves \(fill)")
      enter(drawn.layer, "boxes \(fill)")
    case .points(_, _, let errors, _, _):
      let shape = "pointtype \([7, 5, 9, 13, 11][marker % 5]) pointsize 0.6 linecolor \(color)"
      if errors != nil {
        // A bar that leaves a logarithmic axis ends at its lower end.
        let bars = drawn.runs.joined().filter { $0[3] > $0[2] }
          .map { [$0[0], max($0[2], y.range.lowerBound), $0[3]] }
        let stroke = "vectors nohead linewidth 1.2 dashtype 1 linecolor \(color)"
        add(name + "_bars", bars.isEmpty ? [] : [bars], "1:2:(0):($3-$2)", stroke)
      }
      add(name, drawn.runs.map { $0.map { Array($0[0..<2]) } }, "1:2", "points \(shape)")
      enter(drawn.layer, "points \(shape)")
    case .heatMap:
      let cells = drawn.runs.map { $0.map { Self.overlapping($0, x, y) } }
      add(name, cells, "1:3:1:2:3:4:5", "boxxyerror linecolor palette fillstyle solid 1 noborder")
    case .words(_, _, let texts, _):
      let rows = drawn.runs.joined().map { row in
        row[0...1].map(GnuplotText.number).joined(separator: " ") + " "
          + GnuplotText.word(texts[Int(row[2])])
      }
      blocks.append((["$\(name) << EOD"] + rows + ["EOD\n"]).joined(separator: "\n"))
      elements.append("$\(name) using 1:2:3 with labels noenhanced textcolor \(color) font ',10' notitle")
    case .horizontal(let height, _, let style, _):
      let ends = [[x.range.lowerBound, height], [x.range.upperBound, height]]
      addReference(name, drawn.layer, ends, style, color)
    case .vertical(let place, _, let style, _):
      let ends = [[place, y.range.lowerBound], [place, y.range.upperBound]]
      addReference(name, drawn.layer, ends, style, color)
    }
  }

  private mutating func add(_ name: String, _ runs: [[[Double]]], _ columns: String, _ drawing: String) {
    guard !runs.isEmpty else { return }
    blocks.append(GnuplotText.block(name, runs))
    elements.append("$\(name) using \(columns) with \(drawing) notitle")
  }

  private mutating func addReference(
    _ name: String, _ layer: Layer, _ ends: [[Double]], _ style: LineStyle, _ color: String
  ) {
    let stroke = "lines linewidth 1.2 \(GnuplotText.dash(style)) linecolor \(color)"
    add(name, [ends], "1:2", stroke)
    enter(layer, stroke)
  }

  private mutating func enter(_ layer: Layer, _ drawing: String, note: String = "") {
    guard let label = layer.label, !layer.labelsColors else { return }
    entry = "keyentry with \(drawing) title \(GnuplotText.quoted(label + note))"
  }

  /// A cell that reaches a little under its neighbours, which hides the hairlines that viewers leave between areas.
  private static func overlapping(_ cell: [Double], _ x: AxisScale, _ y: AxisScale) -> [Double] {
    func reach(_ edge: Double, _ scale: AxisScale) -> Double {
      let place = scale.fraction(edge)
      return place < 0.9999 ? min(scale.value(at: place + 0.002), scale.range.upperBound) : edge
    }
    let (left, right) = (min(cell[0], cell[1]), max(cell[0], cell[1]))
    let (bottom, top) = (min(cell[2], cell[3]), max(cell[2], cell[3]))
    return [left, reach(right, x), bottom, reach(top, y), cell[4]]
  }
}
