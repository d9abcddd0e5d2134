import ArgumentParser
import Laboratory

/// What to do about trainings that were interrupted.
struct ResumeOptions: ParsableArguments {
  @Flag(help: "Run again what is finished, and begin anew what was interrupted.")
  var force = false

  @Flag(help: "Go on with trainings that were interrupted.")
  var resume = false

  @Option(parsing: .unconditional, help: "Seconds between two checkpoints of one training.")
  var checkpoint = 60.0

  func validate() throws {
    guard checkpoint >= 0 else { throw ValidationError("--checkpoint must be 0 or more seconds") }
    guard !resume || !force else { throw ValidationError("--resume goes on, and --force begins anew") }
  }

  var beginning: ExperimentRunner.Beginning { resume ? .resuming : force ? .anew : .new }
}
