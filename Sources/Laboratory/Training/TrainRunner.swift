import DeepNetworks
import Foundation
import Plotting
import Simulation

/// Runs a training of `rankfall train` into its folder. What an interruption leaves is in the folder's name with `.partial`.
public struct TrainRunner: Sendable {
  public var output = "results"
  public var beginning = ExperimentRunner.Beginning.new
  /// Seconds between two checkpoints.
  public var checkpointInterval = 60.0
  /// The words of the command, for run.json.
  public var command: [String] = []
  public var formats: [FigureFormat] = [.svg]

  public init() {}

  public struct Outcome: Sendable {
    public let run: TrainRun
    public let folder: TrainFolder
    /// What could not be done without harm.
    public let warnings: [String]
  }

  /// The folder of a training that is finished already; nil if it is not, or if a later one was interrupted.
  public func finished(_ subject: TrainSubject) -> RunFolder? {
    let folder = RunFolder(TrainFolder.path(of: subject, in: output))
    let isUnfinished = FileManager.default.fileExists(atPath: folder.path + ".partial")
    return folder.isFinished && !isUnfinished ? folder : nil
  }

  public func run(
    _ subject: TrainSubject, progress: RunProgress = RunProgress(),
    glance: (TrainingGlance) -> Void = { _ in }
  ) throws -> Outcome {
    try TrainFolder.requireTools()
    let place = try UnfinishedTraining(subject, in: output, beginning)
    let failures = CheckpointFailures()
    do {
      let run = try TrainRun(
        subject, progress: progress,
        checkpoints: place.checkpoint.checkpoints(every: checkpointInterval, failures), glance: glance)
      let folder = TrainFolder(run, in: output)
      let warnings = try folder.write(command: command, formats: formats)
      place.remove()
      return Outcome(run: run, folder: folder, warnings: warnings + failures.messages)
    } catch {
      // What a checkpoint has is kept, whatever it was.
      let suspended = place.suspended(isOld: false)
      if suspended == nil { place.remove() }
      guard case LaboratoryError.interrupted = error else { throw error }
      throw suspended ?? error
    }
  }
}
