import ArgumentParser
@preconcurrency import Foundation
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

/// Writes a line to standard error; where that is gone or full nobody is left to be told.
func complain(_ text: String) { fputs(text + "\n", stderr) }

/// Ends the program, once everything printed has got to where it goes: a full disk is no success.
func finish(_ code: Int32) -> Never {
  // An earlier failure is remembered by the stream, and its reason is not.
  errno = 0
  guard fflush(stdout) != 0 || ferror(stdout) != 0 else { exit(code) }
  let reason = errno == 0 ? "an earlier write failed" : String(cString: strerror(errno))
  complain("error: cannot write standard output: \(reason)")
  exit(OutputError.exitCode)
}

/// What is asked of flags that several commands have.
func check(threads: Int, output: String = "results") throws {
  guard (1...4096).contains(threads) else { throw ValidationError("--threads is between 1 and 4096") }
  guard !output.isEmpty else { throw ValidationError("--output names a folder; this one is `.`") }
}

/// Seeds are those that files have.
func check(seed: UInt64) throws {
  guard seed <= UInt64(Int.max) else { throw ValidationError("--seed is at most \(Int.max)") }
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
func overrides(_ settings: [String], seed: UInt64?) throws -> [Override] {
  try settings.map { try Override($0) } + (seed.map { [try Override("seed=\($0)")] } ?? [])
}
