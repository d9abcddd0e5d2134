import Matrices

/// SplitMix64 (Steele, Lea, Flood 2014): numbers for tests that owe nothing to the library.
struct TestRandom {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  /// Uniform in [-1, 1).
  mutating func number() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1
  }

  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, entries: (0..<rows * columns).map { _ in number() })
  }

  /// A product of Householder reflections: orthogonal to rounding.
  mutating func orthogonal(_ size: Int) -> Matrix {
    var q = Matrix.identity(size)
    for _ in 0..<min(size, 8) {
      let v = (0..<size).map { _ in number() }
      let square = v.reduce(0) { $0 + $1 * $1 }
      for j in 0..<size {
        let along = (0..<size).reduce(0.0) { $0 + v[$1] * q[$1, j] }
        for i in 0..<size { q[i, j] -= 2 / square * along * v[i] }
      }
    }
    return q
  }

  mutating func symmetric(_ size: Int) -> Matrix {
    let a = matrix(size, size)
    return Matrix(size, size) { a[max($0, $1), min($0, $1)] }
  }
}

/// The matrix product by the definition.
func handProduct(_ a: Matrix, _ b: Matrix) -> Matrix {
  Matrix(a.rows, b.columns) { i, j in (0..<a.columns).reduce(0.0) { $0 + a[i, $1] * b[$1, j] } }
}

func largestDifference(_ a: Matrix, _ b: Matrix) -> Double {
  guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
  return largestDifference(a.entries, b.entries)
}

/// max |a_i - b_i|; infinite where the lengths differ or a number is missing.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0.0) { worst, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}
