import Plotting

/// A quantity over the training: the mean over seeds and a band from the least to the most, a curve for each value of one key
/// and a panel for each combination of the others; or a panel for each layer, where layers differ.
struct TrainCurves {
  let plan: TrainFigurePlan
  let results: TrainResults
  let cells: [TrainExperiment.Cell]

  private static let cycle: [Color] = [.blue, .vermilion, .bluishGreen, .reddishPurple, .orange, .skyBlue]

  /// Colours that tell a few apart, and shades where there are many.
  static func color(_ number: Int, of count: Int) -> Color {
    count <= cycle.count ? cycle[number] : .shade(Double(number) / Double(count - 1))
  }

  /// Those of the deepest network.
  private var layers: Int { cells.map { shapes(of: $0).count }.max() ?? 0 }

  private func shapes(of cell: TrainExperiment.Cell) -> [String] {
    results.of(cell).first?.subject.setting.network.weights.map { "\($0.rows) x \($0.columns)" } ?? []
  }

  var figure: Figure {
    let experiment = results.experiment
    // Without a key every cell is a curve in one panel.
    let keys = plan.curves.map { [$0] } ?? experiment.axes.map(\.key)
    let groups = TrainGroup.groups(of: cells, experiment, besides: keys)
    let isAlone = cells.count == 1 && plan.quantity == .rank
    let panels = groups.flatMap { group -> [Panel] in
      if isAlone { return [byLayer(group)] }
      guard plan.quantity.isByLayer else { return [panel(group, keys, layer: nil)] }
      return (0..<layers).map { panel(group, keys, layer: $0) }
    }
    return Figure(
      plan.title, columns: plan.columns ?? min(3, panels.count),
      panelSize: panels.count == 1 ? Size(680, 430) : Size(430, 330), panels: panels)
  }

  private var unit: String { results.unit(of: plan, cells) }

  private func panel(_ group: TrainGroup, _ keys: [String], layer: Int?) -> Panel {
    let experiment = results.experiment
    let title = [group.label, layer.map { name(of: $0) } ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
    let curves = group.cells.enumerated().flatMap { number, cell -> [Layer] in
      let values = keys.compactMap { key in
        experiment.axes.first { $0.key == key && $0.values.count > 1 }.flatMap { _ in
          experiment.value(of: key, in: cell).map { key == "run" ? $0 : "\(key) = \($0)" }
        }
      }
      return lines(
        cell, layer, label: values.isEmpty ? nil : values.joined(separator: ", "),
        color: Self.color(number, of: group.cells.count))
    }
    return Panel(
      title, x: unit, y: plan.quantity.symbol(above: plan.threshold), logarithmic: logarithmic,
      legend: group.cells.count > 6 ? .right : .automatic, layers: curves + floors(group, layer))
  }

  private var logarithmic: Set<Axis> {
    [.trainLoss, .testLoss, .weightNorm].contains(plan.quantity) ? [.y] : []
  }

  /// The runs of a cell over their common looks.
  private func lines(
    _ cell: TrainExperiment.Cell, _ layer: Int?, label: String?, color: Color
  ) -> [Layer] {
    let all = results.of(cell)
    // A network that has fewer layers has no curve.
    guard let first = all.first, layer ?? 0 < first.layers else { return [] }
    let paths = all.map { $0.path(plan.quantity, above: plan.threshold, layer: layer ?? 0) }
    return Self.lines(x(first), paths, label: label, color: color)
  }

  private func x(_ series: TrainSeries) -> [Double] { plan.isOverClock ? series.clock : series.times }

  private static func lines(_ x: [Double], _ paths: [[Double]], label: String?, color: Color) -> [Layer] {
    let spreads = x.indices.map { look in SeedSpread(paths.compactMap { look < $0.count ? $0[look] : nil }) }
    let line = Layer.line(x: x, y: spreads.map(\.mean), label: label, color: color)
    guard paths.count > 1 else { return [line] }
    return [line, .band(x: x, lower: spreads.map(\.least), upper: spreads.map(\.most), color: color)]
  }

  /// The rank of each layer of the only cell.
  private func byLayer(_ group: TrainGroup) -> Panel {
    let all = results.of(group.cells[0])
    let layers = (0..<layers).flatMap { number -> [Layer] in
      let paths = all.map { $0.rank(of: number, above: plan.threshold) }
      return Self.lines(
        all.first.map(x) ?? [], paths, label: name(of: number), color: Self.color(number, of: self.layers))
    }
    return Panel(
      "", x: unit, y: "singular values above \(readable(plan.threshold)) |W|_2", layers: layers)
  }

  private func name(of layer: Int) -> String {
    let titles = Set(
      cells.map { cell -> String in
        guard let network = results.of(cell).first?.subject.setting.network, layer < network.weights.count
        else { return "" }
        return LayerTitle.text(layer, of: network)
      })
    return titles.count == 1 ? titles.first ?? "" : "layer \(layer + 1)"
  }

  /// A ratio of norms is 1 for weights that have settled, and beta where nothing but decay is left.
  private func floors(_ group: TrainGroup, _ layer: Int?) -> [Layer] {
    guard plan.quantity == .normRatio else { return [] }
    var betas: [Double] = []
    for cell in group.cells {
      guard let setting = results.of(cell).first?.subject.setting else { continue }
      let beta = setting.descent.forgetting(at: max(0, setting.updates - 1))
      if beta < 1, setting.descent.method == .plain, !betas.contains(beta) { betas.append(beta) }
    }
    return betas.enumerated().map {
      .horizontal(at: $1, label: $0 == 0 ? "decay alone, beta" : nil, color: .black)
    }
  }
}
