import CLanes

/// Adds z z^T to a symmetric matrix that is kept by its eigenvalues, or takes it away.
///
/// The new eigenvalues are the zeros of 1 +- sum_j z_j^2 / (d_j - x), one between any two neighbours of the old ones: whatever z
/// is, eigenvalues stay in order and never meet. What is known in the basis of the old eigenvectors is turned into the
/// basis of the new ones, each of which keeps the sign of its component along the old one. Both to rounding, in
/// O(n^2) operations: the eigenvectors themselves are never formed (Golub 1973; Li 1994 for the iteration). Of several
/// eigenvalues that are equal all but one stay: their eigenvectors are turned among themselves until z touches one only.
public struct RankOneUpdate: Sendable {
  public let size: Int
  /// How many vectors are turned at most.
  public let vectors: Int
  private var work: Bundle
  private var mirror: Bundle
  /// z, and what is left of matrix and z where eigenvalues are equal
  private var distinct: Bundle

  public init(size: Int, turning vectors: Int) {
    precondition(size > 0 && vectors <= Int(LANES_MOST_TURNED), "\(vectors) vectors of \(size) entries")
    self.size = size
    self.vectors = vectors
    work = Bundle(zeros: lanes_update_work(size, vectors), 1)
    mirror = Bundle(zeros: size, vectors + 2)
    distinct = Bundle(zeros: size, vectors + 3)
  }

  /// diag(d) <- diag(d) + z z^T.
  ///
  /// `matrix` is n x (1 + vectors): d, ascending, and the vectors. z must not be a part of it. False if an
  /// eigenvalue was not found, as when some number is not finite: then nothing in it is to be used.
  public mutating func add(_ z: Block, to matrix: Block) -> Bool {
    precondition(matrix.rows == size && z.rows == size && matrix.columns <= vectors + 1, "shapes")
    return add(z.base, matrix.base, matrix.columns - 1)
  }

  /// diag(d) <- diag(d) - z z^T: what `add` does to -diag(d), whose eigenvalues ascend the other way.
  public mutating func subtract(_ z: Block, from matrix: Block) -> Bool {
    precondition(matrix.rows == size && z.rows == size && matrix.columns <= vectors + 1, "shapes")
    let other = mirror.block
    let (from, to, columns) = (matrix.base, other.base, matrix.columns)
    Self.reverse(from, to, size, columns)
    for i in 0..<size { to[columns * size + i] = z.base[size - 1 - i] }
    for i in 0..<size { to[i] = -to[i] }
    guard add(to + columns * size, to, columns - 1) else { return false }
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

  private mutating func add(
    _ z: UnsafePointer<Double>, _ matrix: UnsafeMutablePointer<Double>, _ vectors: Int
  ) -> Bool {
    for i in 1..<max(1, size) where matrix[i] == matrix[i - 1] { return addParted(z, matrix, vectors) }
    return solve(z, matrix, size, vectors)
  }

  private mutating func solve(
    _ z: UnsafePointer<Double>, _ matrix: UnsafeMutablePointer<Double>, _ n: Int, _ vectors: Int
  ) -> Bool {
    var update = lanes_update(size: n, count: Int32(vectors), values: matrix, z: z, vectors: matrix + n)
    return lanes_add_square(&update, work.block.base) > 0
  }

  /// The same where some eigenvalues are equal: the last of them alone takes part.
  private mutating func addParted(
    _ given: UnsafePointer<Double>, _ matrix: UnsafeMutablePointer<Double>, _ vectors: Int
  ) -> Bool {
    let n = size
    let z = distinct.block.base
    z.update(from: given, count: n)
    var count = 0
    for i in 0..<n {
      guard i + 1 < n, matrix[i] == matrix[i + 1] else {
        count += 1
        continue
      }
      let length = (z[i] * z[i] + z[i + 1] * z[i + 1]).squareRoot()
      guard length > 0 else { continue }
      let (cosine, sine) = (z[i + 1] / length, z[i] / length)
      (z[i], z[i + 1]) = (0, length)
      for column in 1..<(vectors + 1) {
        let v = matrix + column * n + i
        (v[0], v[1]) = (cosine * v[0] - sine * v[1], cosine * v[1] + sine * v[0])
      }
    }
    let (part, partZ) = (z + n, z + n * (vectors + 2))
    var place = 0
    for i in 0..<n {
      let isLast = i + 1 == n || matrix[i] != matrix[i + 1]
      if isLast {
        for column in 0...vectors { part[column * count + place] = matrix[column * n + i] }
        partZ[place] = z[i]
        place += 1
      }
      // From here on z says who takes part.
      z[i] = isLast ? 1 : 0
    }
    guard solve(partZ, part, count, vectors) else { return false }
    place = 0
    for i in 0..<n where z[i] == 1 {
      for column in 0...vectors { matrix[column * n + i] = part[column * count + place] }
      place += 1
    }
    return true
  }
}
