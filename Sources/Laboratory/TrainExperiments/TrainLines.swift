import Plotting

/// A quantity at the end over one key of a sweep: the mean over seeds with bars from the least to the most, a line for each
/// combination of the other keys.
struct TrainLines {
  let plan: TrainFigurePlan
  let results: TrainResults
  let cells: [TrainExperiment.Cell]

  var figure: Figure {
    let experiment = results.experiment
    let key = plan.against[0]
    let values = (experiment.axes.first { $0.key == key }?.values ?? []).filter { value in
      cells.contains { experiment.value(of: key, in: $0) == value }
    }
    // Values that are no numbers, or not all positive, stand side by side.
    let numbers = values.compactMap(Double.init)
    let isScale = numbers.count == values.count && numbers.allSatisfy { $0 > 0 }
    let places = isScale ? numbers : values.indices.map(Double.init)
    let groups = TrainGroup.groups(of: cells, experiment, besides: [key])
    let layers = groups.enumerated().flatMap { number, group -> [Layer] in
      let spreads = values.map { value in
        SeedSpread(
          group.cells.filter { experiment.value(of: key, in: $0) == value }
            .flatMap { results.of($0).map { $0.last(plan.quantity, above: plan.threshold) } })
      }
      let color = TrainCurves.color(number, of: groups.count)
      let label = group.label.isEmpty ? nil : group.label
      return [
        .line(x: places, y: spreads.map(\.mean), label: label, color: color),
        .band(x: places, lower: spreads.map(\.least), upper: spreads.map(\.most), color: color),
        .points(x: places, y: spreads.map(\.mean), color: color),
      ]
    }
    let isWide = isScale && (places.max() ?? 1) / (places.min() ?? 1) >= 5
    return Figure(
      plan.title, panelSize: Size(680, 430),
      panels: [
        Panel(
          "", x: key, y: plan.quantity.symbol(above: plan.threshold), logarithmic: isWide ? [.x] : [],
          xTics: zip(values, places).map { Tic($0, at: $1) }, layers: layers)
      ])
  }
}
