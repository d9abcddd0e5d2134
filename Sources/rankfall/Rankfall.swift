import ArgumentParser
import Laboratory

/// The door: the command line.
@main
struct Rankfall: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rankfall",
    abstract: "A laboratory of implicit bias: why, and how fast, networks lose rank.",
    discussion: """
      A question is an experiment file; a run is a folder with its series, the
      verdict of every theorem that applies, and figures. Begin with

        rankfall new my-question            write a commented experiment file
        rankfall run my-question.yaml       run it, judge it, draw it
        rankfall explain determinant-decay  read what a theorem says
        rankfall spectrum dyson -n 8        eigenvalues that repel each other
        rankfall train digits --wd 0.01 ... train a network, bound its ranks
        rankfall bound --weights W.npz ...  bound the ranks of a network you trained
        rankfall slabs --batch 1,2,4        random updates: what forgetting leaves
        rankfall compress RUN --ranks 4,8   cut a trained network to a low rank
        rankfall verify                     check all experiments and counterexamples

      Exit codes: 0 ok, 1 a verdict is not the expected one, or numbers of
      `spectrum`, `train` or `compress` stopped being finite (a line on standard
      error says so; in experiment files a blow-up is a result like any other), 64
      usage, 65 a bad experiment or data file, 66 an input is missing, 69 a tool is
      missing, 74 input/output, 130 interrupted.
      """,
    version: Provenance.rankfallVersion,
    subcommands: [
      RunCommand.self, CheckCommand.self, VerifyCommand.self, MatrixCommand.self, OrdersCommand.self,
      SpectrumCommand.self, TrainCommand.self, BoundCommand.self, CompressCommand.self, SlabsCommand.self,
      PlotCommand.self,
      BenchCommand.self, ListCommand.self, ExplainCommand.self, NewCommand.self, SchemaCommand.self,
      DoctorCommand.self,
    ])

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    do {
      if try !BenchCommand.runsAtOnce(words) {
        try checkName(words.first ?? "")
        var command = try parseAsRoot(words)
        try command.run()
      }
      finish(0)
    } catch {
      let (code, text) = (exitCode(for: error).rawValue, fullMessage(for: error))
      if !text.isEmpty {
        if code == 0 { print(text) } else { complain(text) }
      }
      finish(code)
    }
  }

  /// A misspelt command would be an unexpected argument.
  private static func checkName(_ word: String) throws {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard !word.isEmpty, !word.hasPrefix("-"), !names.contains(word) else { return }
    throw ValidationError(
      "no command is called \(quoted(word))" + (didYouMean(word, among: names).map { "; " + $0 } ?? ""))
  }
}
