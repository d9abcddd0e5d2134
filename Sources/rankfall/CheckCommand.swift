import ArgumentParser
import Laboratory

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Read an experiment file and say what would run.",
    discussion: """
      Nothing is run or written. All problems are told at once, each with its place
      and its cure.

        rankfall check my.yaml
        rankfall check my.yaml --set learning_rate=0.5
        rankfall check my.yaml --resolved        print the file with everything composed
      """)

  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Replace a key: duration=10, runs.noisy.batch=2.", valueName: "key=value"))
  var settings: [String] = []

  @Flag(help: "Print the composed file: nothing inherited, every default written out.")
  var resolved = false

  @OptionGroup var speech: SpeechOptions

  func run() throws {
    try reporting {
      let experiment = try ExperimentFile.read(file, overrides: try overrides(settings, seed: nil))
      for warning in experiment.warnings where !speech.json { complain("warning: \(warning)") }
      if resolved, speech.json {
        print(JSONText.object(["resolved": .text(experiment.resolvedText)]).written())
      } else if resolved {
        print(experiment.resolvedText, terminator: "")
      } else if speech.json {
        print(experiment.summaryJSON.written())
      } else {
        print(experiment.summary(speech.style))
      }
    }
  }
}
