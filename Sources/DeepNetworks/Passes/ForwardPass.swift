import CLanes

/// The outputs of a network on a batch.
struct ForwardPass<Element: NetworkElement> {
  enum Mode {
    /// Batch normalisation uses the batch's moments, and remembers them.
    case training
    /// It uses what it remembers.
    case evaluating
  }

  let memory: NetworkMemory<Element>
  /// All numbers of the network. In training, the running moments are written.
  let weights: UnsafeMutablePointer<Element>
  let mode: Mode

  private var batch: Int { memory.batchSize }

  /// From the inputs in buffer 0 to the outputs.
  func run() {
    for operation in memory.network.operations { run(operation) }
  }

  private func run(_ operation: NetworkOperation) {
    let network = memory.network
    let (from, to) = (memory.values[operation.from], memory.values[operation.to])
    switch operation.kind {
    case .linear(let index, let bias):
      let weight = network.parameters[index]
      apply(weight, bias.map { weights + network.parameters[$0].offset }, to: from, into: to)
    case .rectify: Element.rectify(from, into: to, count: memory.count(operation.to))
    case .normalize(let epsilon, let gain, let mean, let extra):
      normalize(operation, epsilon, gain, mean, extra)
    case .unfold(let patches):
      var shape = patches.lanes(samples: batch)
      Element.unfold(&shape, from, into: to)
    case .attend(let query, let extra): attend(query, extra, from, into: to)
    case .add(let other, _):
      Element.combine(to, 1, from, 1, memory.values[other], count: memory.count(operation.to))
    }
  }

  /// y = x W^T + b for every use of the weight in the batch.
  private func apply(
    _ weight: NetworkParameter, _ bias: UnsafeMutablePointer<Element>?, to x: UnsafeMutablePointer<Element>,
    into y: UnsafeMutablePointer<Element>
  ) {
    let uses = weight.uses * batch
    if uses <= LayerShare<Element>.few {
      var share = LayerShare(
        w: weights + weight.offset, outputs: weight.rows, inputs: weight.columns, uses: uses, x: x, y: y,
        in: memory)
      share.bias = bias
      share.apply()
    } else {
      var product = MatrixProduct(
        .init(x, columns: weight.columns, transposing: false),
        .init(weights + weight.offset, columns: weight.columns, transposing: true), into: y, rows: uses,
        columns: weight.rows, inner: weight.columns)
      product.start = bias.map { UnsafePointer($0) }
      product.run()
    }
  }

  /// The five numbers a channel: mean, variance, inverse deviation and two for the way back.
  private func normalize(
    _ operation: NetworkOperation, _ epsilon: Double, _ gain: Int?, _ mean: Int, _ extra: Int
  ) {
    let network = memory.network
    let (rows, columns) = (network.buffers[operation.from].rows * batch, network.parameters[mean].rows)
    let running = weights + network.parameters[mean].offset
    let runningVariance = weights + network.parameters[mean + 1].offset
    let numbers = memory.values[extra + 1]
    let x = memory.values[operation.from]
    if mode == .training {
      Element.moments(x, rows: rows, columns: columns, mean: numbers, variance: numbers + columns)
      remember(numbers, running, 1, columns)
      // Without the bias of a small batch, as PyTorch remembers it.
      remember(numbers + columns, runningVariance, rows > 1 ? Element(rows) / Element(rows - 1) : 1, columns)
    } else {
      numbers.update(from: running, count: columns)
      (numbers + columns).update(from: runningVariance, count: columns)
    }
    Element.normalize(
      x, rows: rows, columns: columns, mean: numbers, variance: numbers + columns, epsilon: Element(epsilon),
      gain: gain.map { weights + network.parameters[$0].offset },
      shift: gain.map { weights + network.parameters[$0 + 1].offset }, inverse: numbers + 2 * columns,
      deviate: memory.values[extra], into: memory.values[operation.to])
  }

  /// running <- 0.9 running + 0.1 scale seen
  private func remember(
    _ seen: UnsafeMutablePointer<Element>, _ running: UnsafeMutablePointer<Element>, _ scale: Element,
    _ count: Int
  ) {
    Element.combine(running, 0.9, running, 0.1 * scale, seen, count: count)
  }

  private func attend(
    _ query: Int, _ extra: Int, _ x: UnsafeMutablePointer<Element>, into y: UnsafeMutablePointer<Element>
  ) {
    let network = memory.network
    let tokens = network.parameters[query].uses
    let (size, channels) = (network.parameters[query].rows, network.parameters[query].columns)
    for part in 0..<3 {
      apply(network.parameters[query + part], nil, to: x, into: memory.values[extra + part])
    }
    let (queries, keys) = (memory.values[extra], memory.values[extra + 1])
    let (values, attention) = (memory.values[extra + 2], memory.values[extra + 3])
    for sample in 0..<batch {
      let (head, row) = (sample * tokens * size, sample * tokens * channels)
      Element.multiply(
        queries + head, transposingA: false, keys + head, transposingB: true,
        into: attention + sample * tokens * tokens, rows: tokens, columns: tokens, inner: size, scale: 1,
        keep: 0)
      Element.softmax(
        attention + sample * tokens * tokens, rows: tokens, columns: tokens,
        scale: 1 / Double(size).squareRoot(), scratch: memory.scratch)
      Element.multiply(
        attention + sample * tokens * tokens, transposingA: false, values + row, transposingB: false,
        into: y + row, rows: tokens, columns: channels, inner: tokens, scale: 1, keep: 0)
    }
  }
}

extension NetworkOperation.Patches {
  func lanes(samples: Int) -> lanes_patches {
    lanes_patches(
      samples: samples, height: image.height, width: image.width, channels: image.channels, kernel: kernel,
      stride: stride, padding: padding)
  }
}
