import DeepNetworks
import Foundation
import Simulation
import Synchronization

/// The finished runs of an experiment in a folder beside its place, which outlives an interruption: `NAME-HASH.partial`.
///
/// Every file appears whole or not at all, also after a crash of the machine. A run is finished when all its files are as its
/// seal says, which is written last.
final class TrainStore: Sendable {
  let experiment: TrainExperiment
  let folder: RunFolder
  let path: String
  private let lock: FolderLock
  private let found = Mutex((finished: Set<String>(), damaged: [String]()))

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
    let resolved = path + "/resolved.yaml"
    if FileManager.default.fileExists(atPath: resolved) {
      switch beginning {
      case .new:
        throw LaboratoryError.suspended(
          folder: path, finished: experiment.runs.count { Self.isSealed($0, in: path) },
          of: experiment.runs.count, counted: "runs", isOld: true)
      case .anew: try clear()
      case .resuming: try PendingFolder.removeLeftovers(in: path)
      }
    }
    try AtomicFile.write(experiment.text, to: path + "/experiment.yaml")
    try AtomicFile.write(experiment.resolvedText, to: resolved)
  }

  /// Whether a run was finished once; its files may be damaged since.
  static func isSealed(_ run: TrainExperiment.Run, in path: String) -> Bool {
    FolderSeal(of: path + "/" + run.name) != nil
  }

  /// How many runs are finished, of those that were asked for or kept.
  var finished: Int { found.withLock { $0.finished.count } }
  /// Runs that were finished once and have files that are damaged: they are trained anew.
  var damaged: [String] { found.withLock { $0.damaged } }

  /// A run that is finished; nil if it is not, or is damaged.
  func known(_ run: TrainExperiment.Run) throws -> TrainResult? {
    guard Self.isSealed(run, in: path) else { return nil }
    do {
      let result = try Self.read(run, in: path)
      _ = found.withLock { $0.finished.insert(run.name) }
      return result
    } catch LaboratoryError.damaged {
      found.withLock { $0.damaged.append(run.name) }
      return nil
    }
  }

  /// A run of a finished folder.
  static func read(_ run: TrainExperiment.Run, in path: String) throws -> TrainResult {
    let own = RunFolder(path + "/" + run.name)
    try own.check()
    return TrainResult(run: run, record: try own.record(), verdicts: try own.verdicts())
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
      training.record, to: own + "/observables.nc")
    try FolderSeal.write(
      ["verdicts.json", "layers.json", "observables.nc"] + (training.hasDiverged ? [] : ["weights.npz"]),
      in: own)
    checkpoint(of: run).remove()
    _ = found.withLock { $0.finished.insert(run.name) }
    return TrainResult(run: run, record: training.record, verdicts: verdicts)
  }

  func checkpoint(of run: TrainExperiment.Run) -> TrainCheckpointFile {
    TrainCheckpointFile(path: "\(path)/\(run.name)/checkpoint.npy", of: run.subject)
  }

  /// Seals the folder and gives it its name; what stood there before is removed afterwards.
  func finish() throws {
    for run in experiment.runs { checkpoint(of: run).remove() }
    try FolderSeal.write(in: path)
    lock.release()
    try PendingFolder.rename(path, to: folder.path)
  }

  private func clear() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: path) where name != FolderLock.name {
      PendingFolder.remove(path + "/" + name)
    }
  }
}
