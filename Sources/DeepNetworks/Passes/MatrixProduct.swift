import CLanes

/// c <- start + scale a b, where c is rows x columns, a rows x inner and b inner x columns, and what it starts from is keep c or
/// a vector in every row. A large product is shared out over a crew: the longer side of c is cut, so that the smaller factor
/// is what every part packs.
///
/// Each number of c is one chain of fused multiply-adds from the first to the last step of the inner sum, so its bits depend
/// neither on the cuts nor on the machine.
public struct MatrixProduct<Element: NetworkElement> {
  /// A factor: number (i, k) is at i `row` + k `column`, one of which is 1.
  struct Factor {
    let base: UnsafePointer<Element>
    let row: Int
    let column: Int

    /// A matrix of so many columns that lies row after row, or the transpose of one.
    init(_ base: UnsafePointer<Element>, columns: Int, transposing: Bool) {
      self.base = base
      (row, column) = transposing ? (1, columns) : (columns, 1)
    }
  }

  let a: Factor
  let b: Factor
  /// Rows lie one after another.
  let c: UnsafeMutablePointer<Element>
  let rows: Int
  let columns: Int
  let inner: Int
  var scale: Element = 1
  /// With 0 what was in c is not read.
  var keep: Element = 0
  /// What every row of c starts from, in place of keep c.
  var start: UnsafePointer<Element>?
  private var parts = 1

  init(
    _ a: Factor, _ b: Factor, into c: UnsafeMutablePointer<Element>, rows: Int, columns: Int, inner: Int
  ) {
    precondition(inner > 0, "a product of \(rows) x \(inner) and \(inner) x \(columns) numbers")
    (self.a, self.b, self.c) = (a, b, c)
    (self.rows, self.columns, self.inner) = (rows, columns, inner)
  }

  static func at(_ context: UnsafeMutableRawPointer?) -> MatrixProduct? {
    context?.assumingMemoryBound(to: MatrixProduct.self).pointee
  }

  mutating func run() {
    guard rows > 0, columns > 0 else { return }
    // A part of fewer multiplications takes less than 10 us, and is not worth a message.
    let blocks = max(1, max(rows, columns) / 32)
    parts = min(Int(lanes_crew_members()), blocks, max(1, (rows * columns * inner) >> 19))
    let parts = parts
    withUnsafeMutablePointer(to: &self) {
      if parts == 1 {
        $0.pointee.run(part: 0)
      } else {
        lanes_crew_run(Int32(parts), 0, Element.productPart, $0)
      }
    }
  }

  func run(part: Int) {
    let size = max(rows, columns)
    let blocks = (size + 31) / 32
    let cut = min(size, blocks * part / parts * 32)..<min(size, blocks * (part + 1) / parts * 32)
    let (i, j) = columns >= rows ? (0..<rows, cut) : (cut, 0..<columns)
    if let start {
      for row in i { (c + row * columns + j.lowerBound).update(from: start + j.lowerBound, count: j.count) }
    }
    Element.multiply(self, rows: i, columns: j, keep: start == nil ? keep : 1)
  }
}
