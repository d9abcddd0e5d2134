import Foundation

/// What trainings of an experiment came to, cell by cell and run by run.
struct TrainResultTables {
  private let results: TrainResults
  private let thresholds: [Double]

  init(_ results: TrainResults) {
    self.results = results
    thresholds = results.thresholds
  }

  private var experiment: TrainExperiment { results.experiment }

  private typealias Column = (title: String, quantity: TrainQuantity, threshold: Double)

  /// Ranks by threshold, then what the network can do.
  private var columns: [Column] {
    let smallest = thresholds.min() ?? 0
    let hasClasses = experiment.runs.contains { $0.subject.data.train.classes != nil }
    let hasTest = experiment.runs.contains { $0.subject.data.test != nil }
    let performance: [Column] =
      hasClasses
      ? [("train %", .trainAccuracy, 0)] + (hasTest ? [("test %", .testAccuracy, 0)] : [])
      : [("train loss", .trainLoss, 0)] + (hasTest ? [("test loss", .testLoss, 0)] : [])
    return thresholds.map { ("rank \(readable($0))", .rank, $0) }
      + [("of |W|_F \(readable(smallest))", .frobeniusRank, smallest)] + performance
  }

  /// A row for each cell: the mean over seeds, and the least and the most where they differ.
  func written(_ style: TerminalStyle) -> String {
    let columns = columns
    let remarks = experiment.cells.map(remark)
    let hasRemarks = remarks.contains { !$0.isEmpty }
    var table = TextTable(
      (experiment.axes.isEmpty ? [("training", .left)] : experiment.axes.map { ($0.key, .left) })
        + [("updates", .right), ("sum mu wd", .right)]
        + columns.map { ($0.title, TextTable.Alignment.right) } + (hasRemarks ? [("", .left)] : []))
    for (cell, remark) in zip(experiment.cells, remarks) {
      guard let first = results.of(cell).first else { continue }
      let names = experiment.axes.isEmpty ? [cell.name] : cell.values
      let length = ["\(first.subject.totalUpdates)", readable(first.subject.setting.decayTime)]
      let numbers = columns.map { column in
        results.spread(column.quantity, above: column.threshold, of: cell).text(column.quantity)
      }
      table.add(
        (names + length + numbers).map { .init($0) } + (hasRemarks ? [.init(remark, .bad)] : []))
    }
    let seeds = experiment.seeds > 1 ? "Mean of \(experiment.seeds) seeds (least-most). " : ""
    return table.written(style) + "\n" + seeds
      + "Ranks are means over the hidden layers that have one: singular values above eps |W|_2."
  }

  /// What happened to some of a cell's trainings.
  private func remark(on cell: TrainExperiment.Cell) -> String {
    let series = results.of(cell)
    let gone = series.count { $0.hasDiverged }
    let collapsed = series.reduce(0) { $0 + $1.collapsedLayers }
    let words = [
      gone > 0 ? "\(gone) of \(series.count) diverged" : nil,
      collapsed > 0 ? "\(collapsed) layer\(collapsed == 1 ? "" : "s") collapsed" : nil,
    ]
    return words.compactMap(\.self).joined(separator: ", ")
  }

  // MARK: files

  private static let quantities: [TrainQuantity] = [
    .trainLoss, .trainAccuracy, .testLoss, .testAccuracy, .frobeniusOverSpectral,
  ]

  /// `rank_0.001`, with the numbers of a training under it.
  private var measures: [(name: String, number: (TrainSeries) -> Double)] {
    let ranks = [("rank", TrainQuantity.rank), ("frobenius_rank", .frobeniusRank)].flatMap { name, quantity in
      thresholds.map { eps in
        ("\(name)_\(YAMLText.decimal(eps))", { (series: TrainSeries) in series.last(quantity, above: eps) })
      }
    }
    let rest = Self.quantities.map { quantity in
      (quantity.rawValue, { (series: TrainSeries) in series.last(quantity, above: 0) })
    }
    return ranks + rest
  }

  /// A line for each cell.
  var cells: String {
    let measures = measures
    let head =
      ["cell"] + experiment.axes.map(\.key) + ["seeds", "updates", "clock", "diverged", "collapsed_layers"]
      + measures.flatMap { [$0.name, $0.name + "_least", $0.name + "_most"] }
    let rows = experiment.cells.map { cell -> [String] in
      let series = results.of(cell)
      let first = series.first
      let numbers = measures.flatMap { measure -> [Double] in
        let spread = SeedSpread(series.map(measure.number))
        return [spread.mean, spread.least, spread.most]
      }
      return [cell.name] + cell.values + [
        "\(series.count)", "\(first?.subject.totalUpdates ?? 0)",
        Self.text(first?.subject.setting.decayTime ?? .nan), "\(series.count { $0.hasDiverged })",
        "\(series.reduce(0) { $0 + $1.collapsedLayers })",
      ] + numbers.map(Self.text)
    }
    return Self.csv([head] + rows)
  }

  /// A line for each training, with the rank of each layer beside the means; nothing where another training has more layers.
  var runs: String {
    let measures = measures
    let layers = results.all.map { $0.run.subject.setting.network.weights.count }.max() ?? 0
    let head =
      ["run"] + experiment.axes.map(\.key) + ["seed", "updates", "clock", "diverged", "collapsed_layers"]
      + measures.map(\.name)
      + (0..<layers).flatMap { layer in thresholds.map { "layer_\(layer + 1)_rank_\(YAMLText.decimal($0))" } }
    let rows = results.all.map { result -> [String] in
      let series = result.series
      // Nothing where a network has fewer layers.
      let own = (0..<layers).flatMap { layer in
        thresholds.map { series.rank(of: layer, above: $0).last ?? .nan }
      }
      return [result.run.name] + experiment.cells[result.run.cell].values + [
        "\(series.subject.setting.seed)", "\(series.subject.totalUpdates)",
        Self.text(series.subject.setting.decayTime), series.hasDiverged ? "1" : "0",
        "\(series.collapsedLayers)",
      ] + measures.map { Self.text($0.number(series)) } + own.map(Self.text)
    }
    return Self.csv([head] + rows)
  }

  /// The shortest text that reads back as the number; nothing where there is none.
  private static func text(_ x: Double) -> String { x.isFinite ? YAMLText.decimal(x) : "" }

  private static func csv(_ rows: [[String]]) -> String {
    rows.map { row in
      row.map {
        $0.contains(where: { ",\"\n".contains($0) }) ? "\"\($0.replacing("\"", with: "\"\""))\"" : $0
      }
      .joined(separator: ",")
    }.joined(separator: "\n") + "\n"
  }
}
