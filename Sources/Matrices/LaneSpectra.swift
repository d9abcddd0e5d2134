import CLanes

// Spectra of small matrices, `lanes` at a time: entry i, j is the element j * rows + i, and an element is `lanes` (1 or 8)
// consecutive doubles, one a matrix. What a matrix gets depends on nothing but itself, to the bit: not on its lane, its
// neighbours, the number of lanes or the machine. A matrix with an entry that is not finite gives NaN throughout.
// Nothing is allocated.

/// The longest short side of a matrix that the functions below take.
public let largestLaneSide = Int(LANES_LARGEST_SIDE)

/// All min(rows, columns) singular values, largest first. Absolute error: a few roundings of the largest, for any
/// condition number.
public func laneSingularValues(
  _ a: UnsafePointer<Double>, rows: Int, columns: Int, lanes: Int, into values: UnsafeMutablePointer<Double>
) {
  precondition(min(rows, columns) <= largestLaneSide, "a \(rows) x \(columns) matrix is too large for lanes")
  checkLanes(lanes)
  guard rows > 0 && columns > 0 else { return }
  lanes_spectra_of(nil).pointee.singular_values(a, Int32(rows), Int32(columns), Int32(lanes), values)
}

/// The eigenvalues of a symmetric matrix (its lower triangle is read), ascending. Absolute error: a few roundings of the
/// norm.
public func laneSymmetricEigenvalues(
  _ a: UnsafePointer<Double>, size: Int, lanes: Int, into values: UnsafeMutablePointer<Double>
) {
  precondition(size <= largestLaneSide, "a \(size) x \(size) matrix is too large for lanes")
  checkLanes(lanes)
  guard size > 0 else { return }
  lanes_spectra_of(nil).pointee.symmetric_eigenvalues(a, Int32(size), Int32(lanes), values)
}

/// Diagonalises a symmetric matrix of any size in place by cyclic Jacobi, for the inner loop of a step: absolute error a
/// few roundings of the norm. The diagonal of `a` becomes the eigenvalues (in no order), the columns of `vectors` the
/// orthonormal eigenvectors.
public func laneDiagonalize(
  _ a: UnsafeMutablePointer<Double>, vectors: UnsafeMutablePointer<Double>, size: Int, lanes: Int
) {
  checkLanes(lanes)
  lanes_spectra_of(nil).pointee.diagonalize(a, vectors, Int32(size), Int32(lanes))
}

/// R of a = Q R with a diagonal that is not negative: columns x columns, zeros below the diagonal.
public func laneTriangularFactor(
  _ a: UnsafePointer<Double>, rows: Int, columns: Int, lanes: Int, into r: UnsafeMutablePointer<Double>
) {
  precondition(
    columns <= rows && columns <= largestLaneSide,
    "a \(rows) x \(columns) matrix has no triangular factor in lanes")
  checkLanes(lanes)
  guard columns > 0 else { return }
  lanes_spectra_of(nil).pointee.triangular_factor(a, Int32(rows), Int32(columns), Int32(lanes), r)
}

private func checkLanes(_ lanes: Int) {
  precondition(lanes == 1 || lanes == 8, "\(lanes) lanes: there are kernels for 1 and 8")
}
