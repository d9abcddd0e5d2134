import Matrices
import Testing

/// Against LAPACK, which is asked for matrices of ordinary numbers: the zoo's huge and tiny ones are scaled by a power of two.
@Suite("Spectra in lanes") struct LaneSpectraTests {
  static let shapes = [
    (1, 1), (1, 5), (5, 1), (2, 2), (2, 3), (3, 2), (3, 3), (4, 4), (5, 9), (7, 10), (10, 7), (8, 8), (13, 6),
    (16, 20),
    (32, 32), (9, 64), (9, 65), (200, 5), (32, 100),
  ]

  /// A power of two that brings the largest entry to one.
  private func ordinary(_ a: Matrix) -> (Matrix, scale: Double) {
    let largest = a.entries.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return (a, 1) }
    // In two steps, for the largest and the smallest numbers.
    let exponent = Int(largest.exponent)
    let (half, rest) = (Double(sign: .plus, exponent: exponent / 2, significand: 1), exponent - exponent / 2)
    let other = Double(sign: .plus, exponent: rest, significand: 1)
    return (
      Matrix(rows: a.rows, columns: a.columns, entries: a.entries.map { $0 / half / other }), half * other
    )
  }

  @Test("singular values are LAPACK's to a few roundings of the largest", arguments: shapes)
  func singularValues(shape: (Int, Int)) {
    var random = TestRandom(41)
    for (kind, a) in Lanes.zoo(shape.0, shape.1, &random).enumerated() {
      let (plain, scale) = ordinary(a)
      let truth = plain.singularValues
      let found = a.laneSingularValues
      let bound =
        Double(8 + min(shape.0, shape.1) + max(shape.0, shape.1) / 16) * Double.ulpOfOne * (truth.first ?? 0)
      #expect(largestDifference(found.map { $0 / scale }, truth) <= bound, "kind \(kind)")
      #expect(found == found.sorted(by: >) && (found.last ?? 0) >= 0, "kind \(kind)")
    }
  }

  @Test(
    "eigenvalues are LAPACK's to a few roundings of the norm", arguments: [1, 2, 3, 4, 5, 7, 8, 12, 20, 32])
  func eigenvalues(size: Int) {
    var random = TestRandom(42)
    for (kind, any) in Lanes.zoo(size, size, &random).enumerated() {
      let a = Matrix(size, size) { any[max($0, $1), min($0, $1)] }
      let (plain, scale) = ordinary(a)
      let truth = plain.symmetricEigen.values
      let found = a.symmetricEigenvalues
      let norm = truth.reduce(0) { max($0, abs($1)) }
      let bound = Double(8 + 2 * size) * Double.ulpOfOne * norm
      #expect(largestDifference(found.map { $0 / scale }, truth) <= bound, "kind \(kind)")
      #expect(found == found.sorted(), "kind \(kind)")
    }
  }

  @Test("eigenvectors put the matrix together again", arguments: [1, 2, 3, 5, 8, 12])
  func vectors(size: Int) {
    var random = TestRandom(43)
    for (kind, any) in Lanes.zoo(size, size, &random).enumerated() {
      let (a, _) = ordinary(Matrix(size, size) { any[max($0, $1), min($0, $1)] })
      let result = Lanes.Kernel.diagonalization([a], nil)[0]
      let diagonal = Matrix(rows: size, columns: size, entries: Array(result[..<(size * size)]))
      let v = Matrix(rows: size, columns: size, entries: Array(result[(size * size)...]))
      let rebuilt = handProduct(handProduct(v, .diagonal((0..<size).map { diagonal[$0, $0] })), v.transposed)
      let rounding = 40 * Double(size) * Double.ulpOfOne
      #expect(largestDifference(rebuilt, a) <= rounding * max(1, a.norm), "kind \(kind)")
      #expect(largestDifference(handProduct(v.transposed, v), .identity(size)) <= rounding, "kind \(kind)")
    }
  }

  @Test("R^T R is A^T A", arguments: [(1, 1), (5, 1), (3, 2), (10, 7), (8, 8), (32, 32), (65, 9), (300, 32)])
  func triangle(shape: (Int, Int)) {
    var random = TestRandom(44)
    for (kind, any) in Lanes.zoo(shape.0, shape.1, &random).enumerated() {
      let (a, scale) = ordinary(any)
      let r = Matrix(rows: shape.1, columns: shape.1, entries: Lanes.Kernel.triangle([any], nil)[0])
      let plain = Matrix(rows: shape.1, columns: shape.1, entries: r.entries.map { $0 / scale })
      let (mine, truth) = (handProduct(plain.transposed, plain), handProduct(a.transposed, a))
      let rounding = 20 * Double(shape.1 + 4) * Double.ulpOfOne * max(1, a.squaredNorm)
      #expect(largestDifference(mine, truth) <= rounding, "kind \(kind)")
      for j in 0..<shape.1 {
        #expect(r[j, j] >= 0, "kind \(kind)")
        for i in (j + 1)..<max(j + 1, shape.1) { #expect(r[i, j] == 0) }
      }
    }
  }

  /// No hand-over, no cliff: the error does not grow with the condition number.
  @Test("the smallest singular value is right down to a rounding", arguments: 0...17)
  func condition(decades: Int) throws {
    var random = TestRandom(45)
    let (u, v) = (random.orthogonal(7), random.orthogonal(10))
    for step in 0..<20 {
      let small = (0..<decades).reduce(1.0) { power, _ in power / 10 } * (1 - 0.04 * Double(step))
      let a = handProduct(
        handProduct(u, Matrix(7, 10) { $0 == $1 ? ($0 == 6 ? small : 1 + Double($0)) : 0 }), v.transposed)
      let smallest = try #require(a.laneSingularValues.last)
      // The matrix itself is known to a few roundings of its norm.
      #expect(abs(smallest - small) <= 20 * 6 * Double.ulpOfOne)
    }
  }

  /// Below a thousandth the iteration for all values at once hands a pair over to the quotient differences.
  @Test("a pair of values is right however close it is")
  func closePair() {
    var random = TestRandom(46)
    let (u, v) = (random.orthogonal(7), random.orthogonal(10))
    for step in 0..<200 {
      let gap = 0.002 * (1 - 0.005 * Double(step))
      let spectrum = (0..<7).map { $0 == 3 ? 3 * (1 + gap) : Double(1 + $0) }
      let a = handProduct(handProduct(u, Matrix(7, 10) { $0 == $1 ? spectrum[$0] : 0 }), v.transposed)
      #expect(
        largestDifference(a.laneSingularValues, spectrum.sorted(by: >)) <= 20 * 7 * Double.ulpOfOne,
        "gap \(gap)")
    }
  }
}
