import Matrices

/// What one step added to one weight matrix, as the factors that the gradient is made of:
///
///     W <- decay W - (learningRate / samples) deltas^T inputs
///
/// for descent without momentum. With it, the same factors give the gradient deltas^T inputs / samples alone.
public struct LayerUpdate: Sendable {
  /// The number of the weight among the network's weights.
  public let layer: Int
  /// Steps done before this one.
  public let step: Int
  /// D, uses x p: the gradient of each sample's loss at the layer's outputs, uses = m_l B rows
  public let deltas: Matrix
  /// A, uses x q: the layer's inputs
  public let inputs: Matrix
  /// B
  public let samples: Int
  /// mu of this step and this layer
  public let learningRate: Double
  /// beta = 1 - mu x weight decay
  public let decay: Double

  public init(
    layer: Int, step: Int, deltas: Matrix, inputs: Matrix, samples: Int, learningRate: Double, decay: Double
  ) {
    self.layer = layer
    self.step = step
    self.deltas = deltas
    self.inputs = inputs
    self.samples = samples
    self.learningRate = learningRate
    self.decay = decay
  }

  /// G = D^T A / B, p x q
  public var gradient: Matrix { gradient(batchSize: samples) }

  /// D^T A / B with the B that was asked for, whatever the engine says.
  func gradient(batchSize: Int) -> Matrix { (1 / Double(batchSize)) * (deltas.transposed * inputs) }
}

/// Gets the update of every weight in every step, from the last layer to the first, before the weight is moved.
public struct UpdateRecorder: Sendable {
  public let record: @Sendable (LayerUpdate) -> Void

  public init(_ record: @escaping @Sendable (LayerUpdate) -> Void) { self.record = record }
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
