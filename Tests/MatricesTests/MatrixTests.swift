import Matrices
import Testing

@Suite("A matrix") struct MatrixTests {
  private let a = Matrix(rows: 2, columns: 3, entries: [1, 2, 3, 4, 5, 6])

  @Test("is stored column after column")
  func storage() {
    #expect(a[0, 0] == 1 && a[1, 0] == 2 && a[0, 1] == 3 && a[1, 2] == 6)
    #expect(a == Matrix(2, 3) { Double(1 + $0 + 2 * $1) })
    #expect(a.transposed == Matrix(rows: 3, columns: 2, entries: [1, 3, 5, 2, 4, 6]))
    #expect(a[0..<1, 1..<3] == Matrix(rows: 1, columns: 2, entries: [3, 5]))
    #expect(a[1..<1, 0..<3] == Matrix(zeros: 0, 3))
  }

  @Test("obeys the arithmetic of small integers, exactly")
  func arithmetic() {
    // [[1,3,5],[2,4,6]] times its transpose, by hand.
    #expect(a * a.transposed == Matrix(rows: 2, columns: 2, entries: [35, 44, 44, 56]))
    #expect(a + a == 2 * a)
    #expect(a - a == Matrix(zeros: 2, 3))
    #expect((a * a.transposed).trace == 91 && a.squaredNorm == 91 && inner(a, a) == 91)
    #expect(a.norm == 91.0.squareRoot())
    #expect(inner(a, Matrix(2, 3) { $0 == $1 ? 1 : 0 }) == 5)
    #expect(Matrix.identity(2) * a == a && a * .identity(3) == a)
    #expect(Matrix.diagonal([2, -1]) * a == Matrix(rows: 2, columns: 3, entries: [2, -2, 6, -4, 10, -6]))
  }

  @Test("may be empty")
  func empty() {
    #expect(Matrix(zeros: 3, 0) * Matrix(zeros: 0, 2) == Matrix(zeros: 3, 2))
    #expect(Matrix(zeros: 0, 0).trace == 0 && Matrix(zeros: 0, 5).isFinite)
  }

  @Test("knows whether it is finite", arguments: [Double.nan, .infinity, -.infinity])
  func finiteness(bad: Double) {
    var b = a
    #expect(b.isFinite)
    b[1, 1] = bad
    #expect(!b.isFinite)
  }
}
