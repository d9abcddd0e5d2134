import Matrices
import Testing

@Suite("Symmetric eigenvalues") struct SymmetricEigenTests {
  @Test("and vectors put the matrix together again", arguments: [0, 1, 2, 3, 7, 40, 100])
  func reconstruction(size: Int) {
    var random = TestRandom(21)
    let a = random.symmetric(size)
    let eigen = a.symmetricEigen
    let v = eigen.vectors
    let rebuilt = handProduct(handProduct(v, .diagonal(eigen.values)), v.transposed)
    // LAPACK's bound: a modest multiple of n roundings of the norm.
    let rounding = 20 * Double(size) * Double.ulpOfOne
    #expect(largestDifference(rebuilt, a) <= rounding * max(1, a.norm))
    #expect(largestDifference(handProduct(v.transposed, v), .identity(size)) <= rounding)
    #expect(eigen.values == eigen.values.sorted())
    #expect(largestDifference(a.symmetricEigenvalues, eigen.values) <= rounding * max(1, a.norm))
  }

  @Test("of Q diag Q^T are the diagonal, repeated ones too")
  func knownSpectrum() {
    var random = TestRandom(22)
    let spectrum = [-3.0, -3, -1e-9, 0, 0, 2, 2, 2, 5]
    let q = random.orthogonal(spectrum.count)
    let a = handProduct(handProduct(q, .diagonal(spectrum)), q.transposed)
    #expect(largestDifference(a.symmetricEigenvalues, spectrum) <= 200 * Double.ulpOfOne)
    #expect(largestDifference(a.symmetricEigen.values, spectrum) <= 200 * Double.ulpOfOne)
  }

  @Test("are read from the lower triangle")
  func lowerTriangle() {
    let a = Matrix(rows: 2, columns: 2, entries: [0, 1, 1000, 0])
    #expect(largestDifference(a.symmetricEigenvalues, [-1, 1]) <= 4 * Double.ulpOfOne)
  }

  @Test("of a matrix that is not finite are NaN", arguments: [Double.nan, .infinity])
  func notFinite(bad: Double) {
    let a = Matrix(3, 3) { $0 == 1 && $1 == 1 ? bad : 1 }
    #expect(a.symmetricEigenvalues.count == 3 && a.symmetricEigenvalues.allSatisfy(\.isNaN))
    let eigen = a.symmetricEigen
    #expect(eigen.values.allSatisfy(\.isNaN) && eigen.vectors.entries.allSatisfy(\.isNaN))
  }
}
