extension LabelledSamples {
  /// The same samples with the target 1 for the second of two classes and -1 for the first; nil unless there are two.
  public var signed: LabelledSamples? {
    guard case .labels(let labels, classes: 2) = answers else { return nil }
    return LabelledSamples(
      name: name, inputs: inputs, inputCount: inputCount,
      answers: .targets(labels.map { $0 == 1 ? 1 : -1 }, outputs: 1), image: image)
  }
}
