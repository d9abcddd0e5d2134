import CLAPACK

/// The thin singular value decomposition a = left diag(values) right^T of an m x n matrix, k = min(m, n).
public struct SingularFactors: Sendable {
  /// m x k, with orthonormal columns
  public let left: Matrix
  /// Largest first.
  public let values: [Double]
  /// n x k, with orthonormal columns
  public let right: Matrix

  public init(left: Matrix, values: [Double], right: Matrix) {
    precondition(
      left.columns == values.count && right.columns == values.count,
      "\(values.count) singular values of \(left.columns) and \(right.columns) vectors")
    self.left = left
    self.values = values
    self.right = right
  }
}

extension Matrix {
  /// The singular value decomposition, by divide and conquer (LAPACK dgesdd): the error of the product is some roundings of
  /// the largest singular value. Traps if an entry is not finite.
  public var singularFactors: SingularFactors {
    precondition(isFinite, "the singular vectors of a matrix that is not finite")
    let count = min(rows, columns)
    guard count > 0 else {
      return SingularFactors(left: Matrix(zeros: rows, 0), values: [], right: Matrix(zeros: columns, 0))
    }
    _ = singleThreadedBLAS
    var copy = entries
    var (m, n, k) = (lapack_integer(rows), lapack_integer(columns), lapack_integer(count))
    var values = [Double](repeating: 0, count: count)
    var left = Matrix(zeros: rows, count)
    var right = Matrix(zeros: count, columns)
    var integers = [lapack_integer](repeating: 0, count: 8 * count)
    var info: lapack_integer = 0
    var query: lapack_integer = -1
    var best = [0.0]
    dgesdd_(
      "S", &m, &n, &copy, &m, &values, &left.entries, &m, &right.entries, &k, &best, &query, &integers, &info)
    requireSuccess("dgesdd", info)
    var workSize = lapack_integer(best[0])
    var work = [Double](repeating: 0, count: Int(workSize))
    dgesdd_(
      "S", &m, &n, &copy, &m, &values, &left.entries, &m, &right.entries, &k, &work, &workSize, &integers,
      &info)
    requireSuccess("dgesdd", info)
    return SingularFactors(left: left, values: values, right: right.transposed)
  }
}
