/// Cyclic Jacobi on a small symmetric matrix in place, for the inner loop of a step: no allocation, absolute error a
/// few roundings of the norm. The blocks are whole matrices, without gaps between their columns.
///
/// On return the diagonal of `a` holds the eigenvalues (in no order) and the columns of `vectors` the orthonormal
/// eigenvectors. Both are n x n, and NaN throughout if an entry of `a` is not finite.
public func diagonalizeSmallSymmetric(_ a: Block, vectors: Block) {
  let size = a.rows
  precondition(
    a.isWhole && vectors.isWhole && a.columns == size && vectors.rows == size && vectors.columns == size,
    "the blocks are not whole square matrices of one size")
  laneDiagonalize(a.base, vectors: vectors.base, size: size, lanes: 1)
}

extension Block {
  fileprivate var isWhole: Bool { rowStride == 1 && columnStride == rows }
}
