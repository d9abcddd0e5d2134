import Matrices

/// What one step added to one weight of a network.
///
/// Without momentum it is all that the step did; with it, the same factors give the gradient alone.
public struct LayerUpdate: Sendable {
  /// The number of the weight among the network's weights.
  public let layer: Int
  /// Steps done before this one.
  public let step: Int
  public let factors: UpdateFactors

  public init(layer: Int, step: Int, factors: UpdateFactors) {
    self.layer = layer
    self.step = step
    self.factors = factors
  }

  /// G = D^T A / B, p x q
  public var gradient: Matrix { factors.gradient }

  /// D^T A / B with the B that was asked for, whatever the engine says.
  func gradient(batchSize: Int) -> Matrix {
    (1 / Double(batchSize)) * (factors.deltas.transposed * factors.inputs)
  }
}

/// Gets the update of every weight in every step, from the last layer to the first, before the weight is moved.
public struct UpdateRecorder: Sendable {
  /// The first step of which updates are wanted; those before cost nothing.
  public let first: Int
  public let record: @Sendable (LayerUpdate) -> Void

  public init(from first: Int = 0, _ record: @escaping @Sendable (LayerUpdate) -> Void) {
    self.first = first
    self.record = record
  }
}

/// The matrix of numbers that lie row after row.
@specialized(where Element == Float)
@specialized(where Element == Double)
func rowMatrix<Element: NetworkElement>(
  _ numbers: UnsafePointer<Element>, _ rows: Int, _ columns: Int
) -> Matrix {
  var matrix = Matrix(zeros: rows, columns)
  matrix.entries.withUnsafeMutableBufferPointer { entries in
    for i in 0..<rows {
      for j in 0..<columns { entries[j * rows + i] = Double(numbers[i * columns + j]) }
    }
  }
  return matrix
}
