import Foundation
import Matrices
import Testing

@Suite("QR") struct QRTests {
  @Test(
    "has orthonormal columns and a diagonal that is not negative",
    arguments: [(1, 1), (5, 5), (12, 5), (50, 40), (200, 7), (40, 0)])
  func factors(shape: (Int, Int)) {
    var random = TestRandom(41)
    let a = random.matrix(shape.0, shape.1)
    let (q, r) = (a.qr.q, a.qr.r)
    let rounding = 20 * Double(shape.0) * Double.ulpOfOne
    #expect(largestDifference(handProduct(q.transposed, q), .identity(shape.1)) <= rounding)
    #expect(largestDifference(handProduct(q, r), a) <= rounding)
    for i in 0..<shape.1 {
      #expect(r[i, i] >= 0)
      for j in 0..<i { #expect(r[i, j] == 0) }
    }
  }

  @Test("of an orthogonal matrix with a reflection gives it back")
  func unique() {
    var random = TestRandom(42)
    let q = random.orthogonal(6)
    let triangle = Matrix(6, 6) { $0 < $1 ? Double($0 - $1) : $0 == $1 ? Double(1 + $0) : 0 }
    let factors = handProduct(q, triangle).qr
    #expect(
      largestDifference(factors.q, q) <= 1e-13,
      "the factorisation with diag R > 0 is unique; condition about 20")
    #expect(largestDifference(factors.r, triangle) <= 1e-13)
  }
}

@Suite("log |det|") struct LogDeterminantTests {
  /// All orders of 0..<n.
  private static func permutations(_ n: Int) -> [[Int]] {
    guard n > 0 else { return [[]] }
    return permutations(n - 1).flatMap { shorter in
      (0...shorter.count).map { place in
        var longer = shorter
        longer.insert(n - 1, at: place)
        return longer
      }
    }
  }

  @Test("has the sign of a permutation's parity", arguments: permutations(4))
  func parity(order: [Int]) {
    var inversions = 0
    for j in order.indices {
      for i in 0..<j where order[i] > order[j] { inversions += 1 }
    }
    let determinant = Matrix(4, 4) { $0 == order[$1] ? 1 : 0 }.logDeterminant
    #expect(determinant.log == 0 && determinant.sign == (inversions % 2 == 0 ? 1 : -1))
  }

  @Test("of a Vandermonde matrix is the product of differences")
  func vandermonde() {
    let nodes = [0.3, -1.2, 2.0, 0.9, -0.4, 1.5]
    var (log, sign) = (0.0, 1.0)
    for j in nodes.indices {
      for i in 0..<j {
        log += Foundation.log(abs(nodes[j] - nodes[i]))
        if nodes[j] < nodes[i] { sign = -sign }
      }
    }
    let found = Matrix(6, 6) { pow(nodes[$0], Double($1)) }.logDeterminant
    #expect(abs(found.log - log) < 1e-12, "condition number 1e3")
    #expect(found.sign == sign)
  }

  @Test("neither underflows nor is afraid of zero")
  func extremes() {
    let tiny = Matrix.diagonal([1e-200, -1e-200, 1e-200]).logDeterminant
    #expect(abs(tiny.log + 600 * Foundation.log(10.0)) < 1e-12 && tiny.sign == -1)
    #expect(Matrix(3, 3) { _, _ in 1 }.logDeterminant.log == -.infinity)
    #expect(Matrix(zeros: 0, 0).logDeterminant.log == 0, "the empty product is one")
  }
}

@Suite("Solving") struct SolvingTests {
  @Test("gives back the solution the right-hand side was made of", arguments: [1, 3, 30])
  func known(size: Int) throws {
    var random = TestRandom(43)
    let a = random.orthogonal(size) + 0.1 * random.matrix(size, size)
    let x = random.matrix(size, 2)
    let solution = try #require(a.solving(handProduct(a, x)))
    #expect(largestDifference(solution, x) < 1e-12, "condition number below 100")
  }

  @Test("an exactly singular system says so")
  func singular() {
    #expect(Matrix(zeros: 2, 2).solving(.identity(2)) == nil)
    #expect(Matrix(2, 2) { _, _ in 1 }.solving(.identity(2)) == nil)
  }
}
