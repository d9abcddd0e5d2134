/// Puts layers one after another: what `Network` is made by.
struct NetworkBuilder {
  private(set) var parameters: [NetworkParameter] = []
  private(set) var operations: [NetworkOperation] = []
  private(set) var buffers: [FlowBuffer]
  private(set) var current = 0
  private(set) var shape: LayerShape
  private(set) var size = 0
  private var layer = 0
  /// Whether the last operation of this chain wrote `current` for the next one alone, and does not read it backwards.
  private var mayOverwrite = false
  private var isShortcut = false

  init(inputs: LayerShape) {
    shape = inputs
    buffers = [FlowBuffer(rows: inputs.positions, columns: inputs.channels)]
  }

  mutating func append(_ layers: [Layer]) {
    for layer in layers {
      append(layer)
      self.layer += 1
    }
  }

  private mutating func append(_ next: Layer) {
    switch next {
    case .linear(let outputs, let biases):
      appendLinear(
        .linear, rows: 1, inputs: shape.count, outputs: outputs, biases: biases,
        to: LayerShape(channels: outputs))
    case .positionwise(let outputs, let biases):
      appendLinear(
        .positionwise, rows: shape.positions, inputs: shape.channels, outputs: outputs, biases: biases,
        to: LayerShape(height: shape.height, width: shape.width, channels: outputs))
    case .convolution(let channels, let kernel, let stride, let padding, let biases):
      appendConvolution(channels, kernel, stride, padding, biases)
    case .rectifier:
      // In its place, where nobody else reads what was there.
      append(.rectify, to: mayOverwrite ? current : addBuffer(shape))
    case .batchNormalization(let epsilon, let affine): appendNormalization(epsilon, affine)
    case .attention(let size): appendAttention(size)
    case .residual(let body, let shortcut): appendResidual(body, shortcut)
    }
  }

  private mutating func appendLinear(
    _ kind: LayerKind, rows: Int, inputs: Int, outputs: Int, biases: Bool, to next: LayerShape
  ) {
    let weight = addParameter(.weight, kind, rows: outputs, columns: inputs, uses: rows)
    let bias = biases ? addParameter(.bias, rows: outputs) : nil
    shape = next
    append(.linear(weight: weight, bias: bias), to: addBuffer(next))
  }

  private mutating func appendConvolution(
    _ channels: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ biases: Bool
  ) {
    let height = (shape.height + 2 * padding - kernel) / stride + 1
    let width = (shape.width + 2 * padding - kernel) / stride + 1
    precondition(
      kernel > 0 && stride > 0 && padding >= 0 && shape.height + 2 * padding >= kernel
        && shape.width + 2 * padding >= kernel,
      "a \(kernel) x \(kernel) kernel on \(shape.height) x \(shape.width) positions")
    let patches = NetworkOperation.Patches(image: shape, kernel: kernel, stride: stride, padding: padding)
    let inputs = shape.channels * kernel * kernel
    shape = LayerShape(height: height, width: width, channels: inputs)
    append(.unfold(patches), to: addBuffer(shape))
    appendLinear(
      .convolution(kernel: kernel, stride: stride, padding: padding), rows: height * width, inputs: inputs,
      outputs: channels, biases: biases,
      to: LayerShape(height: height, width: width, channels: channels))
  }

  private mutating func appendNormalization(_ epsilon: Double, _ affine: Bool) {
    // Deltas add up to zero where nobody but the normalisation reads the outputs.
    if mayOverwrite, let last = operations.last, last.to == current, case .linear(let weight, _) = last.kind {
      parameters[weight].isNormalized = true
    }
    let gain = affine ? addParameter(.gain, rows: shape.channels) : nil
    if affine { _ = addParameter(.shift, rows: shape.channels) }
    let mean = addParameter(.runningMean, rows: shape.channels)
    _ = addParameter(.runningVariance, rows: shape.channels)
    let extra = addBuffer(shape)
    buffers.append(FlowBuffer(rows: 5, columns: shape.channels, isPerSample: false))
    append(.normalize(epsilon: epsilon, gain: gain, mean: mean, extra: extra), to: addBuffer(shape))
  }

