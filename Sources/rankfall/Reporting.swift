import ArgumentParser
import Foundation
import Laboratory
import Plotting

/// How a command speaks.
struct SpeechOptions: ParsableArguments {
  @Flag(help: "Print one JSON document instead of text.")
  var json = false

  @Flag(help: "No colours (they are also off when NO_COLOR is set or the output is not a terminal).")
  var noColor = false

  var style: TerminalStyle { .standardOutput(wanted: !noColor) }
}

/// Writes a line to standard error.
func complain(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Runs the body of a command and turns what it throws into a message and the right exit code.
func reporting(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as DiagnosticError {
    complain(error.description)
    throw ExitCode(error.exitCode)
  } catch let error as LaboratoryError {
    complain(error.description)
    throw ExitCode(error.exitCode)
  } catch let error as OutputError {
    complain("error: \(error)")
    throw ExitCode(OutputError.exitCode)
  } catch let error as RecordFileError {
    complain("error: \(error)")
    throw ExitCode(error.exitCode)
  } catch PlottingError.gnuplotMissing {
    complain("error: \(PlottingError.gnuplotMissing)")
    throw ExitCode(69)
  } catch let error as PlottingError {
    complain("error: \(error)")
    throw ExitCode(74)
  }
}

/// Runs something long: with a progress bar on standard error, and Ctrl-C asking it to stop.
func withProgress<Result>(
  _ label: String, steps: Int, quiet: Bool, note: @escaping @Sendable () -> String? = { nil },
  _ body: (RunProgress) throws -> Result
) throws -> Result {
  let progress = RunProgress()
  let interruption = Interruption(cancelling: progress)
  return try withExtendedLifetime(interruption) {
    try ProgressBar(label, total: steps, of: progress, quiet: quiet, note: note).draw { try body(progress) }
  }
}

/// The overrides of `--set` and `--seed`.
func overrides(_ settings: [String], seed: Int?) throws -> [Override] {
  try settings.map { try Override($0) } + (seed.map { [try Override("seed=\($0)")] } ?? [])
}
