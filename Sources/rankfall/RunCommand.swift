import ArgumentParser
import Foundation
import Laboratory
import Plotting

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run an experiment, judge it and draw it.",
    discussion: """
      Everything goes into one folder, results/NAME-HASH, which appears when it is
      complete. The hash is that of every setting: the same question is run once,
      another seed is another folder.

        rankfall run Experiments/determinant-decay.yaml
        rankfall run Experiments/determinant-decay.yaml --seed 2 --set duration=10
        rankfall run my.yaml --set runs.noisy.batch=4 --threads 1 --json
        rankfall run Experiments/digits-grid.yaml --resume

      Of an interrupted experiment on linear networks nothing is left behind.
      Trainings (a file with a section `train`) are kept one by one in
      NAME-HASH.partial, a long one also on its way; --resume goes on with what is
      missing, to the same bytes.
      """)

  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(
    parsing: .unconditional, help: "Threads; the results do not depend on it. All processors otherwise.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Option(name: .shortAndLong, help: "The folder of the run folders.")
  var output = "results"

  @Option(parsing: .unconditional, help: "Replace the seed of every run that has none of its own.")
  var seed: UInt64?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Replace a key: duration=10, runs.noisy.batch=2.", valueName: "key=value"))
  var settings: [String] = []

  @Option(help: "A format of the figures beside svg: pdf or png.")
  var format: [String] = []

  @Flag(help: "Run again what is finished already, and begin anew what was interrupted.")
  var force = false

  @Flag(help: "Go on with trainings that were interrupted.")
  var resume = false

  @Option(parsing: .unconditional, help: "Seconds between two checkpoints of one training.")
  var checkpoint = 60.0

  @Flag(name: .shortAndLong, help: "No progress bar, no table.")
  var quiet = false

  @OptionGroup var speech: SpeechOptions

  func validate() throws {
    try check(threads: threads, output: output)
    try check(seed: seed ?? 0)
    guard checkpoint >= 0 else { throw ValidationError("--checkpoint must be 0 or more seconds") }
    guard !resume || !force else { throw ValidationError("--resume goes on, and --force begins anew") }
    for word in format where FigureFormat(rawValue: word) == nil {
      throw ValidationError("--format must be svg, pdf or png, not '\(word)'")
    }
  }

  func run() throws {
    try reporting {
      let experiment = try ExperimentFile.read(file, overrides: try overrides(settings, seed: seed))
      let folder = RunFolder(of: experiment, in: output)
      if folder.isFinished, !force {
        if !speech.json, !quiet {
          complain("finished already: \(folder.path) (--force runs it again)")
        }
        return try report(folder, try folder.verdicts(), experiment)
      }
      if !quiet { for warning in experiment.warnings { complain("warning: \(warning)") } }
      let formats = [.svg] + format.compactMap(FigureFormat.init(rawValue:)).filter { $0 != .svg }
      let seen = TrainNote()
      let runner = ExperimentRunner(
        output: output, threads: threads, command: ["rankfall"] + CommandLine.arguments.dropFirst(),
        formats: formats, checkpointInterval: checkpoint, glance: { seen.note($0, of: $1) })
      let steps = resume ? experiment.remainingSteps(in: folder) : experiment.totalSteps
      let outcome = try withProgress(
        experiment.name, steps: steps, quiet: quiet, note: { seen.text }
      ) {
        try experiment.run(by: runner, resume ? .resuming : force ? .anew : .new, progress: $0)
      }
      for warning in outcome.warnings.dropFirst(experiment.warnings.count) { complain("warning: \(warning)") }
      try report(outcome.folder, outcome.verdicts, experiment)
    }
  }

  private func report(_ folder: RunFolder, _ verdicts: [VerdictReport], _ experiment: any FiledExperiment)
    throws
  {
    if speech.json {
      let document = JSONText.object([
        "folder": .text(folder.path), "experiment": .text(experiment.name),
        "verdicts": .array(verdicts.map(\.json)),
      ])
      print(document.written())
    } else if !quiet {
      print(speech.style.tinted(experiment.title, .strong))
      print(try experiment.written(verdicts, explained: false, of: folder, speech.style))
      print("\(VerdictTable.summary(verdicts)); everything is in \(folder.path)")
    }
    guard verdicts.allSatisfy(\.isExpected) else { throw ExitCode(1) }
  }
}
