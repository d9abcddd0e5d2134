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

  static let mostSamples = 10_000_000

  /// Training samples 0..<n and as many test samples after them; with everything that decides them.
  func samples(
    _ asked: DataDescription, test: Int?, memory: MachineMemory = MachineMemory()
  ) throws(LaboratoryError) -> (train: LabelledSamples, test: LabelledSamples?, members: [JSONText.Member]) {
    let n = try asked.integer("samples", or: 1000, in: 1...Self.mostSamples)
    guard test ?? 0 <= Self.mostSamples else {
      throw .unknown("--test \(test ?? 0)", cure: "at most \(Self.mostSamples) of them")
    }
    let seed = UInt64(try asked.integer("seed", or: 0, in: 0...Int.max))
    let inputs = try asked.integer("inputs", or: self == .mixture ? 64 : 10, in: 1...100_000)
    let rest = n..<(n + (test ?? n))
    var members: [JSONText.Member] = [.init(key: "inputs", value: .integer(inputs))]
    /// - Parameters:
    ///   - outputs: numbers that each sample has beside its inputs.
    ///   - own: numbers of the law itself.
    func both(
      outputs: Int, own: Int, _ draw: (Range<Int>) -> LabelledSamples
    ) throws(LaboratoryError) -> (LabelledSamples, LabelledSamples?) {
      // Samples are held twice: as they are drawn, and as the network takes them.
      try memory.check(
        "\(rest.upperBound) samples of \(inputs) inputs and their law",
        takes: 8 * (2 * Double(rest.upperBound) * Double(inputs + outputs) + Double(own)),
        cure: "fewer samples, inputs or units of the law, or a lower --test")
      return (draw(0..<n), rest.isEmpty ? nil : draw(rest))
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
      drawn = try both(outputs: 1, own: law.classes * law.clusters * inputs, law.draw)
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
      drawn = try both(outputs: law.outputs, own: law.hidden * (inputs + law.outputs), law.draw)
    case .separable:
      let law = SeparablePoints(
        inputs: inputs,
        margin: try asked.number("margin", or: 0.5, most: SeparablePoints.largestMargin), seed: seed)
      members.append(.init(key: "margin", value: .number(law.margin)))
      drawn = try both(outputs: 1, own: inputs, law.draw)
    }
    return (drawn.0, drawn.1, members + [.init(key: "seed", value: .integer(Int(seed)))])
  }
}
