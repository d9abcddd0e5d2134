/// The keys of `data`.
enum DataFields {
  static let all: [Field] = [
    Field(
      "file", .path, example: "data/problem.npz",
      "An .npz archive with the arrays X and Y, or a .csv table with the columns of both."),
    Field("inputs_file", .path, example: "data/X.npy", "X alone, .npy or .csv, with targets_file."),
    Field("targets_file", .path, example: "data/Y.npy", "Y alone, .npy or .csv, with inputs_file."),
    Field(
      "inputs", .either([.text, .words(nil)]), example: "[gnp, year]",
      "The array of the inputs, X where it is missing, or the columns of a table."),
    Field(
      "targets", .either([.text, .words(nil)]), example: "[employed]",
      "The array of the targets, Y where it is missing, or the columns of a table."),
    Field(
      "truth", .text, example: "beta",
      "The array of the weights W* that drew the targets, p x k, for the excess risk over standard normal inputs."
    ),
    Field(
      "standardise", .boolean, example: "true", standard: "false",
      "Give every column of X and Y mean 0 and variance 1 (over n)."),
    Field("intercept", .boolean, example: "true", standard: "false", "Add a column of ones to X."),
    Field(
      "teacher", .section(teacher), example: "{samples: 1000, inputs: 5, outputs: 2}",
      "Gaussian data from a linear teacher."),
  ]

  static let teacher: [Field] = [
    Field("samples", .integer(1...100_000_000), example: "1000", required: true, "n"),
    Field("inputs", .integer(1...100_000), example: "5", required: true, "p"),
    Field("outputs", .integer(1...100_000), example: "2", required: true, "k"),
    Field("rank", .integer(1...100_000), example: "2", "The rank of the teacher; full where it is missing."),
    Field(
      "noise", .number(.nonNegative), example: "0.5", standard: "0",
      "The standard deviation of noise on Y, drawn once."),
    Field(
      "covariance",
      .either([
        .choice(["identity", "whitened"]), .numbers(.positive),
        .section([
          Field(
            "autoregressive", .number(.correlation), example: "0.5", required: true,
            "rho, for entries rho^|i - j|.")
        ]),
      ]), example: "[1, 0.5, 0.25]", standard: "identity",
      "The covariance of the inputs; `whitened` makes X^T X = n I exactly."),
    Field("seed", .integer(0...Int.max), example: "0", standard: "0", "The seed of the data."),
  ]
}

/// The keys of `start`.
enum StartFields {
  static let all: [Field] = [
    Field("file", .path, example: "data/problem.npz", "theta_0 from an .npz archive or an .npy file."),
    Field("array", .text, example: "theta0", standard: "theta0", "The array in the archive."),
    Field(
      "gaussian", .section(gaussian), example: "{scale: 1, width: 10}",
      "Independent normal entries, fresh for every trajectory."),
  ]

  static let gaussian: [Field] = [
    Field("scale", .number(.positive), example: "1", standard: "1", "The standard deviation of an entry."),
    Field("width", .integer(1...100_000), example: "10", required: true, "l, the number of hidden units."),
  ]
}
