import Simulation

/// Parts of a set of samples. Each depends on the set and the seed only, and keeps names and shapes.
extension LabelledSamples {
  /// The samples with the given numbers, in that order; a number may come again.
  public func subset(_ chosen: some Collection<Int>) -> LabelledSamples {
    var rows: [Double] = []
    rows.reserveCapacity(chosen.count * inputCount)
    for sample in chosen { rows += row(sample) }
    let answers: Answers =
      switch answers {
      case .labels(let labels, let classes): .labels(chosen.map { labels[$0] }, classes: classes)
      case .targets(let targets, let outputs):
        .targets(
          chosen.flatMap { targets[$0 * outputs..<($0 + 1) * outputs] }, outputs: outputs)
      }
    return LabelledSamples(
      name: name, inputs: rows, inputCount: inputCount, answers: answers, image: image,
      classNames: classes == nil ? [] : classNames)
  }

  /// The first `count` samples.
  public func first(_ count: Int) -> LabelledSamples {
    precondition(count >= 0 && count <= samples, "the first \(count) of \(samples) samples")
    return subset(0..<count)
  }

  /// A uniform choice of `count` samples of every class, in their old order. Traps where a class has fewer:
  /// `classCounts` tells.
  public func balanced(perClass count: Int, seed: UInt64) -> LabelledSamples {
    guard let labels, let classes else { preconditionFailure("\(name) has targets, not classes") }
    var members = [[Int]](repeating: [], count: classes)
    for (sample, label) in labels.enumerated() { members[label].append(sample) }
    var random = DataDraw.choice.stream(seed: seed)
    var chosen: [Int] = []
    for label in 0..<classes {
      precondition(
        members[label].count >= count,
        "\(count) samples of class \(label), which has \(members[label].count)")
      random.begin(step: label)
      random.shuffle(&members[label])
      chosen += members[label].prefix(count)
    }
    return subset(chosen.sorted())
  }

  /// A training and a test part: `count` samples, chosen uniformly, are the test part. Both are in a random order, so that
  /// the first samples of either are a uniform choice too.
  public func split(test count: Int, seed: UInt64) -> (train: LabelledSamples, test: LabelledSamples) {
    precondition(count >= 0 && count <= samples, "\(count) of \(samples) samples as a test")
    var random = DataDraw.split.stream(seed: seed)
    var order = Array(0..<samples)
    random.shuffle(&order)
    return (subset(order[count...]), subset(order[..<count]))
  }
}
