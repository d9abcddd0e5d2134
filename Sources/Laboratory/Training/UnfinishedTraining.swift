import DeepNetworks
import Foundation

/// A training of `rankfall train` that is not finished: `NAME-HASH.partial` beside the place of its folder has what was asked
/// and the last checkpoint, until the folder is there.
final class UnfinishedTraining {
  let path: String
  let checkpoint: TrainCheckpointFile
  private let subject: TrainSubject
  private let lock: FolderLock
  private static let (asked, kept) = ("/train.json", "/checkpoint.npy")

  /// Opens the folder, or makes it. Throws if a checkpoint is there and nobody said what to do with it, if it is to go on and
  /// what was interrupted was another training on these data, or if another process is at work in it.
  init(
    _ subject: TrainSubject, in output: String, _ beginning: ExperimentRunner.Beginning
  ) throws {
    self.subject = subject
    path = TrainFolder.path(of: subject, in: output) + ".partial"
    checkpoint = TrainCheckpointFile(path: path + Self.kept, of: subject)
    if beginning == .resuming { try Self.refuseOthers(than: subject, in: path) }
    try PendingFolder.create(path)
    lock = try FolderLock(path)
    switch beginning {
    case .new: if let error = suspended(isOld: true) { throw error }
    case .anew: checkpoint.remove()
    case .resuming: break
    }
    try PendingFolder.removeLeftovers(in: path)
    try AtomicFile.write(subject.json.written() + "\n", to: path + Self.asked)
  }

  private static func refuseOthers(than subject: TrainSubject, in path: String) throws(LaboratoryError) {
    let manager = FileManager.default
    guard !manager.fileExists(atPath: path + kept) else { return }
    let others = InterruptedRun.folders(of: TrainFolder.name(of: subject), beside: path).filter {
      $0 != path && manager.fileExists(atPath: $0 + kept) && !FolderLock.isHeld(in: $0)
    }
    guard let other = others.last else { return }
    let change = SourceLines(other + asked).map { $0.change(to: subject.json.written()) } ?? ""
    throw .changed(folder: other, what: change)
  }

  /// What there is of it; nil without a checkpoint.
  func suspended(isOld: Bool) -> LaboratoryError? {
    checkpoint.updates.map {
      .suspended(
        folder: path, finished: $0, of: subject.totalUpdates, counted: "updates", isOld: isOld)
    }
  }

  func remove() { PendingFolder.remove(path) }
}
