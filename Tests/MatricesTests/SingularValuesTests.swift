import Foundation
import Matrices
import Testing

@Suite("Singular values") struct SingularValuesTests {
  /// Jacobi up to 64, divide and conquer beyond: both sides of the border, and every aspect.
  @Test(
    "of U diag(s) V^T are s",
    arguments: [
      (1, 1), (1, 6), (6, 1), (5, 5), (9, 4), (4, 9), (64, 64), (64, 90), (65, 65), (80, 70), (70, 80),
    ])
  func knownSpectrum(shape: (Int, Int)) {
    var random = TestRandom(11)
    let (rows, columns) = shape
    let count = min(rows, columns)
    let (u, v) = (random.orthogonal(rows), random.orthogonal(columns))
    // A double value, a cluster and a spread of six decades.
    let spectrum = (0..<count).map { $0 == 1 ? 3.0 : 3 * exp(-14 * Double($0) / Double(count)) }
    let a = handProduct(handProduct(u, Matrix(rows, columns) { $0 == $1 ? spectrum[$0] : 0 }), v.transposed)
    let expected = spectrum.sorted(by: >)
    // The matrix itself is only known to a rounding of its norm, a few for each reflection.
    #expect(largestDifference(a.singularValues, expected) <= 100 * 3 * Double.ulpOfOne)
  }

  /// The squares are right to some roundings of the largest: 7 of the 14 decades are left.
  @Test("come from the Gram matrix too", arguments: [(1, 1), (5, 9), (9, 5), (65, 65), (80, 70), (70, 80)])
  func gram(shape: (Int, Int)) {
    var random = TestRandom(14)
    let (rows, columns) = shape
    let count = min(rows, columns)
    let (u, v) = (random.orthogonal(rows), random.orthogonal(columns))
    let spectrum = (0..<count).map { 3 * exp(-14 * Double($0) / Double(count)) }
    let a = handProduct(handProduct(u, Matrix(rows, columns) { $0 == $1 ? spectrum[$0] : 0 }), v.transposed)
    let found = a.gramSingularValues
    #expect(found.count == count)
    for (value, truth) in zip(found, spectrum) {
      #expect(abs(value - truth) <= 100 * Double.ulpOfOne * 9 / truth, "\(value) instead of \(truth)")
    }
    // Of rank one: the others are some roundings of the squares, and never not a number.
    let flat = Matrix(rows, columns) { Double(($0 + 1) * ($1 + 2)) }
    let (first, others) = (flat.gramSingularValues[0], flat.gramSingularValues.dropFirst())
    #expect(abs(first - flat.squaredNorm.squareRoot()) < 100 * Double.ulpOfOne * first)
    #expect(others.allSatisfy { $0 >= 0 && $0 < 1e-6 * first })
    #expect(Matrix(rows, columns) { _, _ in .nan }.gramSingularValues.allSatisfy { $0.isNaN })
  }

  /// With rows scaled by 1, 1e-20, ..., 1e-200 the i-th singular value is the scale times the part of row i orthogonal to
  /// the rows before it, but for a relative 1e-40: Gram and Schmidt by hand give all of them.
  @Test("of graded rows have full relative accuracy", arguments: [11, 20])
  func gradedRows(columns: Int) {
    var random = TestRandom(12)
    let rows = 11
    let b = random.matrix(rows, columns)
    var basis: [[Double]] = []
    var expected: [Double] = []
    for i in 0..<rows {
      var row = (0..<columns).map { b[i, $0] }
      for _ in 0..<2 {
        for unit in basis {
          let along = zip(unit, row).reduce(0) { $0 + $1.0 * $1.1 }
          row = zip(row, unit).map { $0 - along * $1 }
        }
      }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      basis.append(row.map { $0 / length })
      expected.append(length * pow(10, -20 * Double(i)))
    }
    let values = Matrix(rows, columns) { pow(10, -20 * Double($0)) * b[$0, $1] }.singularValues
    #expect(values.count == rows)
    for (value, truth) in zip(values, expected) {
      #expect(
        abs(value / truth - 1) < 1e-12, "\(value) instead of \(truth): the rows' condition is about 100")
    }
  }

  @Test("of graded 2 x 2 triangles, in closed form", arguments: [1e-8, 1e-50, 1e-150, 1e-290])
  func gradedTriangle(small: Double) throws {
    // s1 s2 = small, s1^2 + s2^2 = 1 + 4 + small^2.
    let values = Matrix(rows: 2, columns: 2, entries: [1, 0, 2, small]).singularValues
    let largest = try #require(values.first)
    let smallest = try #require(values.last)
    #expect(abs(largest / 5.0.squareRoot() - 1) < 1e-15)
    #expect(abs(smallest / (small / 5.0.squareRoot()) - 1) < 1e-15, "relative, although s1/s2 = \(5 / small)")
  }

  @Test("of a deficient matrix end in zeros", arguments: [3, 70])
  func deficient(size: Int) {
    let ones = Matrix(size, size) { _, _ in 1 }
    let values = ones.singularValues
    let expected = (0..<size).map { $0 == 0 ? Double(size) : 0 }
    #expect(largestDifference(values, expected) <= 20 * Double(size) * Double.ulpOfOne)
    #expect(Matrix(zeros: size, size).singularValues == [Double](repeating: 0, count: size))
  }

  @Test("of an empty matrix are none; of one that is not finite, NaN", arguments: [(3, 5), (5, 3), (70, 70)])
  func strange(shape: (Int, Int)) {
    #expect(Matrix(zeros: 0, shape.1).singularValues == [] && Matrix(zeros: shape.0, 0).singularValues == [])
    for bad in [Double.nan, .infinity] {
      var a = Matrix(shape.0, shape.1) { Double($0 + $1) }
      a[1, 2] = bad
      #expect(a.singularValues.count == min(shape.0, shape.1) && a.singularValues.allSatisfy(\.isNaN))
    }
  }
}

@Suite("log det(a a^T)") struct LogGramDeterminantTests {
  @Test("by hand")
  func byHand() {
    // [[1,3,5],[2,4,6]]: det [[35,44],[44,56]] = 24.
    let a = Matrix(rows: 2, columns: 3, entries: [1, 2, 3, 4, 5, 6])
    #expect(abs(logGramDeterminant(a) - log(24.0)) < 1e-13, "condition 9.5^2 times a few roundings")
    #expect(logGramDeterminant(a.transposed) == -.infinity, "three rows in two dimensions")
    #expect(logGramDeterminant(Matrix(zeros: 2, 3)) == -.infinity)
    #expect(logGramDeterminant(Matrix(zeros: 0, 3)) == 0, "the empty product")
    var b = a
    b[0, 0] = .nan
    #expect(logGramDeterminant(b).isNaN)
  }

  @Test("far below the reach of a a^T")
  func scaling() {
    var random = TestRandom(13)
    let a = random.matrix(5, 8)
    let scales = [1, 1e-30, 1e-60, 1e-120, 1e-200]
    let shift = 2 * scales.reduce(0) { $0 + log($1) }
    let graded = logGramDeterminant(.diagonal(scales) * a)
    #expect(abs(graded - logGramDeterminant(a) - shift) < 1e-11, "roundings of a number near \(shift)")
  }
}
