/// A dense real matrix, stored by columns.
///
/// Entry `a[i, j]` is row i, column j. The initialisers trap on a shape that does not fit their values.
public struct Matrix: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// The entries, column after column.
  public var entries: [Double]

  public init(rows: Int, columns: Int, entries: [Double]) {
    precondition(
      entries.count == rows * columns, "\(entries.count) entries cannot fill a \(rows) x \(columns) matrix")
    self.rows = rows
    self.columns = columns
    self.entries = entries
  }

  /// The zero matrix of a shape.
  @inlinable
  public init(zeros rows: Int, _ columns: Int) {
    self.init(rows: rows, columns: columns, entries: [Double](repeating: 0, count: rows * columns))
  }

  /// A matrix given by its entries (i, j) -> a_ij.
  public init(_ rows: Int, _ columns: Int, _ entry: (Int, Int) -> Double) {
    self.init(zeros: rows, columns)
    for j in 0..<columns {
      for i in 0..<rows { self[i, j] = entry(i, j) }
    }
  }

  public static func identity(_ size: Int) -> Matrix { Matrix(size, size) { $0 == $1 ? 1 : 0 } }

  public static func diagonal(_ values: [Double]) -> Matrix {
    Matrix(values.count, values.count) { $0 == $1 ? values[$0] : 0 }
  }

  @inlinable
  public subscript(_ i: Int, _ j: Int) -> Double {
    get { entries[j * rows + i] }
    set { entries[j * rows + i] = newValue }
  }

  public var transposed: Matrix { Matrix(columns, rows) { self[$1, $0] } }

  /// The block of given rows and columns.
  public subscript(_ rowRange: Range<Int>, _ columnRange: Range<Int>) -> Matrix {
    Matrix(rowRange.count, columnRange.count) { self[rowRange.lowerBound + $0, columnRange.lowerBound + $1] }
  }

  /// The sum of the diagonal.
  public var trace: Double {
    precondition(rows == columns, "the trace of a \(rows) x \(columns) matrix")
    return (0..<rows).reduce(0) { $0 + self[$1, $1] }
  }

  /// sum_ij a_ij^2
  public var squaredNorm: Double { entries.reduce(0) { $0 + $1 * $1 } }

  /// The Frobenius norm.
  public var norm: Double { squaredNorm.squareRoot() }

  public var isFinite: Bool { entries.allSatisfy(\.isFinite) }

  public static func + (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, +) }
  public static func - (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, -) }

  public static func * (scale: Double, a: Matrix) -> Matrix {
    Matrix(rows: a.rows, columns: a.columns, entries: a.entries.map { scale * $0 })
  }

  /// The matrix product.
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    precondition(
      a.columns == b.rows, "a \(a.rows) x \(a.columns) matrix cannot multiply a \(b.rows) x \(b.columns) one")
    var product = Matrix(zeros: a.rows, b.columns)
    var a = a
    var b = b
    a.withBlock { a in b.withBlock { b in product.withBlock { $0.assign(a, times: b) } } }
    return product
  }

  private func combined(with other: Matrix, _ operation: (Double, Double) -> Double) -> Matrix {
    precondition(
      rows == other.rows && columns == other.columns,
      "shapes \(rows) x \(columns) and \(other.rows) x \(other.columns) differ")
    return Matrix(rows: rows, columns: columns, entries: zip(entries, other.entries).map(operation))
  }
}

/// The Frobenius inner product sum_ij a_ij b_ij.
public func inner(_ a: Matrix, _ b: Matrix) -> Double {
  precondition(a.rows == b.rows && a.columns == b.columns, "inner product of different shapes")
  return zip(a.entries, b.entries).reduce(0) { $0 + $1.0 * $1.1 }
}
