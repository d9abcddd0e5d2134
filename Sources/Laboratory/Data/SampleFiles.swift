import Learning

/// Reads labelled samples from the files that data sets come in: IDX, CIFAR-10's batches, NumPy archives, tables.
///
/// Every reader throws with exit code 65 for content that is wrong, with the byte or the line, the problem and the cure.
public enum SampleFiles {
  /// What the answers in a file are.
  public enum AnswerKind: Sendable, Equatable {
    /// Classes, counted from 0; how many there are, or nil for one more than the largest label.
    case labels(classes: Int?)
    /// Real numbers to predict.
    case targets
  }

  /// More classes than this are taken for a mistake unless their number is given.
  static let mostClasses = 65536

  /// Answers from the numbers of a file. `place` says where number i stands, such as `row 3`, `fault` makes the error.
  static func answers(
    _ values: [Double], outputs: Int, as kind: AnswerKind,
    fault: (_ number: Int, _ message: String, _ cure: String) -> DiagnosticError
  ) throws(DiagnosticError) -> LabelledSamples.Answers {
    if let wrong = values.firstIndex(where: { !$0.isFinite }) {
      throw fault(wrong, "this answer is not a finite number", "remove or fill in the sample")
    }
    guard case .labels(let stated) = kind else { return .targets(values, outputs: outputs) }
    guard outputs == 1 else {
      throw fault(
        0, "\(outputs) answers a sample are no class",
        "give each sample one label, or say --targets (`targets: true` in a file)")
    }
    let most = stated ?? mostClasses
    var labels: [Int] = []
    labels.reserveCapacity(values.count)
    for (number, value) in values.enumerated() {
      guard value >= 0, value == value.rounded(), value < Double(most) else {
        let isWhole = value == value.rounded()
        // 2^53: larger doubles are whole numbers that were rounded, perhaps.
        let label = abs(value) <= 0x1p53 ? "\(Int(value))" : readable(value)
        throw fault(
          number,
          isWhole
            ? "the label \(label) is not one of \(most) classes, which count from 0"
            : "\(readable(value)) is not a whole number, and labels are classes that count from 0",
          stated == nil
            ? "count the classes from 0; of numbers to predict say --targets (`targets: true` in a file)"
            : "correct it, or the number of classes")
      }
      labels.append(Int(value))
    }
    return .labels(labels, classes: stated ?? (labels.max() ?? 0) + 1)
  }

  /// Throws for the first input that is NaN or infinite.
  static func checkFinite(
    _ inputs: [Double], fault: (_ number: Int) -> DiagnosticError
  ) throws(DiagnosticError) {
    if let wrong = inputs.firstIndex(where: { !$0.isFinite }) { throw fault(wrong) }
  }

  /// A shape of samples as that of an image: height x width, or channels x height x width.
  static func image(of shape: [Int]) -> ImageShape? {
    switch shape.count {
    case 2: ImageShape(height: shape[0], width: shape[1])
    case 3: ImageShape(channels: shape[0], height: shape[1], width: shape[2])
    default: nil
    }
  }
}
