import DeepNetworks
import Foundation
import Plotting
import Simulation

/// Runs an experiment into its folder.
public struct ExperimentRunner: Sendable {
  public var output: String
  public var threads: Int
  /// The words of the command, for run.json.
  public var command: [String]
  public var formats: [FigureFormat]
  /// Seconds between two checkpoints of one training.
  public var checkpointInterval: Double
  /// Gets every look at a training, with its name where there are several.
  public var glance: @Sendable (TrainingGlance, String?) -> Void

  /// What to do where an earlier run of the same experiment was interrupted.
  public enum Beginning: Sendable { case new, resuming, anew }

  public init(
    output: String = "results", threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    command: [String] = [], formats: [FigureFormat] = [.svg], checkpointInterval: Double = 60,
    glance: @escaping @Sendable (TrainingGlance, String?) -> Void = { _, _ in }
  ) {
    self.checkpointInterval = checkpointInterval
    self.glance = glance
    self.output = output
    self.threads = max(1, threads)
    self.command = command
    self.formats = formats
  }

  /// What a run has left: its folder and verdicts, and what could not be done without harm.
  public struct Outcome: Sendable {
    public let folder: RunFolder
    public let verdicts: [VerdictReport]
    public let warnings: [String]
  }

  /// Runs everything, then lets the folder appear. Nothing is left of a run that fails or is cancelled.
  public func run(_ experiment: Experiment, progress: RunProgress = RunProgress()) throws -> Outcome {
    // Better now than after the run.
    try NetCDFError.requireLibrary()
    let folder = RunFolder(of: experiment, in: output)
    let pending = try PendingFolder(for: folder.path)
    try pending.write(experiment.text, to: "experiment.yaml")
    try pending.write(experiment.resolvedText, to: "resolved.yaml")
    for (name, bytes) in experiment.inputs { try pending.write(bytes, to: name) }

    let begin = Date()
    let results = try experiment.perform(threads: threads, progress: progress)
    for result in results {
      try PendingFolder.create(pending.path + "/" + result.run.name)
      try result.write(to: pending.path + "/\(result.run.name)/observables.nc", of: experiment)
    }
    let verdicts = results.flatMap(\.verdicts)
    try pending.write(JSONText.array(verdicts.map(\.json)).written() + "\n", to: "verdicts.json")
    let warnings = try draw(FigureGallery(of: experiment, results), into: pending.path + "/figures")
    try pending.write(manifest(experiment, results, begin).written() + "\n", to: "run.json")
    guard !progress.isCancelled else { throw LaboratoryError.interrupted }
    try pending.finish()
    return Outcome(folder: folder, verdicts: verdicts, warnings: experiment.warnings + warnings)
  }

  /// Figures can be drawn again later: without gnuplot a run is still a run.
  private func draw(_ gallery: FigureGallery, into folder: String) throws -> [String] {
    do {
      try gallery.render(into: folder, as: formats)
      return []
    } catch PlottingError.gnuplotMissing {
      return ["\(PlottingError.gnuplotMissing); then draw them by `rankfall plot`"]
    }
  }

  private func manifest(_ experiment: Experiment, _ results: [RunResult], _ begin: Date) -> JSONText {
    let format = ISO8601DateFormatter()
    let asked = JSONText.members([
      "status": .text("finished"), "experiment": .text(experiment.name), "title": .text(experiment.title),
    ])
    let ended = JSONText.members([
      "started": .text(format.string(from: begin)),
      "finished": .text(format.string(from: Date())),
      "runs": .array(
        results.map { result in
          .object([
            "name": .text(result.run.name), "engine": .text(result.run.engine.name),
            "seed": .integer(Int(result.run.setting.ensemble.seed)),
            "steps": .integer(result.run.setting.schedule.steps),
            "trajectories": .integer(result.record.trajectories),
            "keep": .text(result.run.setting.ensemble.keeping.rawValue),
            "diverged": .integer(result.record.divergedTrajectories), "seconds": .number(result.seconds),
            "not_judged": .array(result.run.setting.unjudgedClaims.map { .text($0.name) }),
          ])
        }),
    ])
    return .object(asked + Provenance.members(command: command, threads: threads) + ended)
  }
}
