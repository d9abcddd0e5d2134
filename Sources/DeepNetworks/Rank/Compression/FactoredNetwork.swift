import Matrices

/// A network some of whose weights are products of two: a layer is two layers with nothing in between.
///
///     x -> W x + b    becomes    x -> left (right x) + b,
///
/// and a convolution becomes one with as many filters as the rank, followed by a layer position by position.
public struct FactoredNetwork: Sendable {
  public let original: Network
  public let network: Network
  /// Weight by weight of the original: the rank of its factors, or nil where it stays whole.
  public let ranks: [Int?]

  /// Traps if there is not one rank a weight, or if a weight of attention has one.
  public init(_ original: Network, ranks: [Int?]) {
    precondition(
      ranks.count == original.weights.count, "\(ranks.count) ranks for \(original.weights.count) weights")
    var left = ranks[...]
    let layers = Self.factored(original.layers, &left)
    self.original = original
    self.ranks = ranks
    network = Network(inputs: original.inputShape, layers: layers)
  }

  private static func factored(_ layers: [Layer], _ ranks: inout ArraySlice<Int?>) -> [Layer] {
    layers.flatMap { layer -> [Layer] in
      switch layer {
      case .linear(let outputs, let biases):
        guard let rank = ranks.removeFirst() else { return [layer] }
        return [.linear(outputs: rank, biases: false), .linear(outputs: outputs, biases: biases)]
      case .positionwise(let outputs, let biases):
        guard let rank = ranks.removeFirst() else { return [layer] }
        return [.positionwise(outputs: rank, biases: false), .positionwise(outputs: outputs, biases: biases)]
      case .convolution(let channels, let kernel, let stride, let padding, let biases):
        guard let rank = ranks.removeFirst() else { return [layer] }
        return [
          .convolution(channels: rank, kernel: kernel, stride: stride, padding: padding, biases: false),
          .positionwise(outputs: channels, biases: biases),
        ]
      case .attention:
        precondition(ranks.prefix(3).allSatisfy { $0 == nil }, "attention is not factored")
        ranks.removeFirst(3)
        return [layer]
      case .residual(let body, let shortcut):
        let inner = factored(body, &ranks)
        return [.residual(inner, shortcut: factored(shortcut, &ranks))]
      case .rectifier, .batchNormalization: return [layer]
      }
    }
  }

  /// The state of the factored network that is nearest to one of the original: what has a rank is cut to it, all else is kept.
  ///
  /// The buffers of a method, such as a velocity, begin at zero.
  public func state<Element>(
    from whole: TrainingState<Element>, method: Descent.Method = .plain
  ) -> TrainingState<Element> {
    state(from: whole, method: method) { weights, rank in LayerFactors(of: weights, rank: rank) }
  }

  /// The same with other factors than the best.
  func state<Element>(
    from whole: TrainingState<Element>, method: Descent.Method = .plain,
    factors: (Matrix, Int) -> LayerFactors
  ) -> TrainingState<Element> {
    var state = TrainingState<Element>(network, method: method)
    for (parameter, place, rank) in places {
      guard let rank else {
        state[network.parameters[place]] = whole[parameter]
        continue
      }
      let found = factors(whole[parameter], rank)
      state[network.parameters[place]] = found.right
      state[network.parameters[place + 1]] = found.left
    }
    state.updates = whole.updates
    return state
  }

  /// The state of the original that computes what a state of the factored network computes: factors multiplied out.
  public func whole<Element>(from state: TrainingState<Element>) -> TrainingState<Element> {
    var whole = TrainingState<Element>(original)
    for (parameter, place, rank) in places {
      let first = state[network.parameters[place]]
      whole[parameter] = rank == nil ? first : state[network.parameters[place + 1]] * first
    }
    whole.updates = state.updates
    return whole
  }

  /// The numbers of the factored network's parameters that stand behind a convolution of few filters: convolutions of one pixel.
  public var pixelwise: Set<Int> {
    Set(
      places.filter { $0.rank != nil && $0.parameter.layerKind?.isConvolution == true }.map { $0.place + 1 })
  }

  /// Every parameter of the original with the number of the first that stands for it, and its rank.
  private var places: [(parameter: NetworkParameter, place: Int, rank: Int?)] {
    var (place, weight) = (0, 0)
    return original.parameters.map { parameter in
      let rank = parameter.kind == .weight ? ranks[weight] : nil
      defer {
        place += rank == nil ? 1 : 2
        weight += parameter.kind == .weight ? 1 : 0
      }
      return (parameter, place, rank)
    }
  }
}
