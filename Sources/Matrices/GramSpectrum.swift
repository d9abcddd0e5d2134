import CLAPACK

extension Matrix {
  /// The singular values from the eigenvalues of the smaller Gram matrix, largest first: three times as fast as `singularValues`
  /// for some hundred rows, and less accurate. The squares are right to some roundings of s_1^2 (unit u = 2^-53), so that s_i
  /// is off by about u s_1^2 / s_i, and at most by about sqrt(u) s_1: enough for entries that are rounded to single
  /// precision, which know their own small singular values no better. NaN throughout if an entry is not finite.
  public var gramSingularValues: [Double] {
    let isWide = rows <= columns
    let count = min(rows, columns)
    guard count > 0 else { return [] }
    guard isFinite else { return [Double](repeating: .nan, count: count) }
    _ = singleThreadedBLAS
    var (size, inner) = (lapack_integer(count), lapack_integer(max(rows, columns)))
    var stride = lapack_integer(rows)
    var (one, zero) = (1.0, 0.0)
    var gram = Matrix(zeros: count, count)
    dsyrk_("L", isWide ? "N" : "T", &size, &inner, &one, entries, &stride, &zero, &gram.entries, &size)
    let squares = gram.solveSymmetric(vectors: false) ?? [Double](repeating: .nan, count: count)
    return squares.reversed().map { $0 < 0 ? 0 : $0.squareRoot() }
  }
}
