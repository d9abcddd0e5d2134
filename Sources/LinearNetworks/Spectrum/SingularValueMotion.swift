import Matrices

/// (5.2), (5.3): the motion of the eigenvalues lambda_i = s_i^2 and of the singular values s_i of W1 for one output and
/// white inputs, C = c I, with eps = eta c, v_i the right singular vectors of W1 and a_i = <v_i, w2>.
struct SingularValueMotion: Sendable {
  /// s_i, largest first, i < min(p, l)
  let values: [Double]
  /// a_i
  let alignments: [Double]
  /// eps = eta c
  let noise: Double
  /// a_i u_i^T M
  let loss: [Double]
  /// (eps/2) s_i sum_{j != i} (a_i^2 + a_j^2) / (s_i^2 - s_j^2)
  let repulsion: [Double]
  /// (eps/2) (|a_perp|^2 + (p - l)_+ a_i^2) / s_i: from the part of w2 outside the row space of W1, and from the directions of
  /// the inputs that W1 does not reach
  let outside: [Double]

  /// d s_i / dt in the mean
  var drift: [Double] { loss.indices.map { loss[$0] + repulsion[$0] + outside[$0] } }

  /// d lambda_i / dt in the mean, by (5.2): 2 s_i a_i u_i^T M + eps [ |w2|^2 + sum_j (lambda_i a_i^2 + lambda_j a_j^2) /
  /// (lambda_i - lambda_j) ], the sum over all j < p with lambda_j = 0 and a_j = 0 from l on.
  let eigenvalueDrift: [Double]
  /// d<lambda_i> / dt = 4 eps lambda_i a_i^2
  let eigenvalueVariation: [Double]

  init(_ w1: Matrix, w2: Matrix, gradient m: Matrix, eps: Double) {
    precondition(w2.columns == 1, "one output")
    let (p, l) = (w1.rows, w1.columns)
    let count = min(p, l)
    let frame = GramFrame(w1)
    let s = (0..<count).map { frame.values[$0].squareRoot() }
    let turned = frame.vectors.transposed * w1
    let pulls = frame.vectors.transposed * m
    let a = (0..<count).map { i in (0..<l).reduce(0) { $0 + turned[i, $1] * w2[$1, 0] } / s[i] }
    let (size, inside) = (w2.squaredNorm, a.reduce(0) { $0 + $1 * $1 })
    values = s
    alignments = a
    noise = eps
    loss = (0..<count).map { a[$0] * pulls[$0, 0] }
    repulsion = (0..<count).map { i in
      (0..<count).filter { $0 != i }.reduce(0) { sum, j in
        sum + eps / 2 * s[i] * (a[i] * a[i] + a[j] * a[j]) / (s[i] * s[i] - s[j] * s[j])
      }
    }
    outside = (0..<count).map { i in
      eps / 2 * (max(0, size - inside) + Double(max(0, p - l)) * a[i] * a[i]) / s[i]
    }
    eigenvalueDrift = (0..<count).map { i in
      let others = (0..<p).filter { $0 != i }.reduce(0.0) { sum, j in
        let (lambda, b) = j < count ? (s[j] * s[j], a[j]) : (0, 0)
        return sum + (s[i] * s[i] * a[i] * a[i] + lambda * b * b) / (s[i] * s[i] - lambda)
      }
      return 2 * s[i] * a[i] * pulls[i, 0] + eps * (size + others)
    }
    eigenvalueVariation = (0..<count).map { 4 * eps * s[$0] * s[$0] * a[$0] * a[$0] }
  }
}
