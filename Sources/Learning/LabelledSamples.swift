import Matrices

/// Samples with what a network should answer to them: n rows of d inputs, and a class or k numbers for each.
///
/// Everything is kept in doubles; a network of floats converts its own copy, so that both precisions see the same data.
public struct LabelledSamples: Sendable, Equatable {
  public enum Answers: Sendable, Equatable {
    /// The class of each sample, in 0..<classes.
    case labels([Int], classes: Int)
    /// Y, n x k, row after row.
    case targets([Double], outputs: Int)
  }

  public let name: String
  /// n
  public let samples: Int
  /// d
  public let inputCount: Int
  /// X, n x d, row after row.
  public let inputs: [Double]
  public let answers: Answers
  /// The shape of the inputs of a sample, where they are pixels.
  public let image: ImageShape?
  /// A name for each class; empty for targets.
  public let classNames: [String]

  /// Traps on sizes that do not fit and on labels that are no class. Without `classNames` classes are called "0", "1", ....
  public init(
    name: String, inputs: [Double], inputCount: Int, answers: Answers, image: ImageShape? = nil,
    classNames: [String] = []
  ) {
    precondition(
      inputCount > 0 && inputs.count.isMultiple(of: inputCount),
      "\(inputs.count) numbers are no rows of \(inputCount) inputs")
    samples = inputs.count / inputCount
    switch answers {
    case .labels(let labels, let classes):
      precondition(labels.count == samples, "\(samples) samples and \(labels.count) labels")
      precondition(labels.allSatisfy { $0 >= 0 && $0 < classes }, "a label beyond \(classes) classes")
      precondition(
        classNames.isEmpty || classNames.count == classes, "\(classNames.count) names of \(classes) classes")
      self.classNames = classNames.isEmpty ? (0..<classes).map(String.init) : classNames
    case .targets(let targets, let outputs):
      precondition(
        targets.count == samples * outputs,
        "\(samples) samples of \(outputs) targets and \(targets.count) numbers")
      precondition(classNames.isEmpty, "targets have no classes to name")
      self.classNames = []
    }
    precondition(image.map { $0.pixels == inputCount } ?? true, "images of other than \(inputCount) pixels")
    self.name = name
    self.inputs = inputs
    self.inputCount = inputCount
    self.answers = answers
    self.image = image
  }

  /// The number of classes; nil for targets.
  public var classes: Int? { if case .labels(_, let classes) = answers { classes } else { nil } }

  /// The class of each sample; nil for targets.
  public var labels: [Int]? { if case .labels(let labels, _) = answers { labels } else { nil } }

  /// Y, n x k, row after row; nil for labels.
  public var targets: [Double]? { if case .targets(let targets, _) = answers { targets } else { nil } }

  /// The outputs of a network that answers: one a class or one a target.
  public var outputCount: Int {
    switch answers {
    case .labels(_, let classes): classes
    case .targets(_, let outputs): outputs
    }
  }

  /// The inputs of a sample.
  public func row(_ sample: Int) -> ArraySlice<Double> {
    inputs[sample * inputCount..<(sample + 1) * inputCount]
  }

  /// X, rounded to another precision, row after row.
  @inlinable
  public func inputs<Scalar: BinaryFloatingPoint>(as precision: Scalar.Type) -> [Scalar] {
    inputs.map { Scalar($0) }
  }

  /// How many samples each class has; empty for targets.
  public var classCounts: [Int] {
    guard case .labels(let labels, let classes) = answers else { return [] }
    return labels.reduce(into: [Int](repeating: 0, count: classes)) { $0[$1] += 1 }
  }

  /// The least-squares problem of these samples: X, and Y or for classes the unit vector of each label.
  public var regression: Regression {
    let targets =
      switch answers {
      case .labels(let labels, let classes): Matrix(samples, classes) { labels[$0] == $1 ? 1 : 0 }
      case .targets(let targets, let outputs): Matrix(samples, outputs) { targets[$0 * outputs + $1] }
      }
    return Regression(inputs: Matrix(samples, inputCount) { inputs[$0 * inputCount + $1] }, targets: targets)
  }
}
