import Simulation

/// A finished training of an experiment: what was seen of it and what the theorems say.
struct TrainResult: Sendable {
  let run: TrainExperiment.Run
  let record: Record
  let verdicts: [VerdictReport]

  var series: TrainSeries { TrainSeries(subject: run.subject, record: record) }
}

/// All of an experiment's results, in the order of its runs.
struct TrainResults: Sendable {
  let experiment: TrainExperiment
  let all: [TrainResult]

  func of(_ cell: TrainExperiment.Cell) -> [TrainSeries] { all[cell.runs].map(\.series) }

  var verdicts: [VerdictReport] { all.flatMap(\.verdicts) }

  /// A number of the last look over the seeds of a cell; runs that diverged have none.
  func spread(_ quantity: TrainQuantity, above threshold: Double, of cell: TrainExperiment.Cell) -> SeedSpread
  {
    SeedSpread(of(cell).map { $0.last(quantity, above: threshold) })
  }

  /// What a figure over the training is drawn over.
  func unit(of plan: TrainFigurePlan, _ cells: [TrainExperiment.Cell]) -> String {
    if plan.isOverClock { return TrainQuantity.clock.symbol(above: 0) }
    guard let series = cells.first.flatMap({ of($0).first }), case .epochs = series.subject.setting.length
    else { return "updates" }
    return "epochs"
  }

  var thresholds: [Double] {
    guard let first = experiment.runs.first?.subject.plan.thresholds else { return [] }
    return first.filter { eps in experiment.runs.allSatisfy { $0.subject.plan.thresholds.contains(eps) } }
  }
}
