/// What happens to a parameter when its gradient comes by, as factors: G = D^T A / B for a weight with `rows` rows of deltas D
/// and inputs A.
struct ParameterUpdate<Element: NetworkElement> {
  enum Rule {
    /// W <- keep W - (rate / B) D^T A, in one product.
    case plain
    /// v <- momentum v + G (+ decay W, coupled), W <- W - rate v, or keep W - rate v.
    case heavyBall(momentum: Double, isCoupled: Bool)
    /// Adam, with weight decay in the gradient (coupled) or beside it.
    case adam(Adam, isCoupled: Bool)
    /// The gradient alone, put where the velocity is.
    case gradient
  }

  let rule: Rule
  let memory: NetworkMemory<Element>
  let weights: UnsafeMutablePointer<Element>
  let velocity: UnsafeMutablePointer<Element>?
  let squares: UnsafeMutablePointer<Element>?
  /// mu and mu x decay of this step, before the factors of each parameter.
  let learningRate: Double
  let weightDecay: Double
  /// Steps done before this one.
  let updates: Int
  /// For each parameter.
  let rateFactors: [Double]
  let decayFactors: [Double]
  let recorder: UpdateRecorder?

  private func rate(_ parameter: Int) -> Double { learningRate * rateFactors[parameter] }
  private func decay(_ parameter: Int) -> Double { weightDecay * decayFactors[parameter] }
  private func keep(_ parameter: Int) -> Double { 1 - rate(parameter) * decay(parameter) }
  private var share: Double { 1 / Double(memory.batchSize) }

  /// Whether a weight with so many rows of deltas is moved together with the gradient at its inputs.
  func sweeps(rows: Int) -> Bool {
    guard case .plain = rule else { return false }
    return rows <= LayerShare<Element>.few
  }

  /// back (+)= D W, and W <- keep W - (rate / B) D^T A.
  func sweep(
    _ parameter: Int, _ d: UnsafeMutablePointer<Element>, _ a: UnsafeMutablePointer<Element>, rows: Int,
    back: UnsafeMutablePointer<Element>?, addingBack: Bool
  ) {
    record(parameter, d, a, rows: rows)
    let shape = memory.network.parameters[parameter]
    var layer = LayerShare(
      w: weights + shape.offset, outputs: shape.rows, inputs: shape.columns, uses: rows, x: a, y: d,
      in: memory)
    layer.back = back
    layer.keep = Element(keep(parameter))
    layer.scale = Element(-rate(parameter) * share)
    layer.descend(addingBack: addingBack)
  }

  /// The gradient of a weight: G = D^T A / B.
  func take(
    _ parameter: Int, _ d: UnsafeMutablePointer<Element>, _ a: UnsafeMutablePointer<Element>, rows: Int
  ) {
    record(parameter, d, a, rows: rows)
    let offset = memory.network.parameters[parameter].offset
    switch rule {
    case .plain:
      product(
        parameter, d, a, rows, into: weights + offset, scale: -rate(parameter) * share, keep: keep(parameter))
    case .heavyBall(let momentum, _):
      guard let velocity else { return }
      product(parameter, d, a, rows, into: velocity + offset, scale: share, keep: momentum)
      roll(parameter)
    case .adam:
      product(parameter, d, a, rows, into: memory.matrix, scale: share, keep: 0)
      adapt(parameter)
    case .gradient:
      guard let velocity else { return }
      product(parameter, d, a, rows, into: velocity + offset, scale: share, keep: 0)
    }
  }

  /// The gradient of a bias: the sum of the rows of D, divided by B.
  func take(_ parameter: Int, sumOf d: UnsafeMutablePointer<Element>, rows: Int) {
    let count = memory.network.parameters[parameter].rows
    if rows == 1 { return take(parameter, gradient: d) }
    Element.sum(d, rows: rows, columns: count, into: memory.vector)
    take(parameter, gradient: memory.vector)
  }

