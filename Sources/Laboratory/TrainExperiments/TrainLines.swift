import Plotting

/// A quantity at the end over one key of a sweep: the mean over seeds with bars from the least to the most, a line for each
/// combination of the other keys.
struct TrainLines {
  let plan: TrainFigurePlan
  let results: TrainResults
  let cells: [TrainExperiment.Cell]

  var figure: Figure {
    let experiment = results.experiment
    let axis = TrainKeyAxis(plan.against[0], of: cells, experiment)
    let groups = TrainGroup.groups(of: cells, experiment, besides: [axis.key])
    let layers = groups.enumerated().flatMap { number, group -> [Layer] in
      let spreads = axis.values.map { value in
        SeedSpread(
          group.cells.filter { experiment.value(of: axis.key, in: $0) == value }
            .flatMap { results.of($0).map { $0.last(plan.quantity, above: plan.threshold) } })
      }
      return axis.lines(
        spreads, label: group.label.isEmpty ? nil : group.label,
        color: TrainCurves.color(number, of: groups.count))
    }
    return Figure(
      plan.title, panelSize: Size(680, 430),
      panels: [
        Panel(
          "", x: axis.key, y: plan.quantity.symbol(above: plan.threshold), logarithmic: axis.logarithmic,
          xTics: axis.tics, layers: layers)
      ])
  }
}
