import ArgumentParser
import Foundation
import Laboratory

struct MatrixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix", abstract: "Try every theorem on every wrong engine: the kill matrix.",
    discussion: """
      A theorem that no wrong engine could fail would be worth nothing. Takes some
      ten minutes; the table is Markdown. Notes/kill-matrix.md keeps it.

        rankfall matrix > matrix.md
        rankfall matrix --room "repelling points"
      """)

  @Option(
    help:
      "Only the theorems and engines of this room: linear networks, repelling points, trained networks, ranks of layers."
  )
  var room: String?

  @Option(help: "Threads; the results do not depend on it.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Flag(name: .shortAndLong, help: "No progress bar.")
  var quiet = false

  @OptionGroup var speech: SpeechOptions

  func validate() throws {
    guard threads > 0 else { throw ValidationError("--threads must be 1 or more") }
    if let room, subjects.isEmpty {
      let hint =
        didYouMean(room, among: Subject.all.map(\.name)) ?? "there are "
        + Subject.all.map(\.name).joined(separator: ", ")
      throw ValidationError("no room is called \(room); \(hint)")
    }
  }

  private var subjects: [Subject] { Subject.all.filter { room == nil || $0.name == room } }

  func run() throws {
    try reporting {
      let trials = WitnessTrials(of: subjects, againstEveryEngine: true)
      let matrix = KillMatrix(
        try withProgress("kill matrix", steps: trials.count, quiet: quiet) {
          try trials.run(threads: threads, progress: $0)
        }, of: subjects)
      print(speech.json ? matrix.json.written() : matrix.markdown)
      guard matrix.isComplete else { throw ExitCode(1) }
    }
  }
}
