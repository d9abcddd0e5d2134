import ArgumentParser
import Foundation
import Plotting

/// How a command works, and where what it keeps goes.
struct FolderOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Threads; the results do not depend on it. All processors otherwise.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Option(name: .shortAndLong, help: "The folder of the run folders.")
  var output = "results"

  @Option(help: "A format of the figures beside svg: pdf or png.")
  var format: [FigureFormat] = []

  @Flag(name: .shortAndLong, help: "No progress bar, no picture, no table.")
  var quiet = false

  func validate() throws {
    try check(threads: threads, output: output)
  }

  var formats: [FigureFormat] { [.svg] + format.filter { $0 != .svg } }

  /// The words of the command.
  var command: [String] { ["rankfall"] + CommandLine.arguments.dropFirst() }
}
