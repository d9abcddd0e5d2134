import Matrices

extension SpectralMotion {
  /// (5.4) before the logarithm: the eigenvalues mu_i of theta theta^T under the label-noise flow.
  ///
  /// With eigenvectors w_i = (x_i; y_i) and S_ij, the rate of E (w_i^T A(dN) w_j)^2,
  ///
  ///     S_ij = (x_i^T C x_i) |y_j|^2 + (x_j^T C x_j) |y_i|^2 + 2 (x_i^T C x_j) (y_i . y_j),
  ///
  /// the spread is eta (mu_i + mu_j)^2 S_ij and the growth eta sum_j mu_j S_ij = eta w_i^T E(A Gamma A) w_i.
  init(weights frame: GramFrame, gradient m: Matrix, covariance c: Matrix, eta: Double) {
    let s = WeightSpread(frame, covariance: c)
    let (size, mu) = (frame.values.count, frame.values)
    let pulls = s.x.transposed * m * s.y
    let slope = pulls + pulls.transposed
    // E A(dN) Gamma A(dN) has the blocks tr(Gamma_22) C, C Gamma_12 and tr(C Gamma_11) I.
    let gamma = frame.matrix * frame.matrix.transposed
    let p = c.rows
    let (upper, lower) = (0..<p, p..<size)
    let cross = s.x.transposed * c * gamma[upper, lower] * s.y
    let growth = Matrix(size, size) { i, j in
      eta
        * (gamma[lower, lower].trace * s.inputs[i, j] + cross[i, j] + cross[j, i]
          + (c * gamma[upper, upper]).trace * s.outputs[i, j])
    }
    self.init(
      values: mu, loss: (0..<size).map { 2 * mu[$0] * slope[$0, $0] },
      growth: (0..<size).map { growth[$0, $0] },
      spread: Matrix(size, size) { i, j in
        eta * (mu[i] + mu[j]) * (mu[i] + mu[j]) * s.rates[i, j]
      },
      covariation: Matrix(size, size) { i, j in
        16 * eta * mu[i] * mu[j] * s.inputs[i, j] * s.outputs[i, j]
      },
      mean: Matrix(size, size) { i, j in (mu[i] + mu[j]) * slope[i, j] + growth[i, j] })
  }

  /// (5.4) at the weights of a state, with all constants from the raw data of a setting.
  init(weightsOf state: NetworkState, _ setting: Setting) {
    self.init(
      weights: GramFrame(state.theta), gradient: setting.problem.functionGradient(at: state.product),
      covariance: setting.noiseCovariance, eta: setting.learningRate)
  }
}

/// (5.4): the drift of log mu_i,
///
///     2 w_i^T J w_i - eta w_i^T K w_i + 2 eta sum_{j != i} S_ij (mu_i + mu_j) / (mu_i - mu_j),
///
/// where sum_j S_ij = w_i^T K w_i. The repulsion is antisymmetric, so the sum over i is -2 eta k tr C.
struct LogarithmicMotion: Sendable {
  let loss: [Double]
  /// -eta w_i^T K w_i
  let damping: [Double]
  let repulsion: [Double]
  /// sum_j |each term of the repulsion|, which rounding is measured by
  let size: [Double]

  var drift: [Double] { loss.indices.map { loss[$0] + damping[$0] + repulsion[$0] } }

  init(_ frame: GramFrame, gradient m: Matrix, covariance c: Matrix, eta: Double) {
    let s = WeightSpread(frame, covariance: c)
    let mu = frame.values
    let pulls = s.x.transposed * m * s.y
    let k = Double(m.columns)
    let terms = mu.indices.map { i in
      mu.indices.filter { $0 != i }.map { j in
        2 * eta * s.rates[i, j] * (mu[i] + mu[j]) / (mu[i] - mu[j])
      }
    }
    loss = mu.indices.map { 4 * pulls[$0, $0] }
    damping = mu.indices.map { -eta * (k * s.inputs[$0, $0] + c.trace * s.outputs[$0, $0]) }
    repulsion = terms.map { $0.reduce(0, +) }
    size = terms.map { $0.reduce(0) { $0 + abs($1) } }
  }
}

/// S_ij and what it is made of, in the eigenvectors w_i = (x_i; y_i) of theta theta^T.
private struct WeightSpread {
  let x: Matrix
  let y: Matrix
  /// x_i^T C x_j
  let inputs: Matrix
  /// y_i . y_j
  let outputs: Matrix
  /// S_ij
  let rates: Matrix

  init(_ frame: GramFrame, covariance c: Matrix) {
    let (size, p) = (frame.values.count, c.rows)
    let w = frame.vectors
    x = w[0..<p, 0..<size]
    y = w[p..<size, 0..<size]
    let (a, b) = (x.transposed * c * x, y.transposed * y)
    (inputs, outputs) = (a, b)
    rates = Matrix(size, size) { i, j in
      a[i, i] * b[j, j] + a[j, j] * b[i, i] + 2 * a[i, j] * b[i, j]
    }
  }
}
