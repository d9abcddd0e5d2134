import CLanes

/// Adds z z^T to a symmetric matrix that is kept by its eigenvalues, or takes it away.
///
/// The new eigenvalues are the zeros of 1 +- sum_j z_j^2 / (d_j - x), one between any two neighbours of the old ones: whatever z
/// is, eigenvalues stay in order and never meet. What is known in the basis of the old eigenvectors is turned into the
/// basis of the new ones, each of which keeps the sign of its component along the old one. Both to rounding, in
/// O(n^2) operations: the eigenvectors themselves are never formed (Golub 1973; Li 1994 for the iteration).
public struct RankOneUpdate: Sendable {
  public let size: Int
  /// How many vectors are turned at most.
  public let vectors: Int
  private var work: Bundle
  private var mirror: Bundle

  public init(size: Int, turning vectors: Int) {
    precondition(size > 0 && vectors <= Int(LANES_MOST_TURNED), "\(vectors) vectors of \(size) entries")
    self.size = size
    self.vectors = vectors
    work = Bundle(zeros: lanes_update_work(size, vectors), 1)
    mirror = Bundle(zeros: size, vectors + 2)
  }

  /// diag(d) <- diag(d) + z z^T.
  ///
  /// `matrix` is n x (1 + vectors): d, ascending and distinct, and the vectors. z must not be a part of it. False if an
  /// eigenvalue was not found, as when some number is not finite: then nothing in it is to be used.
  public mutating func add(_ z: Block, to matrix: Block) -> Bool {
    precondition(matrix.rows == size && z.rows == size && matrix.columns <= vectors + 1, "shapes")
    return Self.add(z.base, matrix.base, size, matrix.columns - 1, work.block.base)
  }

  /// diag(d) <- diag(d) - z z^T: what `add` does to -diag(d), whose eigenvalues ascend the other way.
  public mutating func subtract(_ z: Block, from matrix: Block) -> Bool {
    precondition(matrix.rows == size && z.rows == size && matrix.columns <= vectors + 1, "shapes")
    let other = mirror.block
    let (from, to, columns) = (matrix.base, other.base, matrix.columns)
    Self.reverse(from, to, size, columns)
    for i in 0..<size { to[columns * size + i] = z.base[size - 1 - i] }
    for i in 0..<size { to[i] = -to[i] }
    guard Self.add(to + columns * size, to, size, columns - 1, work.block.base) else { return false }
    for i in 0..<size { to[i] = -to[i] }
    Self.reverse(to, from, size, columns)
    return true
  }

  private static func reverse(
    _ from: UnsafePointer<Double>, _ to: UnsafeMutablePointer<Double>, _ n: Int, _ columns: Int
  ) {
    for j in 0..<columns {
      for i in 0..<n { to[j * n + i] = from[j * n + n - 1 - i] }
    }
  }

  private static func add(
    _ z: UnsafePointer<Double>, _ matrix: UnsafeMutablePointer<Double>, _ n: Int, _ vectors: Int,
    _ work: UnsafeMutablePointer<Double>
  ) -> Bool {
    var update = lanes_update(size: n, count: Int32(vectors), values: matrix, z: z, vectors: matrix + n)
    return lanes_add_square(&update, work) > 0
  }
}
