import ArgumentParser
import Laboratory
import Plotting

extension FigureFormat: ExpressibleByArgument {}

struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Draw the figures of a finished run again.",
    discussion: """
      From observables.nc and resolved.yaml of a run folder; nothing is computed
      anew but the theory's curves.

        rankfall plot results/determinant-decay-1a2b3c4d --format pdf
      """)

  @Argument(help: "A folder that `rankfall run` has written.", completion: .directory)
  var folder: String

  @Option(help: "svg, pdf or png; may be given several times.")
  var format: [FigureFormat] = []

  @Option(help: "Where to; the folder's own figures otherwise.")
  var output: String?

  @OptionGroup var speech: SpeechOptions

  func run() throws {
    try reporting {
      let run = RunFolder(folder)
      let gallery = try run.experiment().gallery(of: run)
      let paths = try gallery.render(
        into: output ?? run.path + "/figures", as: format.isEmpty ? [.svg] : format)
      print(
        speech.json
          ? JSONText.array(paths.map { .text($0) }).written() : paths.joined(separator: "\n"))
    }
  }
}
