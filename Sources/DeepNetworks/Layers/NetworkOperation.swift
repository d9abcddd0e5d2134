/// One operation on the buffers of a batch. A network is a list of them; backwards they are gone through from the last to the
/// first.
public struct NetworkOperation: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// to = from W^T + b
    case linear(weight: Int, bias: Int?)
    case rectify
    /// `extra` is the buffer of the deviates, `extra` + 1 that of five numbers a channel.
    case normalize(epsilon: Double, gain: Int?, mean: Int, extra: Int)
    case unfold(Patches)
    /// `extra` is the buffer of the queries; keys, values and the attention follow.
    case attend(query: Int, extra: Int)
    /// to = from + other; `otherAdds` as `adds`.
    case add(other: Int, otherAdds: Bool)
  }

  /// The patches of a convolution of one sample.
  public struct Patches: Sendable, Equatable {
    public let image: LayerShape
    public let kernel: Int
    public let stride: Int
    public let padding: Int
  }

  public var kind: Kind
  /// The number of the layer in the network's list, from 0 on.
  public let layer: Int
  public let from: Int
  public let to: Int
  /// Whether the gradient at `from` is added to what later operations have left there.
  public var adds = false
  /// Whether the gradient at `from` is needed.
  public var goesBack = true
}

/// A place for what flows: `rows` rows of `columns` numbers for every sample, or the same for the whole batch.
public struct FlowBuffer: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  public var isPerSample = true
}
