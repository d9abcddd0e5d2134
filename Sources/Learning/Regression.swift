import Matrices

/// A least-squares problem: n samples of p inputs and k targets, with the loss L(W) = |X W - Y|^2 / (2n).
public struct Regression: Sendable {
  /// X, n x p
  public let inputs: Matrix
  /// Y, n x k
  public let targets: Matrix
  /// H = X^T X / n, p x p
  public let secondMoment: Matrix
  /// b = X^T Y / n, p x k
  public let crossMoment: Matrix

  public init(inputs: Matrix, targets: Matrix) {
    precondition(
      inputs.rows == targets.rows && inputs.rows > 0,
      "\(inputs.rows) samples of inputs and \(targets.rows) of targets")
    self.inputs = inputs
    self.targets = targets
    let scale = 1 / Double(inputs.rows)
    secondMoment = scale * (inputs.transposed * inputs)
    crossMoment = scale * (inputs.transposed * targets)
  }

  /// n
  public var samples: Int { inputs.rows }
  /// p
  public var inputCount: Int { inputs.columns }
  /// k
  public var outputCount: Int { targets.columns }

  /// L(W) = |X W - Y|^2 / (2n), from the residuals, so that it is right down to rounding at an interpolation.
  public func loss(at w: Matrix) -> Double {
    (inputs * w - targets).squaredNorm / Double(2 * samples)
  }

  /// M(W) = -dL/dW = X^T (Y - X W) / n, p x k
  public func functionGradient(at w: Matrix) -> Matrix {
    (1 / Double(samples)) * (inputs.transposed * (targets - inputs * w))
  }

  /// The same problem in coordinates x -> V^T x, for an orthogonal V.
  public func rotated(by v: Matrix) -> Regression { Regression(inputs: inputs * v, targets: targets) }
}
