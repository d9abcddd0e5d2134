/// What a weight matrix does in its layer.
public enum LayerKind: Sendable, Equatable {
  /// On all of a sample's numbers at once.
  case linear
  /// On every position for itself.
  case positionwise
  /// On the k x k patch around every position: filters x channels k^2.
  case convolution(kernel: Int, stride: Int, padding: Int)
  /// The three of self-attention.
  case query, key, value

  /// In a word or two: `linear`, `conv 3x3`, `conv 3x3/2` with a stride of 2.
  public var label: String {
    switch self {
    case .linear: "linear"
    case .positionwise: "positionwise"
    case .convolution(let kernel, let stride, _):
      "conv \(kernel)x\(kernel)" + (stride == 1 ? "" : "/\(stride)")
    case .query: "query"
    case .key: "key"
    case .value: "value"
    }
  }

  public var isConvolution: Bool { if case .convolution = self { true } else { false } }
}

extension NetworkParameter {
  /// Whether it is one of the three weights of self-attention.
  public var isOfAttention: Bool {
    switch layerKind {
    case .query?, .key?, .value?: true
    default: false
    }
  }
}

extension Network {
  /// What part a weight plays, by its number among the weights.
  public func role(of number: Int) -> NetworkLayer.Role {
    let weight = weights[number]
    return weight.isShortcut ? .shortcut : number == weights.count - 1 ? .head : .hidden
  }

  /// The weights between inputs and head that are no shortcuts: those whose ranks are averaged.
  public var hiddenWeights: [Int] { weights.indices.filter { role(of: $0) == .hidden } }
}
