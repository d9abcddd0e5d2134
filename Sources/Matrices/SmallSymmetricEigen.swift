/// Cyclic Jacobi on a small symmetric matrix in place, for the inner loop of a step: no allocation, absolute error a
/// few roundings of the norm.
///
/// On return the diagonal of `a` holds the eigenvalues (in no order) and the columns of `vectors` the orthonormal
/// eigenvectors. Both are n x n. For n = 1 and n = 2 this is one closed-form rotation.
public func diagonalizeSmallSymmetric(_ a: Block, vectors: Block) {
  let n = a.rows
  for j in 0..<n {
    for i in 0..<n { vectors[i, j] = i == j ? 1 : 0 }
  }
  guard n > 1 else { return }
  for _ in 0..<30 {
    var offDiagonal = 0.0
    var diagonal = 0.0
    for j in 0..<n {
      // Sums of sizes, not of squares, which would underflow below 1e-162.
      diagonal += abs(a[j, j])
      for i in 0..<j { offDiagonal += abs(a[i, j]) }
    }
    // Also leaves when an entry is not finite: the comparison is then false.
    guard offDiagonal > 1e-17 * diagonal else { return }
    for q in 1..<n {
      for p in 0..<q { rotate(a, vectors, p, q) }
    }
  }
}

/// One Jacobi rotation that makes a[p, q] vanish.
private func rotate(_ a: Block, _ vectors: Block, _ p: Int, _ q: Int) {
  let coupling = a[p, q]
  guard coupling != 0 else { return }
  let tau = (a[q, q] - a[p, p]) / (2 * coupling)
  let t = (tau >= 0 ? 1 : -1) / (abs(tau) + (1 + tau * tau).squareRoot())
  let c = 1 / (1 + t * t).squareRoot()
  let s = t * c
  a[p, p] -= t * coupling
  a[q, q] += t * coupling
  a[p, q] = 0
  a[q, p] = 0
  for m in 0..<a.rows {
    if m != p && m != q {
      let (x, y) = (a[m, p], a[m, q])
      a[m, p] = c * x - s * y
      a[p, m] = a[m, p]
      a[m, q] = s * x + c * y
      a[q, m] = a[m, q]
    }
    let (x, y) = (vectors[m, p], vectors[m, q])
    vectors[m, p] = c * x - s * y
    vectors[m, q] = s * x + c * y
  }
}
