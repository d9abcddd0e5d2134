import Learning

/// Data that are drawn from a law, by name: `gmm`, `teacher` and `separable`.
enum GeneratedData: String, CaseIterable {
  case mixture = "gmm"
  case teacher
  case separable

  var keys: [String] {
    switch self {
    case .mixture: ["classes", "clusters", "separation", "inputs", "samples", "seed"]
    case .teacher: ["inputs", "hidden", "outputs", "activation", "noise", "samples", "seed"]
    case .separable: ["inputs", "margin", "samples", "seed"]
    }
  }

  /// Training samples 0..<n and as many test samples after them; with everything that decides them.
  func samples(
    _ asked: DataDescription, test: Int?
  ) throws(LaboratoryError) -> (train: LabelledSamples, test: LabelledSamples?, members: [JSONText.Member]) {
    let n = try asked.integer("samples", or: 1000, in: 1...10_000_000)
    let seed = UInt64(try asked.integer("seed", or: 0, in: 0...Int.max))
    let inputs = try asked.integer("inputs", or: self == .mixture ? 64 : 10, in: 1...100_000)
    let rest = n..<(n + (test ?? n))
    var members: [JSONText.Member] = [.init(key: "inputs", value: .integer(inputs))]
    func both(_ draw: (Range<Int>) -> LabelledSamples) -> (LabelledSamples, LabelledSamples?) {
      (draw(0..<n), rest.isEmpty ? nil : draw(rest))
    }
    let drawn: (LabelledSamples, LabelledSamples?)
    switch self {
    case .mixture:
      let law = GaussianMixture(
        inputs: inputs, classes: try asked.integer("classes", or: 10, in: 2...10_000),
        clusters: try asked.integer("clusters", or: 1, in: 1...10_000),
        separation: try asked.number("separation", or: 3), seed: seed)
      members += [
        .init(key: "classes", value: .integer(law.classes)),
        .init(key: "clusters", value: .integer(law.clusters)),
        .init(key: "separation", value: .number(law.separation)),
      ]
      drawn = both(law.draw)
    case .teacher:
      let word = try asked.word("activation", among: NetworkTeacher.Activation.allCases.map(\.rawValue))
      let law = NetworkTeacher(
        inputs: inputs, hidden: try asked.integer("hidden", or: 3, in: 1...100_000),
        outputs: try asked.integer("outputs", or: 1, in: 1...10_000),
        activation: NetworkTeacher.Activation(rawValue: word) ?? .relu,
        noiseVariance: try asked.number("noise", or: 0), seed: seed)
      members += [
        .init(key: "hidden", value: .integer(law.hidden)),
        .init(key: "outputs", value: .integer(law.outputs)),
        .init(key: "activation", value: .text(word)),
        .init(key: "noise_variance", value: .number(law.noiseVariance)),
      ]
      drawn = both(law.draw)
    case .separable:
      let law = SeparablePoints(inputs: inputs, margin: try asked.number("margin", or: 0.5), seed: seed)
      members.append(.init(key: "margin", value: .number(law.margin)))
      drawn = both(law.draw)
    }
    return (drawn.0, drawn.1, members + [.init(key: "seed", value: .integer(Int(seed)))])
  }
}
