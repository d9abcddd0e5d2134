/// What commands ask of an experiment that a file describes, whatever kind of network it runs.
public protocol FiledExperiment: Sendable {
  var name: String { get }
  var title: String { get }
  /// The file as it was given.
  var text: String { get }
  /// Everything composed and written out; its fingerprint names the run folder.
  var resolvedText: String { get }
  /// What is allowed but probably not meant.
  var warnings: [String] { get }
  /// All steps of all runs.
  var totalSteps: Int { get }

  /// The steps that are still to be made where an earlier run was interrupted.
  func remainingSteps(in folder: RunFolder) -> Int
  /// Runs everything, judges and draws it, and lets its folder appear.
  func run(
    by runner: ExperimentRunner, _ beginning: ExperimentRunner.Beginning, progress: RunProgress
  ) throws -> ExperimentRunner.Outcome
  /// Runs everything in memory.
  func verdicts(threads: Int, progress: RunProgress) throws -> [VerdictReport]
  /// What would run.
  func summary(_ style: TerminalStyle) -> String
  var summaryJSON: JSONText { get }
  /// Verdicts for people, with all that a folder has to say if there is one.
  func written(
    _ verdicts: [VerdictReport], explained: Bool, of folder: RunFolder?, _ style: TerminalStyle
  ) throws -> String
  /// The figures of a finished folder.
  func gallery(of folder: RunFolder) throws -> FigureGallery
}

extension FiledExperiment {
  public func remainingSteps(in folder: RunFolder) -> Int { totalSteps }
}

/// Reads an experiment file of either kind: one with a section `train` trains networks of any depth.
public enum ExperimentFile {
  /// Throws all problems at once: exit code 66 if nothing but files is missing, else 65.
  public static func read(
    _ path: String, overrides: [Override] = [], rehearsing: Bool = false
  ) throws(DiagnosticError) -> any FiledExperiment {
    try read(try SourceText(contentsOf: path), overrides: overrides, rehearsing: rehearsing)
  }

  /// The same for a text; relative paths begin at the folder of `source.file`.
  public static func read(
    _ source: SourceText, overrides: [Override] = [], rehearsing: Bool = false
  ) throws(DiagnosticError) -> any FiledExperiment {
    let root = try YAMLNode(parsing: source)
    guard TrainExperiment.isDescribed(by: root) else {
      return try Experiment(parsing: source, overrides: overrides, rehearsing: rehearsing)
    }
    return try TrainExperiment(parsing: source, overrides: overrides, rehearsing: rehearsing)
  }
}

extension Experiment: FiledExperiment {
  public func run(
    by runner: ExperimentRunner, _ beginning: ExperimentRunner.Beginning, progress: RunProgress
  ) throws -> ExperimentRunner.Outcome {
    guard beginning != .resuming else {
      throw LaboratoryError.unknown(
        "--resume of an experiment on linear networks", cure: "they leave nothing when they are interrupted")
    }
    return try runner.run(self, progress: progress)
  }

  public func verdicts(threads: Int, progress: RunProgress) throws -> [VerdictReport] {
    try perform(threads: threads, progress: progress).flatMap(\.verdicts)
  }

  public func summary(_ style: TerminalStyle) -> String { RunSummary.written(self, style) }
  public var summaryJSON: JSONText { RunSummary.json(self) }

  public func written(
    _ verdicts: [VerdictReport], explained: Bool, of folder: RunFolder?, _ style: TerminalStyle
  ) -> String {
    ([VerdictTable.written(verdicts, explained: explained, style)] + RunSummary.unjudged(self))
      .joined(separator: "\n")
  }

  public func gallery(of folder: RunFolder) throws -> FigureGallery {
    FigureGallery(of: self, try folder.results(of: self))
  }
}
