import Matrices

/// A weight matrix as a product of two thin ones, W ~ left right, in r (p + q) numbers instead of p q.
public struct LayerFactors: Sendable, Equatable {
  /// p x r
  public let left: Matrix
  /// r x q
  public let right: Matrix

  public init(left: Matrix, right: Matrix) {
    precondition(left.columns == right.rows, "factors of ranks \(left.columns) and \(right.rows)")
    self.left = left
    self.right = right
  }

  /// The r largest terms of a singular value decomposition, U_r S^(1/2) and S^(1/2) V_r^T: their product is the best
  /// approximation of rank r in every norm that is invariant under rotations (Eckart and Young 1936, Mirsky 1960).
  ///
  /// Of all factors of this product the balanced ones have the least abs(left)_F^2 + abs(right)_F^2: twice the nuclear norm.
  public init(_ whole: SingularFactors, rank: Int) {
    precondition(
      rank >= 0 && rank <= whole.values.count, "rank \(rank) of \(whole.values.count) singular values")
    let roots = whole.values.prefix(rank).map { $0.squareRoot() }
    left = Matrix(whole.left.rows, rank) { whole.left[$0, $1] * roots[$1] }
    right = Matrix(rank, whole.right.rows) { whole.right[$1, $0] * roots[$0] }
  }

  /// The best approximation of a matrix by rank r.
  public init(of weights: Matrix, rank: Int) { self.init(weights.singularFactors, rank: rank) }

  public var rank: Int { left.columns }
  public var product: Matrix { left * right }
  /// r (p + q)
  public var count: Int { left.rows * left.columns + right.rows * right.columns }

  /// Whether two factors of a rank are fewer numbers than the matrix: r (p + q) < p q.
  public static func pays(rank: Int, rows: Int, columns: Int) -> Bool {
    rank * (rows + columns) < rows * columns
  }
}
