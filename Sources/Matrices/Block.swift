import CGSL

/// A window on a matrix in memory: rows, columns and their strides. Valid only inside the closure that lent it.
///
/// Products go through plain loops while they are small and through OpenBLAS from `blasThreshold` multiplications
/// on, where the strides suit it; neither allocates.
public struct Block {
  public let base: UnsafeMutablePointer<Double>
  public let rows: Int
  public let columns: Int
  public let rowStride: Int
  public let columnStride: Int

  @inlinable
  public init(
    _ base: UnsafeMutablePointer<Double>, rows: Int, columns: Int, rowStride: Int = 1, columnStride: Int
  ) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  @inlinable
  public subscript(_ i: Int, _ j: Int) -> Double {
    get { base[i &* rowStride &+ j &* columnStride] }
    nonmutating set { base[i &* rowStride &+ j &* columnStride] = newValue }
  }

  @inlinable
  public var transposed: Block {
    Block(base, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride)
  }

  /// A window on rows `rowRange` and columns `columnRange` of this window.
  @inlinable
  public func window(_ rowRange: Range<Int>, _ columnRange: Range<Int>) -> Block {
    Block(
      base + (rowRange.lowerBound * rowStride + columnRange.lowerBound * columnStride),
      rows: rowRange.count, columns: columnRange.count, rowStride: rowStride, columnStride: columnStride)
  }

  /// Products of fewer multiplications than this run as plain loops.
  @usableFromInline static let blasThreshold = 8192

  /// self = scale a b
  @inlinable
  public func assign(_ a: Block, times b: Block, scale: Double = 1) {
    product(a, b, scale: scale, keep: 0)
  }

  /// self += scale a b
  @inlinable
  public func add(_ a: Block, times b: Block, scale: Double = 1) {
    product(a, b, scale: scale, keep: 1)
  }

  @inlinable
  func product(_ a: Block, _ b: Block, scale: Double, keep: Double) {
    precondition(
      a.columns == b.rows && rows == a.rows && columns == b.columns, "shapes do not fit a matrix product")
    if rows &* columns &* a.columns >= Block.blasThreshold && isColumnMajor && a.suitsBLAS && b.suitsBLAS {
      blasProduct(a, b, scale: scale, keep: keep)
    } else {
      loopProduct(a, b, scale: scale, keep: keep)
    }
  }

  @inlinable
  func loopProduct(_ a: Block, _ b: Block, scale: Double, keep: Double) {
    let inner = a.columns
    for j in 0..<columns {
      for i in 0..<rows {
        var sum = 0.0
        for m in 0..<inner { sum += a[i, m] * b[m, j] }
        // What is overwritten is not read: it may be NaN.
        self[i, j] = keep == 0 ? scale * sum : keep * self[i, j] + scale * sum
      }
    }
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
