/// The keys of an experiment file that trains networks of any depth.
public enum TrainExperimentFields {
  public static let all: [Field] =
    ExperimentFields.description + [train, runs, sweep, seeds, rehearsal, figures]

  static let train = Field(
    "train", .section(TrainFields.all), example: "{data: digits, batch: 4, wd: 0.01, epochs: 100}",
    required: true,
    "What to train, in the words of `rankfall train`: a file with this section trains networks of any depth.")

  static let runs = Field(
    "runs", .named(TrainFields.all, noun: "training"), example: "{small: {batch: 4}, large: {batch: 64}}",
    "Trainings by name; each inherits `train`, and a word of its own replaces the inherited one.")

  static let sweep = Field(
    "sweep", .lists(of: "word of a training"), example: "{batch: [4, 16, 64], wd: [0, 0.01]}",
    "Every training once for each combination of these values.")

  static let seeds = Field(
    "seeds", .integer(1...1000), example: "3", standard: "1",
    "How often each, with one seed after the other: tables and figures have the mean and the extremes.")

  static let rehearsal = Field(
    "rehearsal", .section(TrainFields.all.map(\.optional) + [seeds]), example: "{updates: 50, seeds: 1}",
    "Words that replace those of every training where the experiment is only tried out: in `verify` and in tests."
  )

  static let figures = Field(
    "figures", .list(TrainFigureFields.all), example: "[{observable: rank, against: [wd, batch]}]",
    "The figures to draw; maps over the last two keys of the sweep and ranks over training where it is missing."
  )
}

/// The keys of a figure of trainings.
enum TrainFigureFields {
  static let all: [Field] = [
    Field(
      "observable", .choice(TrainQuantity.allCases.map(\.rawValue)), example: "rank", required: true,
      "What to draw: ranks in the mean over the hidden layers, norms for each layer, or how long it was."),
    Field(
      "by", .choice(TrainLayerLines.Split.allCases.map(\.rawValue)), example: "layer",
      "Against one key: a line for each layer, or for each kind of hidden layer."),
    Field("eps", .number(.positive), example: "0.001", "The threshold of a rank; the smallest otherwise."),
    Field("title", .text, example: "Ranks of the digits", "What stands above it."),
    Field(
      "against", .words(nil), example: "[wd, batch]",
      "Over one key of the sweep, or a map over two; over the training where it is missing."),
    Field("curves", .text, example: "wd", "Over the training: a curve for each value of this key."),
    Field(
      "over", .choice(["training", "clock"]), example: "clock", standard: "training",
      "Over epochs or updates, or over the sum of mu weight_decay."),
    Field(
      "where", .words(nil), example: "[batch=4]", "Only the cells with these values, written key=value."),
    Field("columns", .integer(1...12), example: "2", "How many panels stand side by side."),
  ]
}

extension Field {
  /// The same key where nobody asks for it.
  var optional: Field {
    Field(name, kind, example: example, standard: standard, required: false, summary)
  }
}
