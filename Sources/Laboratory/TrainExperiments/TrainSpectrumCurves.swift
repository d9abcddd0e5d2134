import Plotting

/// All singular values of the hidden layers over the training, a line each, in the mean over seeds; a panel for each cell and
/// hidden layer.
struct TrainSpectrumCurves {
  let plan: TrainFigurePlan
  let results: TrainResults
  let cells: [TrainExperiment.Cell]

  var figure: Figure {
    var panels = cells.flatMap { cell -> [Panel] in
      guard let first = results.of(cell).first else { return [] }
      let network = first.subject.setting.network
      let hidden = network.hiddenWeights
      return hidden.map { layer in
        let own = hidden.count > 1 ? LayerTitle.text(layer, of: network) : ""
        return panel(cell, layer, title: [label(cell), own].filter { !$0.isEmpty }.joined(separator: "; "))
      }
    }
    // What falls far in one panel and stays in another is seen on one scale.
    if let least = seen.min(), let most = seen.max(), least < most {
      for place in panels.indices { panels[place].yRange = 0.8 * least...1.25 * most }
    }
    return Figure(
      plan.title, columns: plan.columns ?? min(3, max(1, panels.count)),
      panelSize: panels.count == 1 ? Size(680, 430) : Size(430, 330), panels: panels)
  }

  /// All singular values that are drawn, but for the roundings that a rank leaves.
  private var seen: [Double] {
    cells.flatMap { cell -> [Double] in
      results.of(cell).flatMap { series -> [Double] in
        let network = series.subject.setting.network
        return network.hiddenWeights.flatMap { layer -> [Double] in
          let weight = network.weights[layer]
          let all = (0..<min(weight.rows, weight.columns)).flatMap { series.singularValue($0, of: layer) }
          let floor = 1e-9 * (all.filter(\.isFinite).max() ?? 0)
          return all.filter { $0.isFinite && $0 > floor }
        }
      }
    }
  }

  private func panel(_ cell: TrainExperiment.Cell, _ layer: Int, title: String) -> Panel {
    let all = results.of(cell)
    guard let first = all.first else { return Panel(title, layers: []) }
    let weight = first.subject.setting.network.weights[layer]
    let count = min(weight.rows, weight.columns)
    let x = plan.isOverClock ? first.clock : first.times
    let lines = (0..<count).map { number -> Layer in
      let paths = all.map { $0.singularValue(number, of: layer) }
      let means = x.indices.map { look in
        // A logarithmic axis has no place for a zero.
        let mean = SeedSpread(paths.compactMap { look < $0.count ? $0[look] : nil }).mean
        return mean > 0 ? mean : .nan
      }
      return .line(
        x: x, y: means, label: number == 0 ? "largest" : number == count - 1 ? "smallest" : nil, width: 1.4,
        color: .shade(Double(number) / Double(max(1, count - 1))))
    }
    return Panel(
      title, x: results.unit(of: plan, cells), y: TrainQuantity.singularValues.symbol(above: 0),
      logarithmic: [.y], legend: .below, layers: lines)
  }

  /// What tells a cell from the others that are drawn.
  private func label(_ cell: TrainExperiment.Cell) -> String {
    let experiment = results.experiment
    return experiment.axes.compactMap { axis -> String? in
      guard Set(cells.compactMap { experiment.value(of: axis.key, in: $0) }).count > 1,
        let value = experiment.value(of: axis.key, in: cell)
      else { return nil }
      return axis.key == "run" ? value : "\(axis.key) = \(value)"
    }.joined(separator: ", ")
  }
}
