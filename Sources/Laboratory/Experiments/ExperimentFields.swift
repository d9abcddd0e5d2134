import LinearNetworks
import Simulation

/// The keys of an experiment file.
public enum ExperimentFields {
  /// The keys of the file itself: what it is, the keys of a run that all runs share, the runs and the figures.
  public static let experiment: [Field] = description + run + [sweep, rehearsal, runs, figures]

  static let description: [Field] = [
    Field(
      "name", .text, example: "determinant-decay",
      "What the run folder is called; the name of the file where it is missing."),
    Field(
      "title", .text, example: "Label noise makes the determinant fall", required: true,
      "One line that says what is seen."),
    Field("question", .text, example: "Does noise alone lower the rank?", "What the experiment asks."),
    Field("source", .text, example: "Theorem 4.2 of the paper", "Where the claim comes from."),
  ]

  /// The keys of a run; at the top of the file they hold for every run that does not say otherwise.
  public static let run: [Field] = [
    Field(
      "seed", .integer(0...Int.max), example: "1", standard: "0",
      "The seed of all random numbers but the data's."),
    Field(
      "data", .section(DataFields.all), example: "{file: data/problem.npz}", required: true,
      "The samples to learn from: a file, two files, or a teacher."),
    Field(
      "start", .section(StartFields.all), example: "{gaussian: {scale: 1, width: 10}}", required: true,
      "The weights theta = [W1; W2^T] at time 0."),
    Field(
      "algorithm", .choice(AlgorithmName.allCases.map(\.rawValue)), example: "stochastic-gradient-flow",
      required: true, "How the weights move."),
    Field(
      "reading", .choice(["ito", "stratonovich"]), example: "ito", standard: "ito",
      "How the noise of the stochastic gradient flow is read; the theorems speak of Ito."),
    Field(
      "integrator", .choice(integrators), example: "sh2",
      "How a flow is integrated; sh2 for the stochastic flow, commutator-free-4 for gradient flow, where it is missing."
    ),
    Field("time_step", .number(.positive), example: "0.005", "h, the step of a flow."),
    Field(
      "learning_rate", .number(.positive), example: "0.1",
      "eta: the step of descent; in a stochastic flow it scales the noise."),
    Field(
      "label_noise", .section(labelNoise), example: "{variance: 2, distribution: gaussian}",
      "Fresh noise on every label whenever it is used; none where it is missing."),
    Field(
      "batch", .either([.integer(1...Int.max), .choice(["full"])]), example: "1", standard: "full",
      "B: the samples of one gradient; in a flow C = delta X^T X / (n B)."),
    Field(
      "sampling", .choice(["with-replacement", "without-replacement", "shuffled"]),
      example: "with-replacement",
      standard: "with-replacement", "How descent chooses the samples of a batch."),
    Field(
      "weight_decay", .number(.nonNegative), example: "0.01", standard: "0",
      "lambda, for the loss L + lambda/2 |theta|^2."),
    Field(
      "average", .section(average), example: "{from: 100, until: 600}",
      "Average W1 W2 over these times, after every step; there is an average to observe then."),
    Field("duration", .number(.positive), example: "40", "How long, in time: eta x steps for descent."),
    Field("steps", .integer(1...Int(UInt32.max)), example: "400", "How long, in steps; instead of duration."),
    Field(
      "looks", .integer(1...10_000_000), example: "400", standard: "200",
      "The number of recorded intervals, at most."),
    Field(
      "look_every", .integer(1...Int.max), example: "10", "Record every so many steps; instead of looks."),
    Field(
      "trajectories", .integer(1...10_000_000), example: "64", standard: "1",
      "How many independent trajectories."),
    Field(
      "keep", .choice(Ensemble.Keeping.allCases.map(\.rawValue)), example: "trajectories",
      standard: "trajectories",
      "What is kept of them: every number; or means, deviations and extremes, in memory that does not grow with "
        + "their number; or these and quantiles. Without trajectories only theorems are asked that can tell."),
    Field(
      "observables", .words(nil), example: "[loss, log_determinant]",
      standard: "[" + NetworkObservables.defaults.joined(separator: ", ") + "]",
      "What is recorded, beside what the theorems need; `rankfall list observables` lists them."),
    Field(
      "reduce", .words(["width", "rotation"]), example: "[width, rotation]", standard: "[]",
      "Exact reductions: of the width to inputs + outputs, and to the eigenbasis of X^T X."),
    Field(
      "track_factor", .integer(1...Int.max), example: "10",
      "Renew a triangular factor of theta every so many steps: log det stays right at -1000."),
    Field(
      "expect", .wordFor(names: theoremNames, words: ["holds", "fails", "undecided"]),
      example: "{determinant-decay: fails}",
      "Verdicts that should not be `holds`; every theorem that applies to the run is asked."),
    Field(
      "engine", .text, example: "rankfall", standard: "rankfall",
      "The engine: rankfall, or a wrong one by name."),
  ]

