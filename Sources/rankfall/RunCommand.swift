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

  @Option(parsing: .unconditional, help: "Replace the seed of every run that has none of its own.")
  var seed: UInt64?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Replace a key: duration=10, runs.noisy.batch=2.", valueName: "key=value"))
  var settings: [String] = []

  @OptionGroup var resumption: ResumeOptions

  @OptionGroup var folder: FolderOptions

  @OptionGroup var speech: SpeechOptions

  func validate() throws { try check(seed: seed ?? 0) }

  func run() throws {
    try reporting {
      let experiment = try ExperimentFile.read(file, overrides: try overrides(settings, seed: seed))
      let place = RunFolder(of: experiment, in: folder.output)
      if place.isFinished, !resumption.force {
        if !speech.json, !folder.quiet {
          complain("finished already: \(place.path) (--force runs it again)")
        }
        return try report(place, try place.verdicts(), experiment)
      }
      if !folder.quiet { for warning in experiment.warnings { complain("warning: \(warning)") } }
      let seen = TrainNote()
      let runner = ExperimentRunner(
        output: folder.output, threads: folder.threads, command: folder.command, formats: folder.formats,
        checkpointInterval: resumption.checkpoint, glance: { seen.note($0, of: $1) })
      let steps = resumption.resume ? experiment.remainingSteps(in: place) : experiment.totalSteps
      let outcome = try withProgress(
        experiment.name, steps: steps, quiet: folder.quiet, note: { seen.text }
      ) {
        try experiment.run(by: runner, resumption.beginning, progress: $0)
      }
      for warning in outcome.warnings.dropFirst(experiment.warnings.count) { complain("warning: \(warning)") }
      try report(outcome.folder, outcome.verdicts, experiment)
    }
  }

  private func report(_ place: RunFolder, _ verdicts: [VerdictReport], _ experiment: any FiledExperiment)
    throws
  {
    if speech.json {
      let document = JSONText.object([
        "folder": .text(place.path), "experiment": .text(experiment.name),
        "verdicts": .array(verdicts.map(\.json)),
      ])
      print(document.written())
    } else if !folder.quiet {
      print(speech.style.tinted(experiment.title, .strong))
      print(try experiment.written(verdicts, explained: false, of: place, speech.style))
      print("\(VerdictTable.summary(verdicts)); everything is in \(place.path)")
    }
    guard verdicts.allSatisfy(\.isExpected) else { throw ExitCode(1) }
  }
}
