import CLAPACK

/// Eigenvalues (ascending) and orthonormal eigenvectors (columns) of a symmetric matrix: a = V diag(lambda) V^T.
public struct SymmetricEigen: Sendable {
  public let values: [Double]
  public let vectors: Matrix
}

extension Matrix {
  /// The eigendecomposition of this symmetric matrix (its lower triangle is read). LAPACK dsyevd; absolute error a
  /// rounding of the norm. NaN throughout if an entry is not finite.
  public var symmetricEigen: SymmetricEigen {
    var copy = self
    guard let values = copy.solveSymmetric(vectors: true) else {
      return SymmetricEigen(
        values: [Double](repeating: .nan, count: rows), vectors: Matrix(rows, rows) { _, _ in .nan })
    }
    return SymmetricEigen(values: values, vectors: copy)
  }

  /// The eigenvalues of this symmetric matrix, ascending; absolute error a few roundings of the norm. Up to
  /// `largestLaneSide` rows to the bit what a lane of `laneSymmetricEigenvalues` gets, beyond it by LAPACK.
  public var symmetricEigenvalues: [Double] {
    precondition(rows == columns, "a \(rows) x \(columns) matrix is not symmetric")
    if rows <= largestLaneSide {
      return [Double](unsafeUninitializedCapacity: rows) { values, initialized in
        if let base = values.baseAddress, rows > 0 {
          laneSymmetricEigenvalues(entries, size: rows, lanes: 1, into: base)
        }
        initialized = rows
      }
    }
    var copy = self
    return copy.solveSymmetric(vectors: false) ?? [Double](repeating: .nan, count: rows)
  }

  /// Eigenvalues, ascending, and eigenvectors in place where asked; nil if an entry is not finite. What LAPACK takes for the lower
  /// triangle is read.
  mutating func solveSymmetric(vectors: Bool) -> [Double]? {
    precondition(rows == columns, "a \(rows) x \(columns) matrix is not symmetric")
    guard isFinite else { return nil }
    guard rows > 0 else { return [] }
    _ = singleThreadedBLAS
    var n = lapack_integer(rows)
    var values = [Double](repeating: 0, count: rows)
    var workSize = lapack_integer(1 + 6 * rows + 2 * rows * rows)
    var work = [Double](repeating: 0, count: Int(workSize))
    var integerSize = lapack_integer(3 + 5 * rows)
    var integers = [lapack_integer](repeating: 0, count: Int(integerSize))
    var info: lapack_integer = 0
    dsyevd_(
      vectors ? "V" : "N", "L", &n, &entries, &n, &values, &work, &workSize, &integers, &integerSize, &info)
    requireSuccess("dsyevd", info)
    return info == 0 ? values : nil
  }
}
