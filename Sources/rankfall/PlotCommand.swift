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

      Of folders of `rankfall train` the singular values, at looks along one
      training or at the ends of several of one shape, and their ranks against mu wd
      x updates.

        rankfall plot results/train-digits-1a2b3c4d results/train-digits-5e6f7a8b
      """)

  @Argument(
    help: "A folder that `rankfall run` has written, or some of `rankfall train`.", completion: .directory)
  var folders: [String]

  @Option(help: "svg, pdf or png; may be given several times.")
  var format: [FigureFormat] = []

  @Option(help: "Where to; the figures of the (first) folder otherwise.")
  var output: String?

  @OptionGroup var speech: SpeechOptions

  func validate() throws {
    guard !folders.isEmpty else { throw ValidationError("name a folder") }
    guard folders.count == 1 || folders.allSatisfy(TrainSpectra.isTraining) else {
      throw ValidationError("several folders in one figure are folders of `rankfall train`")
    }
  }

  private func gallery() throws -> FigureGallery {
    guard TrainSpectra.isTraining(folders[0]) else {
      let run = RunFolder(folders[0])
      return try run.experiment().gallery(of: run)
    }
    return FigureGallery(try TrainSpectra.figures(of: try folders.map { try TrainSpectra(folder: $0) }))
  }

  func run() throws {
    try reporting {
      let run = RunFolder(folders[0])
      let gallery = try gallery()
      let paths = try gallery.render(
        into: output ?? run.path + "/figures", as: format.isEmpty ? [.svg] : format)
      print(
        speech.json
          ? JSONText.array(paths.map { .text($0) }).written() : paths.joined(separator: "\n"))
    }
  }
}