  private mutating func appendAttention(_ size: Int) {
    let (tokens, channels) = (shape.positions, shape.channels)
    let query = addParameter(
      .weight, .query, rows: size, columns: channels, uses: tokens, sampleRank: tokens - 1, named: "query")
    _ = addParameter(
      .weight, .key, rows: size, columns: channels, uses: tokens, sampleRank: tokens - 1, named: "key")
    _ = addParameter(.weight, .value, rows: channels, columns: channels, uses: tokens, named: "value")
    let extra = buffers.count
    for columns in [size, size, channels, tokens] {
      buffers.append(FlowBuffer(rows: tokens, columns: columns))
    }
    append(.attend(query: query, extra: extra), to: addBuffer(shape))
  }

  private mutating func appendResidual(_ body: [Layer], _ shortcut: [Layer]) {
    let (start, startShape) = (current, shape)
    mayOverwrite = false
    append(body)
    let (end, endShape) = (current, shape)
    (current, shape) = (start, startShape)
    mayOverwrite = false
    let isInShortcut = isShortcut
    isShortcut = true
    append(shortcut)
    isShortcut = isInShortcut
    precondition(shape == endShape, "a shortcut of shape \(shape) beside layers to \(endShape)")
    let other = current
    current = end
    append(.add(other: other, otherAdds: false), to: addBuffer(shape))
  }

  private mutating func append(_ kind: NetworkOperation.Kind, to target: Int) {
    operations.append(NetworkOperation(kind: kind, layer: layer, from: current, to: target))
    current = target
    if case .unfold = kind { mayOverwrite = false } else { mayOverwrite = true }
  }

  private mutating func addBuffer(_ shape: LayerShape) -> Int {
    buffers.append(FlowBuffer(rows: shape.positions, columns: shape.channels))
    return buffers.count - 1
  }

  private mutating func addParameter(
    _ kind: NetworkParameter.Kind, _ layerKind: LayerKind? = nil, rows: Int, columns: Int = 1, uses: Int = 0,
    sampleRank: Int? = nil, named name: String? = nil
  ) -> Int {
    precondition(rows > 0 && columns > 0, "a parameter of \(rows) x \(columns)")
    parameters.append(
      NetworkParameter(
        name: "\(layer).\(name ?? kind.rawValue)", kind: kind, layerKind: layerKind, isShortcut: isShortcut,
        rows: rows, columns: columns, offset: size, uses: uses, sampleRank: sampleRank ?? uses))
    size += (rows * columns + 15) / 16 * 16
    return parameters.count - 1
  }

  /// Finds out where gradients are needed and where they add up.
  mutating func finish() {
    var learnt: Set<Int> = []
    for i in operations.indices {
      let operation = operations[i]
      operations[i].goesBack = learnt.contains(operation.from)
      switch operation.kind {
      case .linear, .attend: learnt.insert(operation.to)
      case .normalize(_, let gain, _, _):
        if gain != nil || operations[i].goesBack { learnt.insert(operation.to) }
      case .rectify, .unfold: if operations[i].goesBack { learnt.insert(operation.to) }
      case .add(let other, _):
        // Its two sources are handled alike: one that needs no gradient gets one that nobody reads.
        operations[i].goesBack = true
        if learnt.contains(operation.from) || learnt.contains(other) { learnt.insert(operation.to) }
      }
    }
    var written: Set<Int> = []
    for i in operations.indices.reversed() where operations[i].from != operations[i].to {
      operations[i].adds = !written.insert(operations[i].from).inserted
      if case .add(let other, _) = operations[i].kind {
        operations[i].kind = .add(other: other, otherAdds: !written.insert(other).inserted)
      }
    }
  }
}