  /// The gradient of a vector, B times as large.
  func take(_ parameter: Int, gradient: UnsafeMutablePointer<Element>) {
    let shape = memory.network.parameters[parameter]
    let w = weights + shape.offset
    switch rule {
    case .plain:
      Element.combine(
        w, Element(keep(parameter)), w, Element(-rate(parameter) * share), gradient, count: shape.count)
    case .heavyBall(let momentum, _):
      guard let velocity else { return }
      let v = velocity + shape.offset
      Element.combine(v, Element(momentum), v, Element(share), gradient, count: shape.count)
      roll(parameter)
    case .adam:
      Element.combine(memory.matrix, Element(share), gradient, 0, gradient, count: shape.count)
      adapt(parameter)
    case .gradient:
      guard let velocity else { return }
      Element.combine(velocity + shape.offset, Element(share), gradient, 0, gradient, count: shape.count)
    }
  }

  private func product(
    _ parameter: Int, _ d: UnsafeMutablePointer<Element>, _ a: UnsafeMutablePointer<Element>, _ rows: Int,
    into target: UnsafeMutablePointer<Element>, scale: Double, keep: Double
  ) {
    let shape = memory.network.parameters[parameter]
    Element.multiply(
      d, transposingA: true, a, transposingB: false, into: target, rows: shape.rows, columns: shape.columns,
      inner: rows, scale: Element(scale), keep: Element(keep))
  }

  /// The step of a unit gradient, once the whole gradient is where the velocity is.
  func descendAlongGradient() {
    guard let velocity else { return }
    let parameters = memory.network.parameters
    let norm = parameters.reduce(0) {
      $0 + ($1.isLearnt ? Element.squares(velocity + $1.offset, count: $1.count) : 0)
    }.squareRoot()
    for (number, shape) in parameters.enumerated() where shape.isLearnt {
      let w = weights + shape.offset
      Element.combine(
        w, Element(keep(number)), w, Element(norm > 0 ? -rate(number) / norm : 0), velocity + shape.offset,
        count: shape.count)
    }
  }

  /// The step of the heavy ball, once the velocity has the new gradient.
  private func roll(_ parameter: Int) {
    guard case .heavyBall(_, let isCoupled) = rule, let velocity else { return }
    let shape = memory.network.parameters[parameter]
    let (w, v) = (weights + shape.offset, velocity + shape.offset)
    if isCoupled { Element.combine(v, 1, v, Element(decay(parameter)), w, count: shape.count) }
    Element.combine(
      w, Element(isCoupled ? 1 : keep(parameter)), w, Element(-rate(parameter)), v, count: shape.count)
  }

  /// Adam's step along the gradient in `memory.matrix`.
  private func adapt(_ parameter: Int) {
    guard case .adam(let adam, let isCoupled) = rule, let velocity, let squares else { return }
    let shape = memory.network.parameters[parameter]
    let (w, g) = (weights + shape.offset, memory.matrix)
    let (first, second) = adam.corrections(after: updates + 1)
    if isCoupled {
      Element.combine(g, 1, g, Element(decay(parameter)), w, count: shape.count)
    } else {
      Element.combine(w, Element(keep(parameter)), w, 0, w, count: shape.count)
    }
    Element.adapt(
      w, first: velocity + shape.offset, second: squares + shape.offset, along: g, count: shape.count,
      Element(adam.first), Element(adam.second), rate: Element(rate(parameter) / first),
      bias: Element(second), epsilon: Element(adam.epsilon))
  }

  private func record(
    _ parameter: Int, _ d: UnsafeMutablePointer<Element>, _ a: UnsafeMutablePointer<Element>, rows: Int
  ) {
    guard let recorder, updates >= recorder.first,
      let layer = memory.network.weightIndex(of: parameter)
    else { return }
    let shape = memory.network.parameters[parameter]
    recorder.record(
      LayerUpdate(
        layer: layer, step: updates,
        factors: UpdateFactors(
          deltas: rowMatrix(d, rows, shape.rows), inputs: rowMatrix(a, rows, shape.columns),
          samples: memory.batchSize, learningRate: rate(parameter), decay: keep(parameter))))
  }
}
