import Foundation
import Matrices
import Testing

/// The Jacobi iteration of the step loop, against LAPACK and against known spectra.
@Suite("A small symmetric matrix") struct SmallSymmetricEigenTests {
  /// Diagonalises a copy and returns (ascending eigenvalues, residual |A V - V diag|, defect |V^T V - I|).
  private func diagonalize(_ a: Matrix) -> (values: [Double], residual: Double, defect: Double) {
    var diagonal = a
    var vectors = Matrix(a.rows, a.rows) { _, _ in .nan }
    diagonal.withBlock { d in vectors.withBlock { BlockSpectra.diagonalize(d, vectors: $0) } }
    let values = (0..<a.rows).map { diagonal[$0, $0] }
    let residual = largestDifference(handProduct(a, vectors), handProduct(vectors, .diagonal(values)))
    let defect = largestDifference(handProduct(vectors.transposed, vectors), .identity(a.rows))
    return (values.sorted(), residual, defect)
  }

  /// "A few roundings of the norm": Jacobi makes about n^2 rotations a sweep, half a dozen sweeps.
  private func rounding(_ a: Matrix) -> Double {
    let largest = a.entries.reduce(0) { max($0, abs($1)) }
    return 8 * Double(a.rows + 2) * Double.ulpOfOne * largest * Double(a.rows)
  }

  private func expectAgreement(_ a: Matrix, _ expected: [Double], _ comment: Comment) {
    let found = diagonalize(a)
    #expect(largestDifference(found.values, expected) <= rounding(a), comment)
    #expect(found.residual <= rounding(a), comment)
    #expect(found.defect <= 40 * Double(a.rows) * Double.ulpOfOne, comment)
  }

  @Test("has LAPACK's eigenvalues", arguments: 1...12)
  func random(size: Int) {
    var random = TestRandom(31)
    for _ in 0..<50 {
      let a = random.symmetric(size)
      expectAgreement(a, a.symmetricEigenvalues, "random, n = \(size)")
    }
  }

  @Test("may have repeated eigenvalues", arguments: 1...12)
  func repeated(size: Int) {
    var random = TestRandom(32)
    let q = random.orthogonal(size)
    let spectrum = (0..<size).map { Double($0 / 3) }
    let a = handProduct(handProduct(q, .diagonal(spectrum)), q.transposed)
    expectAgreement(Matrix(size, size) { a[max($0, $1), min($0, $1)] }, spectrum, "triples, n = \(size)")
    expectAgreement(
      Matrix(size, size) { _, _ in 1 }, (0..<size).map { $0 == size - 1 ? Double(size) : 0 }, "all ones")
    expectAgreement(.identity(size), [Double](repeating: 1, count: size), "the identity")
    expectAgreement(Matrix(zeros: size, size), [Double](repeating: 0, count: size), "zero")
  }

  @Test("may be graded", arguments: 2...12)
  func graded(size: Int) {
    var random = TestRandom(33)
    let b = random.matrix(size, size)
    let scaled = Matrix(size, size) { pow(10, -3 * Double($0)) * b[$0, $1] }
    let gram = handProduct(scaled, scaled.transposed)
    let a = Matrix(size, size) { gram[max($0, $1), min($0, $1)] }
    expectAgreement(a, a.symmetricEigenvalues, "rows falling by 1e-3")
  }

  @Test("may be of any size in numbers", arguments: [1e-300, 1e-200, 1e-170, 1e-100, 1e100, 1e160, 1e300])
  func scale(scale: Double) {
    var random = TestRandom(34)
    for size in [2, 3, 5] {
      let a = random.symmetric(size)
      let found = diagonalize(scale * a)
      #expect(
        largestDifference(found.values.map { $0 / scale }, a.symmetricEigenvalues) <= rounding(a),
        "relative to the norm, n = \(size)")
      #expect(found.residual / scale <= rounding(a))
    }
  }

  @Test("that is not finite is left without a loop", arguments: [Double.nan, .infinity])
  func notFinite(bad: Double) {
    var a = Matrix(3, 3) { $0 == 0 && $1 == 0 ? bad : 1 }
    var v = Matrix(zeros: 3, 3)
    a.withBlock { a in v.withBlock { BlockSpectra.diagonalize(a, vectors: $0) } }
    #expect(!a.isFinite)
  }
}
