/// A network of any depth: its layers, and what they come to: parameters, operations and buffers.
public struct Network: Sendable, Equatable {
  public let inputShape: LayerShape
  public let layers: [Layer]
  public let parameters: [NetworkParameter]
  public let operations: [NetworkOperation]
  public let buffers: [FlowBuffer]
  /// The buffer of the outputs.
  public let output: Int
  public let outputShape: LayerShape
  /// How many numbers the parameters take, with gaps that keep each on a multiple of 64 bytes.
  public let size: Int

  /// Traps on layers that do not fit each other.
  public init(inputs: LayerShape, layers: [Layer]) {
    inputShape = inputs
    self.layers = layers
    var builder = NetworkBuilder(inputs: inputs)
    builder.append(layers)
    builder.finish()
    parameters = builder.parameters
    operations = builder.operations
    buffers = builder.buffers
    output = builder.current
    outputShape = builder.shape
    size = builder.size
  }

  /// A multi-layer perceptron: linear layers of the widths given, a rectifier after each but the last; with `normalized`, batch
  /// normalisation before each rectifier.
  public static func perceptron(
    _ widths: [Int], biases: Bool = true, normalized: Layer? = nil
  ) -> Network {
    precondition(widths.count >= 2, "a perceptron from \(widths.count) widths")
    var layers: [Layer] = []
    for width in widths.dropFirst().dropLast() {
      layers.append(.linear(outputs: width, biases: biases))
      if let normalized { layers.append(normalized) }
      layers.append(.rectifier)
    }
    layers.append(.linear(outputs: widths[widths.count - 1], biases: biases))
    return Network(inputs: LayerShape(channels: widths[0]), layers: layers)
  }

  /// A linear network: the same without rectifiers and biases.
  public static func linear(_ widths: [Int]) -> Network {
    Network(
      inputs: LayerShape(channels: widths[0]),
      layers: widths.dropFirst().map { .linear(outputs: $0, biases: false) })
  }

  /// The weight matrices, in their order: what ranks are of.
  public var weights: [NetworkParameter] { parameters.filter { $0.kind == .weight } }

  /// The number of a parameter among the weights; nil if it is none.
  public func weightIndex(of parameter: Int) -> Int? {
    guard parameters[parameter].kind == .weight else { return nil }
    return parameters[..<parameter].count { $0.kind == .weight }
  }

  /// Numbers learnt.
  public var learntCount: Int { parameters.reduce(0) { $0 + ($1.isLearnt ? $1.count : 0) } }

  /// Whether all that is between the inputs and the outputs is linear layers and rectifiers without biases: f(W) is then
  /// homogeneous of degree one in every weight.
  public var isHomogeneous: Bool {
    layers.allSatisfy {
      switch $0 {
      case .linear(_, let biases), .positionwise(_, let biases), .convolution(_, _, _, _, let biases): !biases
      case .rectifier: true
      case .batchNormalization, .attention, .residual: false
      }
    }
  }
}
