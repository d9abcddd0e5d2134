import ArgumentParser
import Foundation
import Laboratory

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Ask every theorem about experiments, and about wrong engines.",
    discussion: """
      Runs each file in memory and prints, for each theorem on each run, what it
      predicts, what was measured, what is allowed and why. Then every theorem
      examines the engine on its own witness experiment, and must reject each of its
      counterexamples. Without files: all of Experiments/.

        rankfall verify
        rankfall verify Experiments/determinant-decay.yaml
        rankfall verify --json > verdicts.json
        rankfall verify --full              long experiments whole: some minutes
      """)

  @Argument(help: "Experiment files; all that come with rankfall otherwise.")
  var files: [String] = []

  @Option(parsing: .unconditional, help: "Threads; the results do not depend on it.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Flag(inversion: .prefixedNo, help: "Examine the theorems on their witnesses and counterexamples.")
  var witnesses = true

  @Flag(name: .shortAndLong, help: "No progress bar.")
  var quiet = false

  @Flag(help: "Run experiments whole, not as short as they say for a rehearsal.")
  var full = false

  @OptionGroup var speech: SpeechOptions

  func validate() throws {
    try check(threads: threads)
  }

  func run() throws {
    try reporting {
      let paths = files.isEmpty ? try ExperimentFolder.found() : files
      let experiments = try paths.map { try ExperimentFile.read($0, rehearsing: !full) }
      var documents: [JSONText] = []
      var isExpected = true
      for (path, experiment) in zip(paths, experiments) {
        let verdicts = try withProgress(experiment.name, steps: experiment.totalSteps, quiet: quiet) {
          try experiment.verdicts(threads: threads, progress: $0)
        }
        isExpected = isExpected && verdicts.allSatisfy(\.isExpected)
        documents.append(
          .object(["file": .text(path), "verdicts": .array(verdicts.map(\.json))]))
        if !speech.json { try printVerdicts(path, experiment, verdicts) }
      }
      let trials = witnesses ? WitnessTrials() : WitnessTrials(of: [])
      let examinations = try withProgress("witnesses", steps: trials.count, quiet: quiet) {
        try trials.run(threads: threads, progress: $0)
      }
      isExpected = isExpected && examinations.allSatisfy(\.isExpected)
      if speech.json {
        print(
          JSONText.object([
            "experiments": .array(documents), "theorems": .array(examinations.map(\.json)),
            "as_expected": .boolean(isExpected),
          ]).written())
      } else if witnesses {
        print(speech.style.tinted("The theorems on their own witnesses and counterexamples", .strong))
        print(ExaminationTable.written(examinations, speech.style))
        print(ExaminationTable.summary(examinations))
      }
      guard isExpected else { throw ExitCode(1) }
    }
  }

  private func printVerdicts(
    _ path: String, _ experiment: any FiledExperiment, _ verdicts: [VerdictReport]
  ) throws {
    print(speech.style.tinted("\(path): \(experiment.title)", .strong))
    print(try experiment.written(verdicts, explained: true, of: nil, speech.style))
    print(VerdictTable.summary(verdicts) + "\n")
  }
}
