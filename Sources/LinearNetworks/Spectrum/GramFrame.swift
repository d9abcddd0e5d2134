import Matrices

/// The eigenvalues and eigenvectors of B B^T at one time: the frame in which the motion of a spectrum is taken apart.
struct GramFrame: Sendable {
  /// B, m x l
  let matrix: Matrix
  /// lambda_i = u_i^T B B^T u_i, largest first
  let values: [Double]
  /// u_i, a column each
  let vectors: Matrix

  init(_ matrix: Matrix) {
    self.matrix = matrix
    let ascending = (matrix * matrix.transposed).symmetricEigen.vectors
    let m = matrix.rows
    let vectors = Matrix(m, m) { ascending[$0, m - 1 - $1] }
    self.vectors = vectors
    let turned = vectors.transposed * matrix
    values = (0..<m).map { turned.squaredNorm(row: $0) }
  }

  /// The distance from an eigenvalue to the nearest other one.
  func gap(_ i: Int) -> Double {
    values.indices.filter { $0 != i }.map { abs(values[i] - values[$0]) }.min() ?? .infinity
  }

  /// How the eigenvalues of B B^T differ from these.
  func change(to other: Matrix) -> SpectralChange {
    let basis = vectors.transposed
    let (old, new) = (basis * matrix, basis * other)
    let moved = new - old
    let m = values.count
    var eigenvalues = other.singularValues.map { $0 * $0 }
    eigenvalues += [Double](repeating: 0, count: m - eigenvalues.count)
    return SpectralChange(
      first: (0..<m).map { i in (0..<old.columns).reduce(0) { $0 + 2 * old[i, $1] * moved[i, $1] } },
      growth: (0..<m).map { moved.squaredNorm(row: $0) },
      repulsion: (0..<m).map { eigenvalues[$0] - new.squaredNorm(row: $0) })
  }
}

/// What became of the eigenvalues of B B^T, in three terms that add up: lambda_i' - lambda_i = first + growth + repulsion.
struct SpectralChange {
  /// 2 u_i^T (B' - B) B^T u_i: linear in the step
  var first: [Double]
  /// |(B' - B)^T u_i|^2, what the step adds to u_i^T B B^T u_i beside that
  var growth: [Double]
  /// lambda_i' - u_i^T B' B'^T u_i: what the other directions add by turning the eigenvector. It is never negative for the
  /// largest eigenvalue and never positive for the smallest, and its sum over i is zero.
  var repulsion: [Double]

  var total: [Double] { first.indices.map { first[$0] + growth[$0] + repulsion[$0] } }
}

extension Matrix {
  /// sum_j a_ij^2
  func squaredNorm(row i: Int) -> Double { (0..<columns).reduce(0) { $0 + self[i, $1] * self[i, $1] } }
}
