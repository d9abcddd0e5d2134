import Matrices
import Simulation
import Testing

@testable import LinearNetworks

@Suite("The coupling A(R)") struct CouplingTests {
  /// p > k, p = k, p < k, single rows and columns, and two sizes beyond the threshold of OpenBLAS.
  static let shapes = [
    (5, 2, 6), (3, 3, 7), (2, 5, 4), (4, 1, 3), (1, 4, 9), (1, 1, 1), (12, 3, 20), (1, 100, 100),
    (100, 1, 120),
    (30, 20, 25),
  ]

  private func state(_ shape: (Int, Int, Int)) -> NetworkState {
    NetworkState(
      theta: TestNetwork.matrix(shape.0 + shape.1, shape.2, seed: 5), inputs: shape.0, outputs: shape.1)
  }

  /// R of the given Frobenius norm.
  private func exponent(_ shape: (Int, Int, Int), norm: Double) -> Matrix {
    let r = TestNetwork.matrix(shape.0, shape.1, seed: 6)
    return norm / r.norm * r
  }

  private func exponentiate(_ start: NetworkState, _ r: Matrix, decay: Double = 1) -> NetworkState {
    var state = start
    var workspace = CouplingWorkspace(for: state)
    workspace.exponentiate(&state, by: Bundle(r), decay: decay)
    return state
  }

  @Test("moves both layers from the same weights", arguments: shapes, [(1.0, 1.0), (0.3, 0.9), (-2.0, 0.0)])
  func couple(shape: (Int, Int, Int), factors: (Double, Double)) {
    let start = state(shape)
    let r = exponent(shape, norm: 1)
    var moved = start
    var workspace = CouplingWorkspace(for: start)
    workspace.couple(&moved, by: Bundle(r), scale: factors.0, keep: factors.1)
    let expected = factors.1 * start.theta + factors.0 * (denseCoupling(r) * start.theta)
    #expect(
      largestDifference(moved.theta, expected) < 1e-13, "sums of up to 100 products of numbers of size one")
  }

  @Test("has the exponential of the dense series", arguments: shapes, [1e-3, 0.7, 3])
  func exponential(shape: (Int, Int, Int), norm: Double) {
    let start = state(shape)
    let r = exponent(shape, norm: norm)
    let expected = denseExponential(denseCoupling(r)) * start.theta
    // Both lose a few roundings of the largest entry, e^|R| |theta|; squaring loses some for each of its squarings.
    let rounding = 400 * Double.ulpOfOne * expected.norm
    #expect(largestDifference(exponentiate(start, r).theta, expected) <= rounding)
    #expect(largestDifference(exponentiate(start, r, decay: 0.5).theta, 0.5 * expected) <= rounding)
  }

  @Test("may have repeated singular values", arguments: [(3, 3), (6, 3), (3, 6)])
  func repeated(sizes: (Int, Int)) {
    let q = TestNetwork.matrix(max(sizes.0, sizes.1), min(sizes.0, sizes.1), seed: 7).qr.q
    let r = 1.3 * (sizes.0 >= sizes.1 ? q : q.transposed)
    let start = state((sizes.0, sizes.1, 5))
    let expected = denseExponential(denseCoupling(r)) * start.theta
    #expect(largestDifference(exponentiate(start, r).theta, expected) < 1e-13)
  }

  @Test("of zero leaves the weights as they are, to the bit", arguments: shapes)
  func zero(shape: (Int, Int, Int)) {
    let start = state(shape)
    #expect(exponentiate(start, Matrix(zeros: shape.0, shape.1)).theta == start.theta)
  }

  /// From W1 = 0 the exponential makes W1 = R W2^T (1 + O(|R|^2)), however small R.
  @Test("of a tiny R is linear in R", arguments: shapes, [1e-9, 1e-90, 1e-160, 1e-300])
  func tiny(shape: (Int, Int, Int), norm: Double) {
    var start = state(shape)
    for j in 0..<shape.2 {
      for i in 0..<shape.0 { start.columns[i, j] = 0 }
    }
    let r = exponent(shape, norm: norm)
    let moved = exponentiate(start, r)
    let expected = r * start.W2.transposed
    #expect(largestDifference((1 / norm) * moved.W1, (1 / norm) * expected) < 1e-13, "relative to |R|")
    #expect(largestDifference(moved.W2, start.W2) < 1e-13)
  }

  /// Phi = exp(A(R)) is in SO+(p, k): Phi^T S Phi = S, det Phi = 1.
  @Test("generates SO(p, k)", arguments: [(5, 2), (3, 3), (2, 5), (4, 1), (1, 1)], [0.1, 1, 4])
  func group(sizes: (Int, Int), norm: Double) {
    let (p, k) = sizes
    let start = NetworkState(theta: .identity(p + k), inputs: p, outputs: k)
    let phi = exponentiate(start, exponent((p, k, p + k), norm: norm)).theta
    let s = signature(p, k)
    let rounding = 50 * Double.ulpOfOne * phi.squaredNorm
    #expect(largestDifference(phi.transposed * (s * phi), s) <= rounding, "Phi enters twice")
    let determinant = phi.logDeterminant
    #expect(
      determinant.sign == 1 && abs(determinant.log) <= rounding, "the condition number of Phi is |Phi|^2")
    #expect(largestDifference(phi, phi.transposed) <= rounding, "the exponential of a symmetric matrix")
  }
}
