import CGSL
import CLanes

/// A window on a matrix, or on a bundle of matrices, in memory: rows, columns and their strides, counted in entries of
/// `lanes` numbers. Valid only while what it looks at is in use.
///
/// Products of one lane go through OpenBLAS from `blasThreshold` multiplications on, where the strides suit it; all
/// others through the kernels of CLanes, whose sums have the same order for any number of lanes. Neither allocates.
public struct Block {
  public let base: UnsafeMutablePointer<Double>
  public let rows: Int
  public let columns: Int
  public let rowStride: Int
  public let columnStride: Int
  public let lanes: Int

  @inlinable
  public init(
    _ base: UnsafeMutablePointer<Double>, rows: Int, columns: Int, rowStride: Int = 1, columnStride: Int,
    lanes: Int = 1
  ) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
    self.columnStride = columnStride
    self.lanes = lanes
  }

  /// Entry (i, j) of a single matrix.
  @inlinable
  public subscript(_ i: Int, _ j: Int) -> Double {
    get { base[i &* rowStride &+ j &* columnStride] }
    nonmutating set { base[i &* rowStride &+ j &* columnStride] = newValue }
  }

  /// Entry (i, j) in every lane.
  @inlinable
  public func entry(_ i: Int, _ j: Int) -> UnsafeMutablePointer<Double> {
    base + (i &* rowStride &+ j &* columnStride) &* lanes
  }

  @inlinable
  public var transposed: Block {
    Block(base, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride, lanes: lanes)
  }

  /// A window on rows `rowRange` and columns `columnRange` of this window.
  @inlinable
  public func window(_ rowRange: Range<Int>, _ columnRange: Range<Int>) -> Block {
    Block(
      entry(rowRange.lowerBound, columnRange.lowerBound),
      rows: rowRange.count, columns: columnRange.count, rowStride: rowStride, columnStride: columnStride,
      lanes: lanes)
  }

  /// Single products of fewer multiplications than this stay out of OpenBLAS.
  public static let blasThreshold = 32768

  /// self = scale a b. Where self has several lanes, a or b may be a single matrix that all lanes share.
  @inlinable
  public func assign(_ a: Block, times b: Block, scale: Double = 1) {
    product(a, b, scale: scale, keep: 0)
  }

  /// self = keep self + scale a b
  @inlinable
  public func add(_ a: Block, times b: Block, scale: Double = 1, keep: Double = 1) {
    product(a, b, scale: scale, keep: keep)
  }

  @usableFromInline
  func product(_ a: Block, _ b: Block, scale: Double, keep: Double) {
    precondition(
      a.columns == b.rows && rows == a.rows && columns == b.columns, "shapes do not fit a matrix product")
    if lanes == 1 && rows &* columns &* a.columns >= Block.blasThreshold && isColumnMajor && a.suitsBLAS
      && b.suitsBLAS
    {
      blasProduct(a, b, scale: scale, keep: keep)
    } else {
      kernelProduct(a, b, scale: scale, keep: keep)
    }
  }

  func kernelProduct(_ a: Block, _ b: Block, scale: Double, keep: Double) {
    precondition(max(a.lanes, b.lanes) == lanes, "a product of \(a.lanes) and \(b.lanes) lanes")
    var (left, right, result) = (a.lanesMatrix(of: lanes), b.lanesMatrix(of: lanes), lanesMatrix(of: lanes))
    lanes_product(&result, keep, scale, &left, &right, Int32(lanes))
  }

  func lanesMatrix(of lanes: Int) -> lanes_matrix {
    lanes_matrix(
      base: base, rows: rows, columns: columns, row_stride: rowStride, column_stride: columnStride,
      shared: self.lanes < lanes ? 1 : 0)
  }

  @usableFromInline
  func blasProduct(_ a: Block, _ b: Block, scale: Double, keep: Double) {
    precondition(
      isColumnMajor && a.suitsBLAS && b.suitsBLAS, "OpenBLAS knows column-major blocks and their transposes")
    cblas_dgemm(
      CblasColMajor, a.isColumnMajor ? CblasNoTrans : CblasTrans, b.isColumnMajor ? CblasNoTrans : CblasTrans,
      Int32(rows), Int32(columns), Int32(a.columns), scale,
      a.base, Int32(a.leadingDimension), b.base, Int32(b.leadingDimension), keep, base, Int32(columnStride))
  }

  /// Whether the columns lie one after another, each without gaps. A single row and its transpose have strides of one
  /// both ways; only the shape tells which of them OpenBLAS may take as it is.
  @usableFromInline var isColumnMajor: Bool { rowStride == 1 && columnStride >= rows }

  @usableFromInline var suitsBLAS: Bool { isColumnMajor || transposed.isColumnMajor }

  var leadingDimension: Int { isColumnMajor ? columnStride : rowStride }
}

extension Matrix {
  /// Lends the whole matrix as a block.
  @inlinable
  public mutating func withBlock<R>(_ body: (Block) throws -> R) rethrows -> R {
    let (rows, columns) = (rows, columns)
    return try entries.withUnsafeMutableBufferPointer { buffer in
      // An empty array has no base address; its block has no entries either.
      let base = buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: MemoryLayout<Double>.alignment)
      guard let base else { preconditionFailure("no address for an empty matrix") }
      return try body(Block(base, rows: rows, columns: columns, columnStride: rows))
    }
  }
}

extension Block {
  /// self = a x + b z, entry by entry; every block whole. Any of them may be the same.
  public func combine(_ a: Double, _ x: Block, _ b: Double, _ z: Block) {
    precondition(x.count == count && z.count == count, "blocks of different shapes")
    lanes_combine(base, a, x.base, b, z.base, count)
  }

  /// self *= factor
  public func scale(by factor: Double) {
    if isWhole {
      lanes_scale(base, factor, count)
    } else {
      for j in 0..<columns {
        for i in 0..<rows { lanes_scale(entry(i, j), factor, lanes) }
      }
    }
  }

  /// self = other, shape by shape.
  public func copy(_ other: Block) {
    precondition(
      rows == other.rows && columns == other.columns && lanes == other.lanes, "copy between different shapes")
    for j in 0..<columns {
      if rowStride == 1 && other.rowStride == 1 {
        entry(0, j).update(from: other.entry(0, j), count: rows * lanes)
      } else {
        for i in 0..<rows { entry(i, j).update(from: other.entry(i, j), count: lanes) }
      }
    }
  }

  /// Whether its entries are memory without gaps, column after column.
  public var isWhole: Bool { rowStride == 1 && columnStride == rows }

  /// How many numbers there are: rows x columns x lanes.
  public var count: Int { rows * columns * lanes }
}
