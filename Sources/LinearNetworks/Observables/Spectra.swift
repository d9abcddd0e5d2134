import Matrices

extension NetworkState {
  /// log det(theta theta^T) = 2 sum log s_i(theta): from the tracked factor where there is one, else from the singular
  /// values; minus infinity if width < inputs + outputs.
  public var logDeterminant: Double { currentFactor?.logDeterminant ?? logGramDeterminant(theta) }

  /// The singular values of theta, largest first; of full relative accuracy where the factor is tracked.
  public var singularValues: [Double] { (currentFactor?.triangle ?? theta).singularValues }

  /// The eigenvalues of D = W1^T W1 - W2 W2^T, ascending, without the width - P of them that are zero whatever the
  /// weights: with theta^T = Q R they are those of R S R^T, S = diag(I_p, -I_k).
  public var balancednessEigenvalues: [Double] {
    guard width > rows else { return balancedness.symmetricEigenvalues }
    guard isFinite else { return [Double](repeating: .nan, count: rows) }
    let r = theta.transposed.qr.r
    let s = Matrix(rows, rows) { $0 == $1 ? ($0 < inputs ? 1 : -1) : 0 }
    return (r * s * r.transposed).symmetricEigenvalues
  }
}
