/// The way back: from the gradients at the outputs to those at every buffer, handing over the gradient of every parameter as
/// the factors that it is made of.
///
/// A weight is handed over when the gradient at its inputs has been formed, or together with that, so that whoever takes it may
/// change the weight at once.
struct BackwardPass<Element: NetworkElement> {
  let memory: NetworkMemory<Element>
  /// All numbers of the network.
  let weights: UnsafeMutablePointer<Element>
  let receiver: ParameterUpdate<Element>
  /// Another rule for the way back through some operations; nil: the gradient.
  let rule: GradientRule<Element>?

  private var batch: Int { memory.batchSize }

  func run() {
    for operation in memory.network.operations.reversed() {
      if let rule, rule.replace(operation, memory) { continue }
      run(operation)
    }
  }

  private func run(_ operation: NetworkOperation) {
    let (from, to) = (memory.deltas[operation.from], memory.deltas[operation.to])
    switch operation.kind {
    case .linear(let index, let bias):
      learn(index, bias, from: operation.from, back: operation.goesBack ? from : nil, operation.adds, to)
    case .rectify:
      Element.mask(
        from, to, where: memory.values[operation.to], count: memory.count(operation.to),
        adding: operation.adds)
    case .normalize(_, let gain, let mean, let extra): unnormalize(operation, gain, mean, extra)
    case .unfold(let patches):
      guard operation.goesBack else { return }
      if !operation.adds { from.update(repeating: 0, count: memory.count(operation.from)) }
      var shape = patches.lanes(samples: batch)
      Element.fold(&shape, to, into: from)
    case .attend(let query, let extra): unattend(operation, query, extra)
    case .add(let other, let otherAdds):
      pass(to, into: from, adds: operation.adds, count: memory.count(operation.to))
      pass(to, into: memory.deltas[other], adds: otherAdds, count: memory.count(operation.to))
    }
  }

  private func pass(
    _ e: UnsafeMutablePointer<Element>, into d: UnsafeMutablePointer<Element>, adds: Bool, count: Int
  ) {
    if adds { Element.combine(d, 1, d, 1, e, count: count) } else { d.update(from: e, count: count) }
  }

  /// Back through y = x W^T + b: D_x = D_y W, and the gradients D_y^T x and the sum of D_y handed over.
  private func learn(
    _ index: Int, _ bias: Int?, from: Int, back: UnsafeMutablePointer<Element>?, _ adds: Bool,
    _ deltas: UnsafeMutablePointer<Element>
  ) {
    let weight = memory.network.parameters[index]
    let rows = weight.uses * batch
    let inputs = memory.values[from]
    if let bias { receiver.take(bias, sumOf: deltas, rows: rows) }
    if receiver.sweeps(rows: rows) {
      receiver.sweep(index, deltas, inputs, rows: rows, back: back, addingBack: adds)
      return
    }
    if let back {
      Element.multiply(
        deltas, transposingA: false, weights + weight.offset, transposingB: false, into: back, rows: rows,
        columns: weight.columns, inner: weight.rows, scale: 1, keep: adds ? 1 : 0)
    }
    receiver.take(index, deltas, inputs, rows: rows)
  }

  private func unnormalize(_ operation: NetworkOperation, _ gain: Int?, _ mean: Int, _ extra: Int) {
    let network = memory.network
    let (rows, columns) = (network.buffers[operation.from].rows * batch, network.parameters[mean].rows)
    let numbers = memory.values[extra + 1]
    let (e, deviate) = (memory.deltas[operation.to], memory.values[extra])
    let (sums, products) = (numbers + 3 * columns, numbers + 4 * columns)
    Element.sum(e, rows: rows, columns: columns, into: sums)
    Element.pair(e, deviate, rows: rows, columns: columns, into: products)
    if operation.goesBack {
      Element.unnormalize(
        memory.deltas[operation.from], e, rows: rows, columns: columns, deviate: deviate,
        inverse: numbers + 2 * columns, gain: gain.map { weights + network.parameters[$0].offset },
        sums: sums, products: products, adding: operation.adds)
    }
    guard let gain else { return }
    receiver.take(gain, gradient: products)
    receiver.take(gain + 1, gradient: sums)
  }

  private func unattend(_ operation: NetworkOperation, _ query: Int, _ extra: Int) {
    let parameters = memory.network.parameters
    let tokens = parameters[query].uses
    let (size, channels) = (parameters[query].rows, parameters[query].columns)
    let scale = 1 / Double(size).squareRoot()
    let e = memory.deltas[operation.to]
    for sample in 0..<batch {
      let (head, row, square) = (
        sample * tokens * size, sample * tokens * channels, sample * tokens * tokens
      )
      let attention = memory.values[extra + 3] + square
      let scores = memory.deltas[extra + 3] + square
      Element.multiply(
        attention, transposingA: true, e + row, transposingB: false, into: memory.deltas[extra + 2] + row,
        rows: tokens, columns: channels, inner: tokens, scale: 1, keep: 0)
      Element.multiply(
        e + row, transposingA: false, memory.values[extra + 2] + row, transposingB: true, into: scores,
        rows: tokens, columns: tokens, inner: channels, scale: 1, keep: 0)
      Element.unsoftmax(scores, at: attention, rows: tokens, columns: tokens, scale: scale)
      Element.multiply(
        scores, transposingA: false, memory.values[extra + 1] + head, transposingB: false,
        into: memory.deltas[extra] + head, rows: tokens, columns: size, inner: tokens, scale: 1, keep: 0)
      Element.multiply(
        scores, transposingA: true, memory.values[extra] + head, transposingB: false,
        into: memory.deltas[extra + 1] + head, rows: tokens, columns: size, inner: tokens, scale: 1, keep: 0)
    }
    let back = operation.goesBack ? memory.deltas[operation.from] : nil
    for part in 0..<3 {
      learn(
        query + part, nil, from: operation.from, back: back, operation.adds || part > 0,
        memory.deltas[extra + part])
    }
  }
}

/// Another rule than the gradient for the way back through some operations, such as a straight-through estimator.
public struct GradientRule<Element: NetworkElement>: Sendable {
  /// Forms the gradients before an operation from those after it; false: this operation goes by the gradient.
  public let replace: @Sendable (NetworkOperation, NetworkMemory<Element>) -> Bool

  public init(replacing replace: @escaping @Sendable (NetworkOperation, NetworkMemory<Element>) -> Bool) {
    self.replace = replace
  }
}
