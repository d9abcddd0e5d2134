import Matrices

extension SpectralMotion {
  /// (5.1): the eigenvalues lambda_i of W1 W1^T under the label-noise flow, for any number of outputs and any C.
  ///
  /// With eigenvectors u_i, zeta_i = W^T u_i and C_ij = u_i^T C u_j,
  ///
  ///     d lambda_i = 2 <M^T u_i, zeta_i> dt + 2 sqrt(eta) <dN^T u_i, zeta_i>
  ///       + eta [ C_ii |W2|^2 + sum_{j != i} (C_ii |zeta_j|^2 + C_jj |zeta_i|^2 + 2 C_ij zeta_i . zeta_j)
  ///                                          / (lambda_i - lambda_j) ] dt,
  ///     d<lambda_i, lambda_j> = 4 eta C_ij zeta_i . zeta_j dt.
  init(firstLayer frame: GramFrame, w2: Matrix, gradient m: Matrix, covariance c: Matrix, eta: Double) {
    let u = frame.vectors
    let turned = u.transposed * c * u
    let zeta = u.transposed * frame.matrix * w2
    let slopes = u.transposed * m
    let products = zeta * zeta.transposed
    let pulls = slopes * zeta.transposed
    let p = frame.values.count
    let size = w2.squaredNorm
    self.init(
      values: frame.values, loss: (0..<p).map { 2 * pulls[$0, $0] },
      growth: (0..<p).map { eta * turned[$0, $0] * size },
      spread: Matrix(p, p) { i, j in
        eta
          * (turned[i, i] * products[j, j] + turned[j, j] * products[i, i]
            + 2 * turned[i, j] * products[i, j])
      },
      covariation: Matrix(p, p) { 4 * eta * turned[$0, $1] * products[$0, $1] },
      mean: Matrix(p, p) { pulls[$0, $1] + pulls[$1, $0] + eta * turned[$0, $1] * size })
  }

  /// (5.1) at the weights of a state, with all constants from the raw data of a setting.
  init(firstLayerOf state: NetworkState, _ setting: Setting) {
    self.init(
      firstLayer: GramFrame(state.W1), w2: state.W2,
      gradient: setting.problem.functionGradient(at: state.product), covariance: setting.noiseCovariance,
      eta: setting.learningRate)
  }
}
