import DeepNetworks
import Learning

/// The words of a training: the flags of `rankfall train`, and the keys of the section `train` of an experiment file.
public enum TrainFields {
  public static let all: [Field] = data + network + descent + length

  /// Words that say the same thing in two ways: where a run says one, it replaces both inherited ones.
  static let alternatives = [["epochs", "updates"], ["wd", "lambda"]]

  /// What a word means, in one sentence.
  public static func summary(_ word: String) -> String {
    guard let field = all.first(where: { $0.name == word }) else {
      preconditionFailure("no word of a training is called \(word)")
    }
    return field.summary
  }

  private static let data: [Field] = [
    Field(
      "data", .text, example: "digits", required: true,
      "What to learn: digits, mnist, fashion-mnist, cifar-10, a law such as gmm:classes=4, a folder, an .npz or a .csv."
    ),
    Field(
      "train", .integer(1...Int.max), example: "1000", "How many samples to train on, drawn by the seed."),
    Field(
      "test", .integer(0...Int.max), example: "500",
      "How many to test on; a fifth where the data have no test part."),
    Field(
      "standardise", .choice(InputStandardisation.Scope.allCases.map(\.rawValue) + ["none"]),
      example: "input",
      "Inputs to mean 0 and variance 1: each input, channel, whole, or none; what suits the data otherwise."),
    Field(
      "targets", .boolean, example: "true", standard: "false",
      "The answers in a file are numbers, not classes."),
  ]

  private static let network: [Field] = [
    Field(
      "layers", .text, example: "conv16k3-64", standard: "128-128",
      "Hidden layers: widths, conv16k3s2p1, positionwise32, attention8, residual(64-64), bn, relu; or none."),
    Field(
      "batch-norm", .boolean, example: "true", standard: "false",
      "Batch normalisation after each layer of weights but the head."),
    Field(
      "linear", .boolean, example: "true", standard: "false",
      "No rectifiers and no biases: a linear network."),
    Field("no-bias", .boolean, example: "true", standard: "false", "No biases."),
    Field("init", .text, example: "gaussian:0.05", standard: "he", "he, pytorch, or gaussian:deviation."),
    Field(
      "double", .boolean, example: "true", standard: "false", "Double precision; single otherwise."),
    Field(
      "loss", .choice(["cross-entropy", "squares", "logistic"]), example: "squares",
      "cross-entropy, squares, or logistic for two classes; what suits the answers otherwise."),
  ]

  private static let descent: [Field] = [
    Field("lr", .number(.positive), example: "0.05", standard: "0.1", "The learning rate mu."),
    Field("wd", .number(.nonNegative), example: "0.01", "PyTorch's weight_decay; 0 otherwise."),
    Field(
      "lambda", .number(.nonNegative), example: "0.005", "Instead of wd: theory's lambda, weight_decay/2."),
    Field(
      "decoupled", .boolean, example: "true", standard: "false",
      "The decay beside the step (SGDW), not in the gradient; differs with momentum only."),
    Field(
      "momentum", .number(NumberRange(lower: 0, upper: 1, includesLower: true, includesUpper: false)),
      example: "0.9", standard: "0", "Momentum of PyTorch's SGD."),
    Field(
      "unit-gradient", .boolean, example: "true", standard: "false",
      "The gradient over its norm: every step is as long as the learning rate."),
    Field(
      "schedule", .text, example: "\"step:60,80:0.2\"", standard: "constant",
      "constant, cosine, or step:60,100,200:0.2, in epochs or updates as the length is."),
    Field("batch", .integer(1...Int.max), example: "4", standard: "16", "The batch size B."),
    Field(
      "order", .choice(["shuffled", "cyclic", "replacement"]), example: "cyclic", standard: "shuffled",
      "shuffled anew every epoch, cyclic, or replacement."),
    Field(
      "label-noise", .number(.nonNegative), example: "0.25", standard: "0",
      "Variance of fresh noise on the targets of every step, for squares."),
    Field(
      "label-flips", .number(NumberRange(lower: 0, upper: 1, includesLower: true, includesUpper: true)),
      example: "0.1", standard: "0",
      "Probability that a sample counts as one of another class, anew at every use."),
  ]

  private static let length: [Field] = [
    Field("epochs", .integer(1...1_000_000_000), example: "100", "Passes over the data."),
    Field("updates", .integer(1...1_000_000_000), example: "6000", "Instead of epochs: updates."),
    Field(
      "seed", .integer(0...Int.max), example: "2", standard: "1",
      "The seed of weights, batches and splits."),
    Field(
      "eps", .numbers(NumberRange(lower: 0, upper: 1, includesLower: false, includesUpper: false)),
      example: "[0.01, 0.001]", standard: "[0.1, 0.01, 0.001]",
      "Thresholds of ranks."),
    Field(
      "looks", .integer(1...1_000_000_000), example: "20",
      "How many looks on the way; every epoch otherwise, or 50."),
    Field(
      "certificates", .boolean, example: "true", standard: "false",
      "Record the last updates, and certify ranks by them."),
  ]
}
