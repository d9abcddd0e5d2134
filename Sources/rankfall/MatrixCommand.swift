import ArgumentParser
import Foundation
import Laboratory

struct MatrixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix", abstract: "Try every theorem on every wrong engine: the kill matrix.",
    discussion: """
      A theorem that no wrong engine could fail would be worth nothing. All of it
      takes some fifty minutes of a processor; the table is Markdown.
      Notes/kill-matrix.md keeps it.

        rankfall matrix > matrix.md
        rankfall matrix --room "repelling points"
        rankfall matrix --theorem determinant-decay --theorem "(2.2)"
        rankfall matrix --theorem soft-threshold --engine noise-absent
      """)

  @Option(
    help:
      "Only the theorems and engines of this room: linear networks, repelling points, trained networks, ranks of layers."
  )
  var room: String?

  @Option(help: "Only this theorem, by name or label; may be given more than once.")
  var theorem: [String] = []

  @Option(help: "Only this wrong engine; may be given more than once.")
  var engine: [String] = []

  @Option(help: "Threads; the results do not depend on it.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Flag(name: .shortAndLong, help: "No progress bar.")
  var quiet = false

  @OptionGroup var speech: SpeechOptions

  func validate() throws {
    guard threads > 0 else { throw ValidationError("--threads must be 1 or more") }
    try check(room.map { [$0] } ?? [], "room", among: Subject.all.map(\.name))
    let claims = Subject.all.flatMap(\.theorems).map(\.claim)
    try check(theorem, "theorem", among: claims.map(\.name) + claims.map(\.label))
    try check(engine, "wrong engine", among: Subject.all.flatMap { $0.wrongEngines.map(\.name) })
    guard !subjects.isEmpty else {
      throw ValidationError("no room has both these theorems and these wrong engines")
    }
  }

  private func check(_ words: [String], _ kind: String, among known: [String]) throws {
    for word in words where !known.contains(word) {
      let hint =
        didYouMean(word, among: known)
        ?? (known.count < 10 ? "there are " + known.joined(separator: ", ") : "`rankfall list` has them all")
      throw ValidationError("no \(kind) is called \(word); \(hint)")
    }
  }

  private var subjects: [Subject] {
    Subject.all(theorems: theorem, engines: engine).filter { room == nil || $0.name == room }
  }

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
