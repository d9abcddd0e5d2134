/// One thing drawn over the axes of a panel.
///
/// Heat maps lie at the bottom, then bands, reference lines, lines, points and words, whatever their order in the panel. A layer
/// without a label is not in the legend.
public enum Layer: Sendable, Equatable {
  /// A line through (x, y); a point between two gaps is drawn as a dot.
  case line(
    x: [Double], y: [Double], label: String? = nil, style: LineStyle = .solid, width: Double = 1.8,
    color: Color = .automatic)
  /// A line through (x, y) whose colour follows a third number, from `colors.lowerBound` to `colors.upperBound` along the scale
  /// of heat maps; numbers beyond take the colour of the end. The first label of a panel names the colours.
  case shadedLine(
    x: [Double], y: [Double], z: [Double], colors: ClosedRange<Double>, label: String? = nil,
    width: Double = 2.4)
  /// The translucent area between two lines. If automatic it has the colour of the curve listed before it, or of the one
  /// after it in a panel that lists a band before any curve.
  case band(x: [Double], lower: [Double], upper: [Double], label: String? = nil, color: Color = .automatic)
  /// Markers at (x, y), with bars from y - error to y + error where errors are given and finite.
  case points(
    x: [Double], y: [Double], errors: [Double]? = nil, label: String? = nil, color: Color = .automatic)
  /// Cells centred at (x[j], y[i]) with the colour of z[i][j]; x and y are strictly monotone. The label names the colours.
  case heatMap(x: [Double], y: [Double], z: [[Double]], label: String? = nil)
  /// A word centred at each (x, y), over everything else.
  case words(x: [Double], y: [Double], texts: [String], color: Color = .black)
  /// A reference line across the panel at a height.
  case horizontal(at: Double, label: String? = nil, style: LineStyle = .dashed, color: Color = .gray)
  /// A reference line across the panel at a place on the x axis.
  case vertical(at: Double, label: String? = nil, style: LineStyle = .dashed, color: Color = .gray)

  public var label: String? {
    switch self {
    case .line(_, _, let label, _, _, _), .band(_, _, _, let label, _), .points(_, _, _, let label, _),
      .shadedLine(_, _, _, _, let label, _), .heatMap(_, _, _, let label), .horizontal(_, let label, _, _),
      .vertical(_, let label, _, _):
      label
    case .words: nil
    }
  }

  /// The colour that was asked for.
  public var color: Color {
    switch self {
    case .line(_, _, _, _, _, let color), .band(_, _, _, _, let color), .points(_, _, _, _, let color),
      .horizontal(_, _, _, let color), .vertical(_, _, _, let color), .words(_, _, _, let color):
      color
    case .heatMap, .shadedLine: .automatic
    }
  }

  /// Drawn from low to high.
  var depth: Int {
    switch self {
    case .heatMap: 0
    case .band: 1
    case .horizontal, .vertical: 2
    case .line, .shadedLine: 3
    case .points: 4
    case .words: 5
    }
  }

  var isReference: Bool { depth == 2 }
  var isBand: Bool { depth == 1 }
  /// Lines and points: what takes the automatic colours in turn.
  var isCurve: Bool { (3...4).contains(depth) && !isShaded }
  var isHeatMap: Bool { depth == 0 }
  var isShaded: Bool { if case .shadedLine = self { true } else { false } }
  /// Whether the label names the colours beside the panel, and not an entry of the legend.
  var labelsColors: Bool { isHeatMap || isShaded }
}

public enum LineStyle: Sendable, Equatable {
  case solid, dashed, dotted
}
