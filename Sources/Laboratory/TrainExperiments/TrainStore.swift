import DeepNetworks
import Foundation
import Simulation

/// The finished runs of an experiment in a folder beside its place, which outlives an interruption: `NAME-HASH.partial`.
///
/// Every file appears whole or not at all, also after a crash of the machine. A run is finished when all its files are as its
/// seal says, which is written last.
final class TrainStore: Sendable {
  let experiment: TrainExperiment
  let folder: RunFolder
  let path: String
  /// Runs that were finished once and have files that are damaged: they are trained anew.
  let damaged: [String]
  private let lock: FolderLock

  static func partial(of folder: RunFolder) -> String { folder.path + ".partial" }

  /// Opens the folder, or makes it. Throws if an interrupted run is there and nobody said what to do with it, if what was
  /// interrupted was another experiment of this name, or if another process is at work in it.
  init(
    _ experiment: TrainExperiment, for folder: RunFolder, _ beginning: ExperimentRunner.Beginning
  ) throws {
    self.experiment = experiment
    self.folder = folder
    path = Self.partial(of: folder)
    if beginning == .resuming { try InterruptedRun.refuse(other: experiment, than: folder) }
    try PendingFolder.create(path)
    lock = try FolderLock(path)
    damaged = experiment.runs.map(\.name).filter { [path] name in
      if case .damaged = FolderSeal.finding(in: path + "/" + name) { true } else { false }
    }
    let resolved = path + "/resolved.yaml"
    if FileManager.default.fileExists(atPath: resolved) {
      let finished = experiment.runs.count { isFinished($0) }
      switch beginning {
      case .new:
        throw LaboratoryError.suspended(
          folder: path, finished: finished, of: experiment.runs.count, counted: "runs", isOld: true)
      case .anew: try clear()
      case .resuming: try PendingFolder.removeLeftovers(in: path)
      }
    }
    try AtomicFile.write(experiment.text, to: path + "/experiment.yaml")
    try AtomicFile.write(experiment.resolvedText, to: resolved)
  }

  private static func series(of run: TrainExperiment.Run, in path: String) -> String {
    path + "/\(run.name)/observables.nc"
  }

  func isFinished(_ run: TrainExperiment.Run) -> Bool { Self.isFinished(run, in: path) }
  static func isFinished(_ run: TrainExperiment.Run, in path: String) -> Bool {
    FolderSeal.finding(in: path + "/" + run.name) == .intact
  }

  /// A run that is finished.
  static func read(_ run: TrainExperiment.Run, in path: String) throws -> TrainResult {
    if case .damaged(let file) = FolderSeal.finding(in: path + "/" + run.name) {
      throw LaboratoryError.notARun(
        folder: path + "/" + run.name,
        reason: "\(file) is not what was written; `rankfall run --force` makes it anew")
    }
    let record = try NetCDFReader().read(series(of: run, in: path))
    let verdicts = try RunFolder(path + "/" + run.name).verdicts()
    return TrainResult(run: run, record: record, verdicts: verdicts)
  }

  /// Keeps a run, and seals it.
  func keep(_ training: TrainRun, as run: TrainExperiment.Run) throws -> TrainResult {
    let own = path + "/" + run.name
    try PendingFolder.create(own)
    let verdicts = training.verdicts.map { $0.on("\(run.name)/\($0.run)") }
    try AtomicFile.write(JSONText.array(verdicts.map(\.json)).written() + "\n", to: own + "/verdicts.json")
    try AtomicFile.write(training.summary.written() + "\n", to: own + "/layers.json")
    if !training.hasDiverged {
      try AtomicFile.write(try TrainFolder.weights(of: training, file: own), to: own + "/weights.npz")
    }
    let attributes = [
      "title": experiment.title, "experiment": experiment.name, "run": run.name, "engine": "rankfall",
      "protocol": run.subject.protocolText, "source": "rankfall \(Provenance.rankfallVersion)",
    ]
    try NetCDFWriter(attributes: attributes, timeMeaning: "updates made").write(
      training.record, to: Self.series(of: run, in: path))
    try FolderSeal.write(
      ["verdicts.json", "layers.json", "observables.nc"] + (training.hasDiverged ? [] : ["weights.npz"]),
      in: own)
    checkpoint(of: run).remove()
    return TrainResult(run: run, record: training.record, verdicts: verdicts)
  }

  func checkpoint(of run: TrainExperiment.Run) -> TrainCheckpointFile {
    TrainCheckpointFile(path: "\(path)/\(run.name)/checkpoint.npy", of: run.subject)
  }

  /// Gives the folder its name; what stood there before is removed afterwards.
  func finish() throws {
    for run in experiment.runs { checkpoint(of: run).remove() }
    lock.release()
    let replaced = path + "-replaced"
    // What a crash has left of an earlier end.
    PendingFolder.remove(replaced)
    let isReplacing = rename(folder.path, replaced) == 0
    guard rename(path, folder.path) == 0 else {
      let reason = String(cString: strerror(errno))
      if isReplacing { rename(replaced, folder.path) }
      throw LaboratoryError.cannotWrite(path: folder.path, reason: reason)
    }
    if isReplacing { PendingFolder.remove(replaced) }
  }

  private func clear() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: path) where name != FolderLock.name {
      PendingFolder.remove(path + "/" + name)
    }
  }
}
