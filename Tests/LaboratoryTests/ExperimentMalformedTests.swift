import Foundation
import Laboratory
import Testing

/// An experiment file that must be refused, and what must be said of it first.
struct MalformedExperiment: Sendable, CustomTestStringConvertible {
  let name: String
  let line: Int
  let column: Int
  let message: String
  let cure: String
  var exitCode: Int32 = 65
  /// How many problems are told.
  var problems = 1

  init(
    _ name: String, _ line: Int, _ column: Int, _ message: String, cure: String, exitCode: Int32 = 65,
    problems: Int = 1
  ) {
    self.name = name
    self.line = line
    self.column = column
    self.message = message
    self.cure = cure
    self.exitCode = exitCode
    self.problems = problems
  }

  var testDescription: String { name }

  static let all = [
    MalformedExperiment(
      "batch-too-large", 10, 12, "a batch of 21 of 20 samples", cure: "write 20 or less, or `full`"),
    MalformedExperiment(
      "batch-word", 10, 12, #"batch: "ful" is not one of full"#, cure: #"did you mean "full"?"#),
    MalformedExperiment(
      "both-durations", 7, 1, "duration and steps say the same thing", cure: "keep one of the two"),
    MalformedExperiment(
      "colon-in-text", 1, 10, "a colon where no key can stand", cure: "quote text that holds a colon:"),
    MalformedExperiment(
      "columns-not-named", 2, 14, "longley.csv are the targets?", cure: "add `targets: [a, b]` below it"),
    MalformedExperiment(
      "covariance-count", 2, 66, "2 variances for 3 inputs", cure: "write 3 numbers"),
    MalformedExperiment(
      "duplicate-key", 7, 1, #"the key "seed" is here twice; the first is in"#, cure: "keep one of the two"),
    MalformedExperiment(
      "duplicate-run", 10, 3, #"the key "descent" is here twice; the first is"#, cure: "keep one of the two"),
    MalformedExperiment(
      "empty-runs", 7, 7, "there is no run in runs", cure: "write `a-name: {key: value}`"),
    MalformedExperiment(
      "empty", 1, 1, "the file is empty", cure: "`rankfall new NAME` writes a"),
    MalformedExperiment(
      "figure-of-unrecorded", 13, 18, "run flow does not record W1_singular_values",
      cure: "add it to `observables`, or name"),
    MalformedExperiment(
      "figure-colored-by-fewer", 13, 58, "log_determinant has 1 numbers and W1_singular_values 3",
      cure: "as many components"),
    MalformedExperiment(
      "fractional-integer", 2, 27, "samples: 20.0 is not written as a whole number", cure: "write 20"),
    MalformedExperiment(
      "fractional-steps", 6, 11, "a duration of 1.02 is not a whole number of",
      cure: "write 1 or 1.05, or change the"),
    MalformedExperiment(
      "hexadecimal", 4, 7, #"seed: "0x10" is not in decimal digits"#, cure: "write it in decimal digits"),
    MalformedExperiment(
      "indentation", 10, 4, "this line does not continue the section above",
      cure: "give the keys of one section the"),
    MalformedExperiment(
      "infinite", 6, 11, #"duration: "inf" is not a finite number"#, cure: "write a number above 0"),
    MalformedExperiment(
      "integrator-for-descent", 10, 5, "descent has no use for integrator",
      cure: "remove it, or choose a flow;"),
    MalformedExperiment(
      "integrator-of-another", 11, 17, "sh2 does not integrate gradient-flow", cure: "choose one of euler,"),
    MalformedExperiment(
      "less-than-a-step", 6, 11, "a duration of 0.01 is less than one step of",
      cure: "change the duration or the step"),
    MalformedExperiment(
      "keep-and-expect", 13, 14,
      "balancedness-conservation needs every trajectory, and run flow keeps statistics",
      cure: "write `keep: trajectories`, or"),
    MalformedExperiment(
      "keep-of-one", 7, 7, "run flow has one trajectory: there are no quantiles", cure: "`trajectories: 1000`"
    ),
    MalformedExperiment(
      "keep-word", 11, 11, #"keep: "statistic" is not one of"#, cure: #"did you mean "statistics"?"#),
    MalformedExperiment(
      "list", 1, 1, "the experiment must be a section of keys, not a", cure: "write `key: value` below it,"),
    MalformedExperiment(
      "many-problems", 3, 27, #"width: "six" is not a whole number from 1 to"#,
      cure: "write a whole number from 1 to", problems: 4),
    MalformedExperiment(
      "missing-algorithm", 8, 3, "run flow has no algorithm", cure: "add `algorithm:"),
    MalformedExperiment(
      "missing-array", 2, 76, #"the archive has no array "Z"; it has X, Y"#, cure: "name one of these"),
    MalformedExperiment(
      "missing-column", 4, 17, #"no column is called "yeer""#, cure: #"did you mean "year"?"#),
    MalformedExperiment(
      "missing-data", 7, 3, "run flow has no data", cure: "add `data: {file:"),
    MalformedExperiment(
      "missing-duration", 7, 3, "run flow has neither duration nor steps",
      cure: "add `duration: 40` to the run or"),
    MalformedExperiment(
      "missing-file", 2, 14, "no-such-file.npz: there is no such file",
      cure: "check the name; relative paths", exitCode: 66),
    MalformedExperiment(
      "missing-runs", 1, 1, "the experiment has no runs", cure: "add `runs: {noisy: {label_noise:"),
    MalformedExperiment(
      "missing-time-step", 8, 3, "run flow is a flow and has no time_step",
      cure: "add `time_step: 0.005` to the run"),
    MalformedExperiment(
      "missing-title", 1, 1, "the experiment has no title", cure: "add `title: Label noise makes the"),
    MalformedExperiment(
      "moment-descent-batch", 10, 12, "moment-descent sees the full batch",
      cure: "write `batch: full`, or choose"),
    MalformedExperiment(
      "moment-descent-noise", 10, 46, "moment-descent is exact in law for Gaussian",
      cure: "write `distribution: gaussian`,"),
    MalformedExperiment(
      "nan", 5, 16, #"learning_rate: ".nan" is not a finite number"#, cure: "write a number above 0"),
    MalformedExperiment(
      "negative-rate", 5, 16, "learning_rate: -0.1 is not a number above 0", cure: "write a number above 0"),
    MalformedExperiment(
      "no-source", 2, 7, "data names no source", cure: "give one of file, inputs_file"),
    MalformedExperiment(
      "no-value", 4, 1, "seed has no value", cure: "write a whole number, 0 or more"),
    MalformedExperiment(
      "noise-in-gradient-flow", 11, 5, "gradient-flow has no use for label_noise",
      cure: "remove it, or choose `algorithm:"),
    MalformedExperiment(
      "number-for-section", 3, 8, #"start must be a section of keys, not "6""#,
      cure: "write `key: value` below it,"),
    MalformedExperiment(
      "only-comments", 1, 1, "the file is empty", cure: "`rankfall new NAME` writes a"),
    MalformedExperiment(
      "open-brace", 4, 1, "a bracket or brace that is not closed, or a",
      cure: "write [a, b] or {key: value, key:"),
    MalformedExperiment(
      "open-quote", 1, 8, "a quotation mark that is never closed", cure: "close the quotation"),
    MalformedExperiment(
      "quoted-number", 5, 16, #"learning_rate: "0.1" in quotation marks is text"#,
      cure: "remove the quotation marks"),
    MalformedExperiment(
      "rank-too-high", 2, 60, "a teacher of 3 x 2 has no rank 3", cure: "write 2 or less"),
    MalformedExperiment(
      "run-name", 8, 3, #""a/b" cannot name a run: it contains "/""#,
      cure: "use letters, digits, `-`, `_` and"),
    MalformedExperiment(
      "sampling-without-batch", 10, 5, "descent has no use for sampling",
      cure: "remove it, or add `batch: 32`;"),
    MalformedExperiment(
      "start-of-another-shape", 3, 15, "theta_0 is 7 x 10, but the data have 3 inputs",
      cure: "theta_0 = [W1; W2^T] needs 3 + 2"),
    MalformedExperiment(
      "tab", 8, 1, "a tab in the indentation", cure: "indent with spaces, two a level"),
    MalformedExperiment(
      "text-for-number", 5, 16, #"learning_rate: "fast" is not a number above 0"#,
      cure: "write a number above 0, such as"),
    MalformedExperiment(
      "theorem-does-not-apply", 11, 14, "determinant-decay does not apply to run flow",
      cure: "the theorems that apply are"),
    MalformedExperiment(
      "tracked-but-narrow", 7, 15, "there is no factor to track: width 4 < inputs +",
      cure: "remove it; log det is minus"),
    MalformedExperiment(
      "two-documents", 11, 1, "a second document begins here", cure: "one file holds one experiment:"),
    MalformedExperiment(
      "two-starts", 3, 8, "start has two sources: file and gaussian", cure: "give one of file and gaussian"),
    MalformedExperiment(
      "undefined-alias", 4, 7, "this * names an anchor that is nowhere",
      cure: "write the value out, or define it"),
    MalformedExperiment(
      "unknown-algorithm", 9, 16, #"algorithm: "gradient_flow" is not one of"#,
      cure: #"did you mean "gradient-flow"?"#),
    MalformedExperiment(
      "unknown-engine", 11, 13, #"no engine is called "rankfal""#, cure: #"did you mean "rankfall"?"#),
    MalformedExperiment(
      "unknown-key-in-run", 11, 5, #"unknown key "timestep" in run flow"#, cure: #"did you mean "time_step"?"#
    ),
    MalformedExperiment(
      "unknown-key", 5, 1, #"unknown key "learing_rate" in the experiment"#,
      cure: #"did you mean "learning_rate"?"#),
    MalformedExperiment(
      "unknown-nested-key", 2, 18, #"unknown key "sample" in teacher"#, cure: #"did you mean "samples"?"#,
      problems: 2),
    MalformedExperiment(
      "unknown-observable", 7, 15, #"no observable is called "los""#, cure: #"did you mean "loss"?"#),
    MalformedExperiment(
      "unknown-run-in-figure", 12, 31, #"no run is called "flo""#, cure: #"did you mean "flow"?"#),
    MalformedExperiment(
      "unknown-theorem", 11, 14, #"unknown key "determinant-decoy" in expect"#,
      cure: #"did you mean "determinant-decay"?"#),
    MalformedExperiment(
      "word-for-list", 7, 14, #"observables must be a list, not "loss""#, cure: "write it in brackets: [a, b]"
    ),
    MalformedExperiment(
      "yes-for-true", 2, 37, #"standardise: "yes" is not true or false"#, cure: "write true"),
    MalformedExperiment(
      "zero-width", 3, 27, "width: 0 is not a whole number from 1 to 100000",
      cure: "write a whole number from 1 to"),
  ]
}

@Suite("Malformed experiment files")
struct ExperimentMalformedTests {
  static let folder = DataFixtures.folder.appending(path: "malformed-experiments")

  @Test(
    "each is refused with place, message, cure and exit code, and no folder appears",
    arguments: MalformedExperiment.all)
  func refused(_ file: MalformedExperiment) throws {
    let path = Self.folder.appending(path: file.name + ".yaml").path
    let output = temporaryFolder()
    defer { removeFolder(output) }
    var refusal: DiagnosticError?
    do {
      let experiment = try Experiment(contentsOf: path)
      _ = try ExperimentRunner(output: output, threads: 1).run(experiment)
    } catch let error as DiagnosticError {
      refusal = error
    }
    let error = try #require(refusal)
    let first = try #require(error.diagnostics.first)
    #expect(first.file == path)
    #expect(first.line == file.line && first.column == file.column, "\(first)")
    #expect(first.message.contains(file.message), "\(first)")
    #expect(first.suggestion?.contains(file.cure) == true, "\(first)")
    #expect(error.exitCode == file.exitCode)
    #expect(error.diagnostics.count == file.problems, "\(error)")
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test("every fixture is in the table")
  func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(files) == Set(MalformedExperiment.all.map { $0.name + ".yaml" }))
  }
}
