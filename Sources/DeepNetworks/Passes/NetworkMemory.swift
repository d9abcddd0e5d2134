/// The memory of one batch: what flows through a network, what flows back, and scratch. Made once, used again.
public final class NetworkMemory<Element: NetworkElement> {
  public let network: Network
  /// B
  public let batchSize: Int
  /// What each buffer of the network holds, and the gradient of the sum of the losses by it.
  public let values: [UnsafeMutablePointer<Element>]
  public let deltas: [UnsafeMutablePointer<Element>]
  /// Room for the longest vector of a layer.
  let vector: UnsafeMutablePointer<Element>
  /// Room for the largest parameter.
  let matrix: UnsafeMutablePointer<Element>
  /// Room for the gradients at the outputs of a layer, turned, where its uses are few.
  let turned: UnsafeMutablePointer<Element>
  /// Room for what the parts of a crew find of the gradient at the inputs of a layer.
  let partials: UnsafeMutablePointer<Element>
  /// Room for a row of scores.
  let scratch: UnsafeMutablePointer<Double>
  private let numbers: NumberMemory<Element>
  private let doubles: NumberMemory<Double>

  public init(_ network: Network, batchSize: Int) {
    precondition(batchSize > 0, "a batch of \(batchSize) samples")
    self.network = network
    self.batchSize = batchSize
    let counts = network.buffers.map {
      NumberMemory<Element>.aligned($0.rows * $0.columns * ($0.isPerSample ? batchSize : 1))
    }
    let flow = counts.reduce(0, +)
    let longest = NumberMemory<Element>.aligned(
      max(network.parameters.map(\.rows).max() ?? 1, network.buffers.map(\.columns).max() ?? 1))
    let largest = NumberMemory<Element>.aligned(network.parameters.map(\.count).max() ?? 1)
    let few = network.weights.filter { $0.uses * batchSize <= LayerShare<Element>.few }
    let shared = few.map { weight in
      let uses = weight.uses * batchSize
      return (LayerShare<Element>.parts(outputs: weight.rows, inputs: weight.columns, uses: uses) - 1)
        * uses * weight.columns
    }
    let side = NumberMemory<Element>.aligned(few.map { $0.uses * batchSize * $0.rows }.max() ?? 0)
    numbers = NumberMemory(count: 2 * flow + longest + largest + side + (shared.max() ?? 0))
    doubles = NumberMemory(count: network.buffers.map(\.columns).max() ?? 1)
    var place = numbers.base
    var (values, deltas): ([UnsafeMutablePointer<Element>], [UnsafeMutablePointer<Element>]) = ([], [])
    for count in counts {
      values.append(place)
      deltas.append(place + flow)
      place += count
    }
    self.values = values
    self.deltas = deltas
    vector = numbers.base + 2 * flow
    matrix = vector + longest
    turned = matrix + largest
    partials = turned + side
    scratch = doubles.base
  }

  /// How many numbers a buffer has for the batch.
  func count(_ buffer: Int) -> Int {
    let shape = network.buffers[buffer]
    return shape.rows * shape.columns * (shape.isPerSample ? batchSize : 1)
  }

  /// The outputs of the network, B x k.
  public var outputs: UnsafeMutablePointer<Element> { values[network.output] }
  public var outputDeltas: UnsafeMutablePointer<Element> { deltas[network.output] }

  /// Some of the batch's numbers, copied: of what flows, or of what flows back.
  public func copy(of buffer: Int, back: Bool = false) -> [Element] {
    Array(UnsafeBufferPointer(start: (back ? deltas : values)[buffer], count: count(buffer)))
  }
}
