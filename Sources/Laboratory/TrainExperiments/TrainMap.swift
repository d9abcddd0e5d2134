import Plotting

/// A quantity at the end over two keys of a sweep: cells of equal size with their numbers in them, a panel for each
/// combination of the other keys. Below the mean over seeds stand the extremes where they differ.
struct TrainMap {
  let plan: TrainFigurePlan
  let results: TrainResults
  let cells: [TrainExperiment.Cell]

  private var experiment: TrainExperiment { results.experiment }

  private func values(_ key: String) -> [String] {
    let all = experiment.axes.first { $0.key == key }?.values ?? []
    return all.filter { value in cells.contains { experiment.value(of: key, in: $0) == value } }
  }

  /// Colours have the unit of the numbers in the cells.
  private var scale: Double { plan.quantity.isShare ? 100 : 1 }

  private func spread(_ cell: TrainExperiment.Cell) -> SeedSpread {
    results.spread(plan.quantity, above: plan.threshold, of: cell)
  }

  var figure: Figure {
    let groups = TrainGroup.groups(of: cells, experiment, besides: plan.against)
    let means = cells.map { spread($0).mean }.filter(\.isFinite)
    let range = (means.min() ?? 0)...(means.max() ?? 0)
    let (columns, rows) = (values(plan.against[0]).count, values(plan.against[1]).count)
    let size = Size(max(280, 74 * columns + 150), max(210, 46 * rows + 110))
    return Figure(
      plan.title, columns: plan.columns ?? min(3, groups.count), panelSize: size,
      panels: groups.enumerated().map { panel($1, among: range, isLast: $0 == groups.count - 1) })
  }

  private func panel(_ group: TrainGroup, among range: ClosedRange<Double>, isLast: Bool) -> Panel {
    let (xs, ys) = (values(plan.against[0]), values(plan.against[1]))
    let found = ys.map { y in
      xs.map { x in
        group.cells.first {
          experiment.value(of: plan.against[0], in: $0) == x
            && experiment.value(of: plan.against[1], in: $0) == y
        }.map(spread)
      }
    }
    let places = (xs.indices.map(Double.init), ys.indices.map(Double.init))
    var dark: (x: [Double], y: [Double], texts: [String]) = ([], [], [])
    var light = dark
    for (i, row) in found.enumerated() {
      for (j, cell) in row.enumerated() {
        guard let cell else { continue }
        let lines: [(Double, String)] =
          cell.least < cell.most
          ? [
            (0.13, plan.quantity.text(cell.mean)),
            (-0.2, "\(plan.quantity.text(cell.least))-\(plan.quantity.text(cell.most))"),
          ] : [(0, plan.quantity.text(cell.mean))]
        let length = range.upperBound - range.lowerBound
        // White is read on the violet and blue half of the scale, black on the green and yellow one, and on no colour.
        let isDark = cell.mean.isFinite && (length == 0 || (cell.mean - range.lowerBound) / length < 0.55)
        for (shift, text) in lines {
          if isDark {
            dark.x.append(Double(j))
            dark.y.append(Double(i) + shift)
            dark.texts.append(text)
          } else {
            light.x.append(Double(j))
            light.y.append(Double(i) + shift)
            light.texts.append(text)
          }
        }
      }
    }
    return Panel(
      [plan.quantity.title(above: plan.threshold), group.label].filter { !$0.isEmpty }.joined(
        separator: "; "),
      x: plan.against[0], y: plan.against[1],
      xRange: -0.5...(Double(xs.count) - 0.5), yRange: -0.5...(Double(ys.count) - 0.5),
      xTics: zip(xs, places.0).map { Tic($0, at: $1) }, yTics: zip(ys, places.1).map { Tic($0, at: $1) },
      colorRange: range.lowerBound < range.upperBound
        ? scale * range.lowerBound...scale * range.upperBound : nil, legend: .none,
      layers: [
        .heatMap(
          x: places.0, y: places.1, z: found.map { $0.map { scale * ($0?.mean ?? .nan) } }),
        .words(x: dark.x, y: dark.y, texts: dark.texts, color: .white),
        .words(x: light.x, y: light.y, texts: light.texts, color: .black),
      ])
  }
}
