import CLAPACK

/// The factors of a = Q R: Q has orthonormal columns, R is upper triangular with a diagonal >= 0.
public struct QRFactors: Sendable {
  public let q: Matrix
  public let r: Matrix
}

extension Matrix {
  /// The thin QR factorisation of a matrix with at least as many rows as columns (Householder, LAPACK dgeqrf).
  public var qr: QRFactors {
    precondition(rows >= columns, "thin QR of a \(rows) x \(columns) matrix")
    guard columns > 0 else { return QRFactors(q: self, r: self[0..<0, 0..<0]) }
    _ = singleThreadedBLAS
    var packed = self
    var m = lapack_integer(rows)
    var n = lapack_integer(columns)
    var tau = [Double](repeating: 0, count: columns)
    var workSize = lapack_integer(max(1, 32 * columns))
    var work = [Double](repeating: 0, count: Int(workSize))
    var info: lapack_integer = 0
    dgeqrf_(&m, &n, &packed.entries, &m, &tau, &work, &workSize, &info)
    requireSuccess("dgeqrf", info)
    var r = Matrix(columns, columns) { $0 <= $1 ? packed[$0, $1] : 0 }
    dorgqr_(&m, &n, &n, &packed.entries, &m, &tau, &work, &workSize, &info)
    requireSuccess("dorgqr", info)
    for i in 0..<columns where r[i, i] < 0 {
      for j in i..<columns { r[i, j] = -r[i, j] }
      for row in 0..<rows { packed[row, i] = -packed[row, i] }
    }
    return QRFactors(q: packed, r: r)
  }

  /// log |det a| and its sign, by LU with partial pivoting (LAPACK dgetrf).
  public var logDeterminant: (log: Double, sign: Double) {
    precondition(rows == columns, "the determinant of a \(rows) x \(columns) matrix")
    guard rows > 0 else { return (0, 1) }
    _ = singleThreadedBLAS
    var factors = self
    var n = lapack_integer(rows)
    var pivots = [lapack_integer](repeating: 0, count: rows)
    var info: lapack_integer = 0
    dgetrf_(&n, &n, &factors.entries, &n, &pivots, &info)
    requireSuccess("dgetrf", info)
    var sum = 0.0
    var sign = 1.0
    for i in 0..<rows {
      sum += _log(abs(factors[i, i]))
      if (factors[i, i] < 0) != (Int(pivots[i]) != i + 1) { sign = -sign }
    }
    return (sum, sign)
  }

  /// The solution x of a x = b (LAPACK dgesv); nil if a is exactly singular.
  public func solving(_ b: Matrix) -> Matrix? {
    precondition(rows == columns && b.rows == rows, "a \(rows) x \(columns) system for \(b.rows) rows")
    guard rows > 0 else { return b }
    _ = singleThreadedBLAS
    var factors = self
    var solution = b
    var n = lapack_integer(rows)
    var sides = lapack_integer(b.columns)
    var pivots = [lapack_integer](repeating: 0, count: rows)
    var info: lapack_integer = 0
    dgesv_(&n, &sides, &factors.entries, &n, &pivots, &solution.entries, &n, &info)
    requireSuccess("dgesv", info)
    return info == 0 ? solution : nil
  }
}
