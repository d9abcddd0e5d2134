import Learning
import Matrices

/// (5.5): the motion of the numbers of a `SpectralState` under the label-noise flow, for one output and white inputs.
///
/// With m_i = g_i - h zeta_i, l_ij = lambda_i - lambda_j, r_ij = 1/l_ij, t_ij = (m_j zeta_i + m_i zeta_j) r_ij, sums over j != i, and
/// independent Brownian motions beta_i,
///
///     d lambda_i = [ 2 zeta_i m_i + eps (q + sum_j (zeta_i^2 + zeta_j^2) r_ij) ] dt + 2 sqrt(eps) zeta_i dbeta_i
///     d zeta_i = [ (q + lambda_i) m_i + sum_j t_ij zeta_j + eps zeta_i (1 + sum_j (q + lambda_j) r_ij + sum_j zeta_j^2 r_ij
///         sum_{m != i,j} r_im - (1/2) sum_j (zeta_i^2 + zeta_j^2) r_ij^2) ] dt
///         + sqrt(eps) [ (q + lambda_i + sum_j zeta_j^2 r_ij) dbeta_i + sum_j zeta_i zeta_j r_ij dbeta_j ]
///     d g_i = [ sum_j t_ij g_j + eps (sum_j zeta_i zeta_j g_j r_ij sum_{m != i,j} r_im - (1/2) g_i sum_j (zeta_i^2 +
///         zeta_j^2) r_ij^2) ] dt + sqrt(eps) sum_j g_j r_ij (zeta_j dbeta_i + zeta_i dbeta_j)
///     d q = [ 2 sum_i zeta_i m_i + eps sum_i lambda_i ] dt + 2 sqrt(eps) sum_i zeta_i dbeta_i.
struct ClosedMotion: Sendable {
  /// In the order lambda, zeta, g, q: 3p + 1 rates.
  let drift: [Double]
  /// Row by row what dbeta_1, ..., dbeta_p do to them, sqrt(eps) included.
  let diffusion: Matrix
  /// Sums of the sizes of the terms of each drift, which rounding is measured by.
  let size: [Double]

  init(_ state: SpectralState, noise eps: Double, curvature: Double) {
    let (lambda, zeta, g, q) = (state.eigenvalues, state.products, state.targets, state.outputSquare)
    let p = lambda.count
    let m = (0..<p).map { g[$0] - curvature * zeta[$0] }
    let all = 0..<p
    func sum(without i: Int, _ term: (Int, Double) -> Double) -> Double {
      all.reduce(0) { $1 == i ? $0 : $0 + term($1, 1 / (lambda[i] - lambda[$1])) }
    }
    /// What a turning of the eigenvectors does to the components x of a fixed vector, beside the noise.
    func turning(_ x: [Double], _ i: Int) -> [Double] {
      let whole = sum(without: i) { $1 }
      return [
        sum(without: i) { (m[$0] * zeta[i] + m[i] * zeta[$0]) * $1 * x[$0] },
        eps * sum(without: i) { zeta[i] * zeta[$0] * x[$0] * $1 * (whole - $1) },
        -0.5 * eps * x[i] * sum(without: i) { (zeta[i] * zeta[i] + zeta[$0] * zeta[$0]) * $1 * $1 },
      ]
    }
    let terms: [[Double]] =
      all.map { i in
        [
          2 * zeta[i] * m[i], eps * q,
          eps * sum(without: i) { (zeta[i] * zeta[i] + zeta[$0] * zeta[$0]) * $1 },
        ]
      }
      + all.map { i in
        [
          (q + lambda[i]) * m[i], eps * zeta[i], eps * zeta[i] * sum(without: i) { (q + lambda[$0]) * $1 },
        ] + turning(zeta, i)
      } + all.map { turning(g, $0) }
      + [[2 * zip(zeta, m).reduce(0) { $0 + $1.0 * $1.1 }, eps * lambda.reduce(0, +)]]
    drift = terms.map { $0.reduce(0, +) }
    size = terms.map { $0.reduce(0) { $0 + abs($1) } }
    let root = eps.squareRoot()
    diffusion = Matrix(3 * p + 1, p) { row, j in
      let i = row % p
      guard row < 3 * p else { return 2 * root * zeta[j] }
      let r = i == j ? 0 : 1 / (lambda[i] - lambda[j])
      switch row / p {
      case 0: return i == j ? 2 * root * zeta[i] : 0
      case 1:
        guard i == j else { return root * zeta[i] * zeta[j] * r }
        return root * (q + lambda[i] + sum(without: i) { zeta[$0] * zeta[$0] * $1 })
      default:
        guard i == j else { return root * zeta[i] * g[j] * r }
        return root * sum(without: i) { zeta[$0] * g[$0] * $1 }
      }
    }
  }
}