  static let runs = Field(
    "runs", .named(run, noun: "run"), example: "{noisy: {label_noise: {variance: 2}}}", required: true,
    "The runs, by name; each inherits the keys at the top of the file, and a key of its own replaces the inherited one."
  )

  static let sweep = Field(
    "sweep", .lists(of: "key of a run"),
    example: "{label_noise.variance: [1, 2, 4], learning_rate: [0.1, 0.2]}",
    "Every run once for each combination of these values; a dot leads into a section.")

  static let rehearsal = Field(
    "rehearsal", .section(run.filter { !$0.isRequired }), example: "{steps: 500}",
    "Keys that replace those of every run where the experiment is only tried out: in `verify` and in the tests."
  )

  static let figures = Field(
    "figures", .list(figure), example: "[{observable: log_determinant}]",
    "The figures to draw; log det and the singular values of W1 where it is missing.")

  static let figure: [Field] = [
    Field("observable", .text, example: "log_determinant", required: true, "The series to draw."),
    Field(
      "title", .text, example: "The determinant",
      "What stands above it; the title of the experiment otherwise."),
    Field(
      "scale", .choice(["linear", "log"]), example: "log", "The vertical axis; log for singular values."),
    Field("columns", .integer(1...12), example: "2", "How many panels stand side by side."),
    Field(
      "panels", .choice(["together", "each"]), example: "each",
      "All runs in one panel, or a panel for each; each where the observable has several components."),
    Field("runs", .words(nil), example: "[noisy, quiet]", "The runs to draw; all where it is missing."),
    Field(
      "color_by", .text, example: "W1_repulsion",
      "A series of as many components, whose numbers colour the lines; what lies beyond 5 or 95 % of them takes the end's colour."
    ),
    Field(
      "against", .words(nil), example: "[label_noise.variance]",
      "Draw the last look of every run against a key of the runs, or as colours over two keys."),
  ]

  static let average: [Field] = [
    Field("from", .number(.nonNegative), example: "100", standard: "0", "The time after which it begins."),
    Field(
      "until", .number(.positive), example: "600", "The time at which it ends; the end where it is missing."),
  ]

  static let labelNoise: [Field] = [
    Field(
      "variance", .number(.nonNegative), example: "2", required: true,
      "delta, the variance of one label's noise."),
    Field(
      "distribution", .choice(["gaussian", "rademacher"]), example: "gaussian", standard: "gaussian",
      "The distribution of one label's noise."),
    Field(
      "until", .number(.positive), example: "600",
      "The time from which on labels are clean; they are noisy to the end where it is missing."),
  ]

  static let integrators =
    StochasticFlowMethod.allCases.map(\.rawValue) + GradientFlowMethod.allCases.map(\.rawValue)

  static let theoremNames = theorems.map { $0.claim.name }
}

/// The words for algorithms in a file.
public enum AlgorithmName: String, Sendable, CaseIterable {
  case descent
  case momentDescent = "moment-descent"
  case gradientFlow = "gradient-flow"
  case stochasticGradientFlow = "stochastic-gradient-flow"
  case untiedGradientFlow = "untied-gradient-flow"

  var isFlow: Bool { self != .descent && self != .momentDescent }
}
