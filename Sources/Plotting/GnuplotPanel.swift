/// One panel of a script: the data blocks before it, its settings and its plot command.
struct GnuplotPanel {
  let blocks: [String]
  let commands: [String]

  init(_ panel: Panel, number: Int, size: Size) {
    let layers = zip(panel.layers, panel.colors()).map {
      DrawnLayer($0, color: $1, logarithmic: panel.logarithmic)
    }
    let isEmpty = layers.allSatisfy { $0.isEmpty || $0.layer.isReference }
    var (x, y) = Self.scales(panel, layers)
    var legend = Legend.none
    if !isEmpty {
      let placement = LegendPlacement(x: x, y: y, layers: layers, panelSize: size)
      let (place, headroom) = placement.resolve(panel.legend, mayGrow: panel.yRange == nil)
      legend = place
      if headroom > 0 { y = y.withHeadroom(headroom) }
    }
    var settings = [
      "set title \(GnuplotText.quoted(panel.title)) noenhanced",
      "set xlabel \(GnuplotText.quoted(panel.xLabel)) noenhanced offset 0,\(legend == .below ? 0.4 : 0)",
      "set ylabel \(GnuplotText.quoted(panel.yLabel)) noenhanced",
      Self.key(legend), "unset label", "unset logscale",
    ]
    settings += Self.axis("x", x, panel.xTics) + Self.axis("y", y, panel.yTics)
    if isEmpty {
      blocks = []
      settings.append("set label 'no finite data' at graph 0.5,0.5 center textcolor rgb '#707070'")
      commands = settings + ["plot NaN notitle"]
      return
    }
    settings += Self.colors(panel, layers)
    let markers = panel.layers.indices.filter { panel.layers[$0].isCurve }
    let written = layers.enumerated().map { index, layer in
      GnuplotLayer(
        layer, name: "panel\(number)_layer\(index + 1)", marker: markers.firstIndex(of: index) ?? 0,
        opacity: Self.opacity(of: index, among: layers), x: x, y: y)
    }
    blocks = written.flatMap(\.blocks)
    let fromTheBottom = panel.layers.indices.sorted {
      (panel.layers[$0].depth, $0) < (panel.layers[$1].depth, $1)
    }
    let elements = fromTheBottom.flatMap { written[$0].elements } + written.compactMap(\.entry)
    commands = settings + ["plot \\\n  " + elements.joined(separator: ", \\\n  ")]
  }

  /// Bands of one colour are told apart by their strength.
  private static func opacity(of index: Int, among layers: [DrawnLayer]) -> Double {
    let before = layers[..<index].count { $0.layer.isBand && $0.color == layers[index].color }
    return [0.18, 0.34, 0.5][min(before, 2)]
  }

  private static func scales(_ panel: Panel, _ layers: [DrawnLayer]) -> (x: AxisScale, y: AxisScale) {
    var (xs, ys): ([Double], [Double]) = ([], [])
    // A heat map fills its panel; what is drawn over it may leave it.
    let maps = layers.filter { $0.layer.isHeatMap && !$0.isEmpty }
    for drawn in maps.isEmpty ? layers : maps {
      let rows = drawn.runs.joined()
      switch drawn.layer {
      case .horizontal(let height, _, _, _): ys.append(height)
      case .vertical(let place, _, _, _): xs.append(place)
      case .heatMap:
        xs += rows.flatMap { $0[0..<2] }
        ys += rows.flatMap { $0[2..<4] }
      case .shadedLine:
        xs += rows.map { $0[0] }
        ys += rows.map { $0[1] }
      case .words: break
      case .line, .band, .points:
        xs += rows.map { $0[0] }
        ys += rows.flatMap { $0.dropFirst() }
      }
    }
    // Time runs from border to border; markers need room.
    let hasPoints = layers.contains { $0.layer.depth == 4 }
    return (
      AxisScale(
        showing: xs, requested: panel.xRange, logarithmic: panel.logarithmic.contains(.x),
        padding: maps.isEmpty && hasPoints ? 0.05 : 0),
      AxisScale(
        showing: ys, requested: panel.yRange, logarithmic: panel.logarithmic.contains(.y),
        padding: maps.isEmpty ? 0.05 : 0)
    )
  }

  private static func axis(_ name: String, _ scale: AxisScale, _ tics: [Tic] = []) -> [String] {
    var settings = ["set \(name)range \(GnuplotText.range(scale.range))"]
    if scale.isLogarithmic { settings.append("set logscale \(name) 10") }
    guard tics.isEmpty else {
      let named = tics.map { "\(GnuplotText.quoted($0.label)) \(GnuplotText.number($0.place))" }
      return settings + [
        "set \(name)tics noenhanced (\(named.joined(separator: ", ")))", "unset m\(name)tics",
      ]
    }
    if let tics = scale.explicitTics {
      settings.append("set \(name)tics (\(tics.map(GnuplotText.number).joined(separator: ", ")))")
    } else {
      settings.append("set \(name)tics autofreq")
    }
    // Between tics that are many decades apart gnuplot's small tics say nothing.
    settings.append(
      scale.isLogarithmic && scale.decades <= 7 ? "set m\(name)tics default" : "unset m\(name)tics")
    if scale.isLogarithmic && scale.explicitTics == nil {
      settings.append("set format \(name) '10^{%T}'")
    } else {
      settings.append("set format \(name) '%.\(scale.digits)h'")
    }
    return settings
  }

  private static func colors(_ panel: Panel, _ layers: [DrawnLayer]) -> [String] {
    guard let map = layers.first(where: { $0.layer.labelsColors && !$0.isEmpty }) else { return [] }
    var (values, requested): ([Double], ClosedRange<Double>?) = ([], nil)
    if case .shadedLine(_, _, _, let colors, _, _) = map.layer {
      requested = colors
    } else {
      values = map.runs.joined().map { $0[4] }
      requested = panel.colorRange
    }
    let scale = AxisScale(
      showing: values, requested: requested, logarithmic: panel.logarithmic.contains(.color), padding: 0)
    return axis("cb", scale) + [
      "set cblabel \(GnuplotText.quoted(map.layer.label ?? "")) noenhanced offset 1,0"
    ]
  }

  private static func key(_ legend: Legend) -> String {
    let place: String
    switch legend {
    case .none: return "unset key"
    case .topLeft: place = "inside top left Left reverse vertical"
    case .topRight, .automatic: place = "inside top right Left reverse vertical"
    case .bottomLeft: place = "inside bottom left Left reverse vertical"
    case .bottomRight: place = "inside bottom right Left reverse vertical"
    case .below: place = "outside bottom center Left reverse horizontal height 0.6"
    case .right: place = "outside right top Left reverse vertical"
    }
    return "set key \(place) noenhanced nobox samplen 2 spacing 1.15 font ',11'"
  }
}
