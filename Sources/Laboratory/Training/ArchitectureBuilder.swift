import DeepNetworks

/// Makes layers of words, with rectifiers and normalisations in place, and follows the shape of what flows through them.
struct ArchitectureBuilder {
  private let options: Architecture.Options
  private let placesRectifiers: Bool
  private var numbers = 0.0

  init(_ options: Architecture.Options, placesRectifiers: Bool) {
    self.options = options
    self.placesRectifiers = placesRectifiers
  }

  private var hasBiases: Bool { options.hasBiases && !options.isLinear }

  /// All layers, with a head of `outputs` at the end.
  mutating func whole(
    _ words: [LayerWord], from inputs: LayerShape, outputs: Int
  ) throws(LaboratoryError) -> [Layer] {
    var shape = inputs
    let layers = try chain(words, isBlock: false, &shape).layers
    try count("the head", outputs, shape.count)
    return layers + [.linear(outputs: outputs, biases: hasBiases)]
  }

  /// The layers of some words, and whether the last of them would have a rectifier that a block leaves to its sum.
  private mutating func chain(
    _ words: [LayerWord], isBlock: Bool, _ shape: inout LayerShape
  ) throws(LaboratoryError) -> (layers: [Layer], endsInWeights: Bool) {
    var layers: [Layer] = []
    var waits = false
    for word in words {
      // A normalisation comes between weights and their rectifier.
      if waits, word.kind != .normalization {
        layers.append(.rectifier)
        waits = false
      }
      switch word.kind {
      case .rectifier: layers.append(.rectifier)
      case .normalization: layers.append(try normalization(shape))
      case .residual(let body, let shortcut):
        let (block, endsInWeights) = try residual(word, body, shortcut, &shape)
        layers.append(block)
        waits = placesRectifiers && endsInWeights
      case .attention(let size):
        guard shape.positions > 1 else { throw Self.positionless(word, shape) }
        try count(word.text, 2 * size + shape.channels, shape.channels)
        layers.append(.attention(size: size))
      case .image, .rows, .linear, .positionwise, .convolution:
        layers.append(try weights(word, &shape))
        if options.isNormalized { layers.append(try normalization(shape)) }
        waits = placesRectifiers
      }
    }
    if waits, !isBlock { layers.append(.rectifier) }
    return (layers, waits)
  }

  private mutating func weights(_ word: LayerWord, _ shape: inout LayerShape) throws(LaboratoryError) -> Layer
  {
    switch word.kind {
    case .convolution(let channels, let kernel, let stride, let padding):
      guard shape.positions > 1 else { throw Self.positionless(word, shape) }
      let (height, width) = (shape.height + 2 * padding, shape.width + 2 * padding)
      guard kernel <= min(height, width) else {
        throw word.fault(
          "a kernel of \(kernel) x \(kernel) on \(shape.height) x \(shape.width) positions"
            + (padding > 0 ? " with a padding of \(padding)" : ""),
          cure:
            "a kernel of at most \(min(height, width)), smaller strides before it, or more padding"
        )
      }
      try count(word.text, channels, shape.channels * kernel * kernel)
      shape = LayerShape(
        height: (height - kernel) / stride + 1, width: (width - kernel) / stride + 1, channels: channels)
      return .convolution(
        channels: channels, kernel: kernel, stride: stride, padding: padding, biases: hasBiases)
    case .positionwise(let outputs):
      guard shape.positions > 1 else { throw Self.positionless(word, shape) }
      try count(word.text, outputs, shape.channels)
      shape = LayerShape(height: shape.height, width: shape.width, channels: outputs)
      return .positionwise(outputs: outputs, biases: hasBiases)
    case .linear(let outputs):
      try count(word.text, outputs, shape.count)
      shape = LayerShape(channels: outputs)
      return .linear(outputs: outputs, biases: hasBiases)
    default: preconditionFailure("\(word.text) is no layer of weights")
    }
  }

  private mutating func residual(
    _ word: LayerWord, _ body: [LayerWord], _ shortcut: [LayerWord], _ shape: inout LayerShape
  ) throws(LaboratoryError) -> (Layer, endsInWeights: Bool) {
    var (end, other) = (shape, shape)
    let inner = try chain(body, isBlock: true, &end)
    let beside = try chain(shortcut, isBlock: true, &other)
    guard end == other else {
      throw word.fault(
        "its layers end in \(Self.text(end)) and its shortcut, which they are added to, in \(Self.text(other))",
        cure: shortcut.isEmpty
          ? "end as it begins, or give it a shortcut of its own after a bar: residual(64-32|32)"
          : "let both end alike")
    }
    shape = end
    return (.residual(inner.layers, shortcut: beside.layers), inner.endsInWeights)
  }

  private func normalization(_ shape: LayerShape) throws(LaboratoryError) -> Layer {
    guard shape.positions * options.batchSize > 1 else {
      let asked = options.isNormalized ? "--batch-norm" : "bn in --layers"
      throw .unknown("\(asked) of batches of one sample", cure: "take --batch 2 or more")
    }
    return .batchNormalization()
  }

  private mutating func count(_ name: String, _ outputs: Int, _ inputs: Int) throws(LaboratoryError) {
    numbers += Double(outputs) * Double(inputs)
    guard numbers < 0x1p30 else {
      throw .unknown(
        "a network of \(readable(numbers)) weights, up to \(quoted(name))", cure: "at most 2^30 of them")
    }
  }

  private static func positionless(_ word: LayerWord, _ shape: LayerShape) -> LaboratoryError {
    word.fault(
      "one position is left there, of \(shape.channels) numbers",
      cure:
        "put it before the layers of a width alone, which take all positions together, and before large strides"
    )
  }

  /// `8 x 8 positions of 16`, or `128 numbers`.
  private static func text(_ shape: LayerShape) -> String {
    shape.positions == 1
      ? "\(shape.channels) numbers" : "\(shape.height) x \(shape.width) positions of \(shape.channels)"
  }
}
