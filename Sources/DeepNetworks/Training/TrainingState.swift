import Matrices
import Simulation

/// Where a training stands: all numbers of the network, the buffers of the method, and how many updates were made. Nothing else
/// decides how it goes on, so it is the checkpoint too.
public struct TrainingState<Element: NetworkElement>: TrajectoryState, Equatable {
  public let parameters: [NetworkParameter]
  /// All parameters and running moments, each row after row, at their offsets.
  public internal(set) var weights: NumberBuffer<Element>
  /// The velocity of the heavy ball, Adam's first average or the last gradient where its norm is needed; empty for plain
  /// descent.
  public internal(set) var velocity: NumberBuffer<Element>
  /// Adam's second average; empty otherwise.
  public internal(set) var squares: NumberBuffer<Element>
  /// Updates made.
  public internal(set) var updates: Int

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public init(_ network: Network, method: Descent.Method = .plain) {
    parameters = network.parameters
    weights = NumberBuffer(zeros: network.size)
    let (hasVelocity, hasSquares) =
      switch method {
      case .plain: (false, false)
      case .heavyBall, .unitGradient: (true, false)
      case .adam: (true, true)
      }
    velocity = NumberBuffer(zeros: hasVelocity ? network.size : 0)
    squares = NumberBuffer(zeros: hasSquares ? network.size : 0)
    updates = 0
    for parameter in parameters where parameter.kind == .gain || parameter.kind == .runningVariance {
      fill(parameter) { _, _ in 1 }
    }
  }

  public var isFinite: Bool { weights.isFinite && velocity.isFinite }
  public var size: Int { weights.count + velocity.count + squares.count }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public mutating func assign(_ other: TrainingState) {
    weights.assign(other.weights)
    velocity.assign(other.velocity)
    squares.assign(other.squares)
    updates = other.updates
  }

  /// A parameter as a matrix of doubles; a vector is a column.
  public subscript(_ parameter: NetworkParameter) -> Matrix {
    get { weights.withReading { rowMatrix($0 + parameter.offset, parameter.rows, parameter.columns) } }
    set {
      precondition(
        newValue.rows == parameter.rows && newValue.columns == parameter.columns,
        "a \(newValue.rows) x \(newValue.columns) matrix for \(parameter.name)")
      fill(parameter) { newValue[$0, $1] }
    }
  }

  /// The velocity of a parameter, where the method has one.
  func velocity(of parameter: NetworkParameter) -> Matrix {
    velocity.withReading { rowMatrix($0 + parameter.offset, parameter.rows, parameter.columns) }
  }

  /// The weight matrices of the layers.
  public var layers: [NetworkParameter] { parameters.filter { $0.kind == .weight } }

  /// Entry after entry, row after row.
  mutating func fill(_ parameter: NetworkParameter, _ entry: (Int, Int) -> Double) {
    weights.withWriting { base in
      for i in 0..<parameter.rows {
        for j in 0..<parameter.columns {
          base[parameter.offset + i * parameter.columns + j] = Element(entry(i, j))
        }
      }
    }
  }
}

extension TrainingState {
  /// The whole state as doubles: updates, weights, velocity, squares. Exact for both precisions.
  public var checkpoint: [Double] {
    [Double(updates)] + (weights.numbers + velocity.numbers + squares.numbers).map { Double($0) }
  }

  /// The state of a checkpoint of the same network and method; nil if the numbers do not fit.
  public init?(_ network: Network, method: Descent.Method, checkpoint: [Double]) {
    self.init(network, method: method)
    guard checkpoint.count == 1 + size, let updates = Int(exactly: checkpoint[0]), updates >= 0 else {
      return nil
    }
    self.updates = updates
    var rest = checkpoint.dropFirst()
    func take(_ count: Int) -> NumberBuffer<Element> {
      defer { rest = rest.dropFirst(count) }
      return NumberBuffer(rest.prefix(count).map { Element($0) })
    }
    weights = take(weights.count)
    velocity = take(velocity.count)
    squares = take(squares.count)
  }
}
