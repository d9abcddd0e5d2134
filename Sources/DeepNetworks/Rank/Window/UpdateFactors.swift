import Matrices

/// What one step of SGD did to one layer, in factors: W' = beta W - (mu/B) D^T A.
///
/// D is uses x outputs, A is uses x inputs: a row for each of the m_l uses that each of the B samples made of the weights
/// (outputs x inputs; of a convolution the filter matrix).
public struct UpdateFactors: Sendable {
  /// D: the loss's derivative by what the layer gave, a row a use
  public var deltas: Matrix
  /// A: what the layer was given, a row a use
  public var inputs: Matrix
  /// B
  public var samples: Int
  /// mu
  public var learningRate: Double
  /// beta = 1 - mu weightDecay
  public var decay: Double

  /// D and A with as many rows.
  public init(deltas: Matrix, inputs: Matrix, samples: Int, learningRate: Double, decay: Double) {
    precondition(
      deltas.rows == inputs.rows, "\(deltas.rows) uses by their deltas and \(inputs.rows) by their inputs")
    precondition(samples > 0, "a step of \(samples) samples")
    self.deltas = deltas
    self.inputs = inputs
    self.samples = samples
    self.learningRate = learningRate
    self.decay = decay
  }

  public var uses: Int { deltas.rows }
  public var outputs: Int { deltas.columns }
  public var inputCount: Int { inputs.columns }

  /// D^T A / B, outputs x inputs
  public var gradient: Matrix { (1 / Double(samples)) * (deltas.transposed * inputs) }

  /// beta W - mu D^T A / B
  public func applied(to weights: Matrix) -> Matrix { decay * weights - learningRate * gradient }
}
