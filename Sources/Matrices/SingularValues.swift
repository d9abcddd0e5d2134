import CLAPACK

extension Matrix {
  /// The singular values, largest first; NaN throughout if an entry is not finite.
  ///
  /// Up to 64 rows or columns by one-sided Jacobi (LAPACK dgesvj) on the columns of the transpose: the relative
  /// error of every singular value is small when the rows are well conditioned after scaling, as they are for a
  /// triangular factor with graded rows. Beyond that by divide and conquer (dgesdd), whose error is a rounding of
  /// the largest singular value. `laneSingularValues` is several times faster and less accurate on graded matrices.
  public var singularValues: [Double] {
    let count = min(rows, columns)
    guard count > 0 else { return [] }
    guard isFinite else { return [Double](repeating: .nan, count: count) }
    _ = singleThreadedBLAS
    return count <= 64 ? jacobiSingularValues : dividedSingularValues
  }

  /// The singular values as a lane of a block gets them, to the bit: largest first, the absolute error a few roundings
  /// of the largest. The small ones of a graded matrix have no digits: log det needs `singularValues`. For short sides
  /// up to `largestLaneSide`. NaN throughout if an entry is not finite.
  public var laneSingularValues: [Double] {
    let count = min(rows, columns)
    return [Double](unsafeUninitializedCapacity: count) { values, initialized in
      if let base = values.baseAddress, count > 0 {
        Matrices.laneSingularValues(entries, rows: rows, columns: columns, lanes: 1, into: base)
      }
      initialized = count
    }
  }

  private var jacobiSingularValues: [Double] {
    var tall = rows >= columns ? self : transposed
    if rows == columns { tall = transposed }
    var m = lapack_integer(tall.rows)
    var n = lapack_integer(tall.columns)
    var values = [Double](repeating: 0, count: tall.columns)
    var workSize = lapack_integer(max(6, tall.rows + tall.columns))
    var work = [Double](repeating: 0, count: Int(workSize))
    var info: lapack_integer = 0
    var unused: lapack_integer = 0
    var one: lapack_integer = 1
    var vectors = [0.0]
    dgesvj_(
      "G", "N", "N", &m, &n, &tall.entries, &m, &values, &unused, &vectors, &one, &work, &workSize, &info)
    requireSuccess("dgesvj", info)
    let scale = work[0]
    return values.map { $0 * scale }.sorted(by: >)
  }

  private var dividedSingularValues: [Double] {
    var copy = entries
    var m = lapack_integer(rows)
    var n = lapack_integer(columns)
    var values = [Double](repeating: 0, count: min(rows, columns))
    var integers = [lapack_integer](repeating: 0, count: 8 * values.count)
    var one: lapack_integer = 1
    var noLeft = [0.0]
    var noRight = [0.0]
    var info: lapack_integer = 0
    var query: lapack_integer = -1
    var best = [0.0]
    dgesdd_("N", &m, &n, &copy, &m, &values, &noLeft, &one, &noRight, &one, &best, &query, &integers, &info)
    requireSuccess("dgesdd", info)
    var workSize = lapack_integer(best[0])
    var work = [Double](repeating: 0, count: Int(workSize))
    dgesdd_(
      "N", &m, &n, &copy, &m, &values, &noLeft, &one, &noRight, &one, &work, &workSize, &integers, &info)
    requireSuccess("dgesdd", info)
    return values
  }
}

/// log det(a a^T) = 2 sum log s_i, from the singular values: never from a a^T, which squares the condition number.
/// Minus infinity if a has fewer columns than rows.
public func logGramDeterminant(_ a: Matrix) -> Double {
  guard a.columns >= a.rows else { return -.infinity }
  return 2 * a.singularValues.reduce(0) { $0 + _log($1) }
}
