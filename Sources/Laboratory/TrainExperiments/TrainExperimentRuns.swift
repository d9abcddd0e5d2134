import DeepNetworks
import Foundation
import Plotting

extension TrainExperiment: FiledExperiment {
  public func remainingSteps(in folder: RunFolder) -> Int {
    let path = TrainStore.partial(of: folder)
    return runs.filter { !TrainStore.isSealed($0, in: path) }.reduce(0) { $0 + $1.subject.totalUpdates }
  }

  public func verdicts(threads: Int, progress: RunProgress) throws -> [VerdictReport] {
    let results = try TrainSweep(experiment: self, threads: threads, progress: progress).results(
      knowing: { _ in nil }
    ) { training, run in
      TrainResult(
        run: run, record: training.record, verdicts: training.verdicts.map { $0.on("\(run.name)/\($0.run)") })
    }
    guard let results else { throw LaboratoryError.interrupted }
    return results.verdicts
  }

  /// Trains what is missing, keeping every run as soon as it is finished, and lets the folder appear at the end. What an
  /// interruption leaves is in the folder's name with `.partial`.
  public func run(
    by runner: ExperimentRunner, _ beginning: ExperimentRunner.Beginning, progress: RunProgress
  ) throws -> ExperimentRunner.Outcome {
    try TrainFolder.requireTools()
    let folder = RunFolder(of: self, in: runner.output)
    let store = try TrainStore(self, for: folder, beginning)
    let begin = Date()
    let sweep = TrainSweep(
      experiment: self, threads: runner.threads, glance: runner.glance, progress: progress)
    let failures = CheckpointFailures()
    let results = try sweep.results(
      knowing: { try store.known($0) },
      checkpoints: { store.checkpoint(of: $0).checkpoints(every: runner.checkpointInterval, failures) },
      keep: { try store.keep($0, as: $1) })
    guard let results, !progress.isCancelled else {
      throw LaboratoryError.suspended(
        folder: store.path, finished: store.finished, of: runs.count, counted: "runs", isOld: false)
    }
    let verdicts = results.verdicts
    func write(_ text: String, _ name: String) throws {
      try AtomicFile.write(text, to: store.path + "/" + name)
    }
    try write(JSONText.array(verdicts.map(\.json)).written() + "\n", "verdicts.json")
    let tables = TrainResultTables(results)
    try write(tables.runs, "runs.csv")
    try write(tables.cells, "cells.csv")
    let anew = store.damaged.map { "the files of \($0) were damaged: it was trained anew" }
    var warnings = self.warnings + anew + failures.messages
    do {
      try FigureGallery(TrainFigureGallery(results: results).figures).render(
        into: store.path + "/figures", as: runner.formats)
    } catch PlottingError.gnuplotMissing {
      warnings.append("\(PlottingError.gnuplotMissing); then draw them by `rankfall plot`")
    }
    try write(manifest(runner, results, begin).written() + "\n", "run.json")
    try store.finish()
    return ExperimentRunner.Outcome(folder: folder, verdicts: verdicts, warnings: warnings)
  }

  private func manifest(_ runner: ExperimentRunner, _ results: TrainResults, _ begin: Date) -> JSONText {
    let format = ISO8601DateFormatter()
    let asked = JSONText.members([
      "status": .text("finished"), "experiment": .text(name), "title": .text(title),
    ])
    let ended = JSONText.members([
      "started": .text(format.string(from: begin)), "finished": .text(format.string(from: Date())),
      "diverged": .integer(results.all.count { $0.series.hasDiverged }),
      "runs": .array(
        results.all.map { result in
          let subject = result.run.subject
          return .object([
            "name": .text(result.run.name), "cell": .text(cells[result.run.cell].name),
            "protocol": .text(subject.protocolText), "diverged": .boolean(result.series.hasDiverged),
            "setting": subject.json,
          ])
        }),
    ])
    return .object(
      asked + Provenance.members(command: runner.command, threads: runner.threads) + ended)
  }

  public func gallery(of folder: RunFolder) throws -> FigureGallery {
    FigureGallery(TrainFigureGallery(results: try results(in: folder)).figures)
  }

  /// What a finished folder holds.
  func results(in folder: RunFolder) throws -> TrainResults {
    TrainResults(experiment: self, all: try runs.map { try TrainStore.read($0, in: folder.path) })
  }

  public func written(
    _ verdicts: [VerdictReport], explained: Bool, of folder: RunFolder?, _ style: TerminalStyle
  ) throws -> String {
    let table = try folder.map { TrainResultTables(try results(in: $0)).written(style) + "\n" } ?? ""
    return table + VerdictTable.counted(verdicts, style)
  }
}
