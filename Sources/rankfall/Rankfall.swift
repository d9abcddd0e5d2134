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
        rankfall compress RUN --ranks 4,8   cut a trained network to a low rank
        rankfall verify                     check all experiments and counterexamples

      Exit codes: 0 ok, 1 a verdict is not the expected one, 64 usage, 65 a bad
      experiment or data file, 66 an input is missing, 69 a tool is missing, 74
      input/output, 130 interrupted.
      """,
    version: Provenance.rankfallVersion,
    subcommands: [
      RunCommand.self, CheckCommand.self, VerifyCommand.self, MatrixCommand.self, OrdersCommand.self,
      SpectrumCommand.self, TrainCommand.self, BoundCommand.self, CompressCommand.self, PlotCommand.self,
      BenchCommand.self, ListCommand.self, ExplainCommand.self, NewCommand.self, SchemaCommand.self,
      DoctorCommand.self,
    ])

  static func main() {
    do {
      guard try !BenchCommand.runsAtOnce(Array(CommandLine.arguments.dropFirst())) else { return }
    } catch {
      exit(withError: error)
    }
    main(nil)
  }
}
