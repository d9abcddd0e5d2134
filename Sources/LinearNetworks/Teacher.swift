import Learning
import Matrices

/// The linear teacher x -> W*^T x that drew the data, and the covariance of the inputs it draws: what a network would
/// have to know to predict labels that it has not seen.
public struct Teacher: Sendable {
  /// W*, p x k
  public let weights: Matrix
  /// Sigma = E x x^T, p x p
  public let covariance: Matrix

  public init(weights: Matrix, covariance: Matrix) {
    self.weights = weights
    self.covariance = covariance
  }

  /// The same in coordinates x -> V^T x, for an orthogonal V.
  func rotated(by v: Matrix) -> Teacher {
    Teacher(weights: v.transposed * weights, covariance: v.transposed * covariance * v)
  }

  /// E |W^T x - W*^T x|^2 = tr((W - W*)^T Sigma (W - W*)): the part of a prediction's squared error that is not the
  /// label's own.
  public func excessRisk(of product: Matrix) -> Double {
    let error = product - weights
    return inner(error, covariance * error)
  }
}

extension GaussianTeacher {
  /// E x x^T of the inputs; the identity for whitened ones.
  public var inputCovariance: Matrix {
    switch covariance {
    case .identity, .whitened: .identity(inputs)
    case .diagonal(let values): .diagonal(values)
    case .autoregressive(let rho):
      Matrix(inputs, inputs) { i, j in (0..<abs(i - j)).reduce(1) { power, _ in power * rho } }
    }
  }
}
