import Foundation
import Matrices

/// Gaussian elimination with partial pivoting on a small matrix, in plain loops: the checks of benchmarks share no
/// routine with what they check.
struct Elimination {
  /// log |det a|
  private(set) var logDeterminant = 0.0
  /// x with a x = b
  private(set) var solution: Matrix

  init(_ a: Matrix, _ b: Matrix) {
    precondition(a.rows == a.columns && a.rows == b.rows, "elimination needs a square system")
    var a = a
    var b = b
    let n = a.rows
    for column in 0..<n {
      let pivot = (column..<n).max { abs(a[$0, column]) < abs(a[$1, column]) } ?? column
      for j in 0..<n { (a[column, j], a[pivot, j]) = (a[pivot, j], a[column, j]) }
      for j in 0..<b.columns { (b[column, j], b[pivot, j]) = (b[pivot, j], b[column, j]) }
      logDeterminant += log(abs(a[column, column]))
      for i in 0..<n where i != column {
        let factor = a[i, column] / a[column, column]
        guard factor != 0 else { continue }
        for j in column..<n { a[i, j] -= factor * a[column, j] }
        for j in 0..<b.columns { b[i, j] -= factor * b[column, j] }
      }
    }
    solution = Matrix(n, b.columns) { b[$0, $1] / a[$0, $0] }
  }

  init(_ a: Matrix) { self.init(a, Matrix(zeros: a.rows, 0)) }
}
