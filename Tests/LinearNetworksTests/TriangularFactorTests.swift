import Foundation
import Matrices
import Simulation
import Testing

@testable import LinearNetworks

/// log det(theta theta^T) far beyond the resolution of theta, along products of maps whose determinants are known.
@Suite("The tracked factor") struct TriangularFactorTests {
  /// theta <- diag(exp(-rates)) H theta with H a product of hyperbolic rotations (determinant one) by `angle`.
  private func move(_ state: inout NetworkState, rates: [Double], angle: Double) {
    let p = state.inputs
    let (c, s) = (cosh(angle), sinh(angle))
    for j in 0..<state.columns.columns {
      for a in 0..<p {
        for b in p..<state.rows {
          let (x, y) = (state.columns[a, j], state.columns[b, j])
          state.columns[a, j] = c * x + s * y
          state.columns[b, j] = c * y + s * x
        }
      }
      for i in 0..<state.rows { state.columns[i, j] *= exp(-rates[i]) }
    }
  }

  /// Runs until log det has fallen by `fall`, with the rows damped at the given relative rates.
  private func expectFall(
    _ fall: Double, shares: [Double], angle: Double, theta: Matrix, _ comment: Comment
  ) throws {
    let steps = Int(fall / 2)
    let rates = shares.map { $0 * fall / (2 * Double(steps) * shares.reduce(0, +)) }
    let start = NetworkState(theta: theta, inputs: 3, outputs: 2)
    let initial = logGramDeterminant(theta)
    var tracked = try #require(start.tracked())
    #expect(abs(tracked.logDeterminant - initial) < 1e-12)
    var untracked = start
    for step in 1...steps {
      move(&tracked, rates: rates, angle: angle)
      move(&untracked, rates: rates, angle: angle)
      if step % 5 == 0 { tracked.reorthonormalize() }
    }
    let exact = initial - 2 * Double(steps) * rates.reduce(0, +)
    // Rounding of sums of up to 10^4 terms near 10^4: 1e-12 each at worst, and they do not conspire.
    #expect(abs(tracked.logDeterminant - exact) < 1e-9 * max(1, fall / 1000), comment)
    #expect(tracked.isFinite && tracked.theta.isFinite, comment)
    let isLost = !(abs(untracked.logDeterminant - exact) < 1)
    #expect(isLost || angle == 0, "where rows mix, nothing but tracking keeps it")
  }

  private static let generic = TestNetwork.matrix(5, 8, seed: 21)
  private static let aligned = Matrix(5, 8) { $0 == $1 ? 1 : 0 }

  @Test("keeps log det to 1e-9", arguments: [1000, 10000])
  func fall(fall: Double) throws {
    try expectFall(fall, shares: [0, 1, 2, 3, 4], angle: 0.05, theta: Self.generic, "falling rows")
    try expectFall(fall, shares: [4, 3, 2, 1, 0], angle: 0.05, theta: Self.generic, "rising rows")
    try expectFall(
      fall, shares: [4, 3, 2, 1, 0], angle: 0.05, theta: Self.aligned, "rising rows, aligned start")
  }

  /// Without rotations an aligned start keeps its rows apart, the weakest first: R has rows of e^-800 above rows of one.
  @Test("keeps log det where nothing mixes the rows", arguments: [1000, 10000])
  func unmixed(fall: Double) throws {
    try expectFall(fall, shares: [0, 1, 2, 3, 4], angle: 0, theta: Self.aligned, "falling rows")
    try expectFall(fall, shares: [4, 3, 2, 1, 0], angle: 0, theta: Self.aligned, "rising rows")
    try expectFall(
      fall, shares: [4, 3, 2, 1, 0], angle: 0, theta: Self.generic, "rising rows, generic start")
  }

  @Test("puts theta together again")
  func reconstruction() throws {
    let start = NetworkState(theta: Self.generic, inputs: 3, outputs: 2)
    var (plain, tracked) = (start, try #require(start.tracked()))
    for step in 1...40 {
      move(&plain, rates: [0.01, 0.02, 0, 0.03, 0.01], angle: 0.02)
      move(&tracked, rates: [0.01, 0.02, 0, 0.03, 0.01], angle: 0.02)
      if step % 8 == 0 { tracked.reorthonormalize() }
    }
    #expect(largestDifference(plain.theta, tracked.theta) < 1e-12 * plain.theta.norm)
    #expect(largestDifference(plain.singularValues, tracked.singularValues) < 1e-12 * plain.theta.norm)
  }

  @Test("needs a theta of full row rank")
  func refusal() {
    #expect(NetworkState(theta: TestNetwork.matrix(5, 4, seed: 1), inputs: 3, outputs: 2).tracked() == nil)
    let zeroRow = Matrix.diagonal([1, 1, 0, 1, 1]) * Self.generic
    #expect(NetworkState(theta: zeroRow, inputs: 3, outputs: 2).tracked() == nil)
    #expect(NetworkState(theta: Double.nan * Self.generic, inputs: 3, outputs: 2).tracked() == nil)
  }

  /// Looks between two renewals of the factor see the same as an untracked run while theta is well conditioned.
  @Test("changes nothing that can be seen", arguments: TestNetwork.algorithms, [(1, 1), (7, 3), (100, 1)])
  func invisible(algorithm: Algorithm, intervals: (Int, Int)) {
    func run(_ tracking: Int?) -> Record {
      let setting = TestNetwork.setting(
        algorithm, delta: 0.1, decay: 0.05, steps: 20, every: intervals.1, tracking: tracking)
      return Engine.rankfall.run(setting, observing: NetworkObservables.all(for: setting))
    }
    let (tracked, plain) = (run(intervals.0), run(nil))
    for (a, b) in zip(tracked.series, plain.series) {
      #expect(largestDifference(a.values, b.values) < 1e-10, "\(a.name): twenty steps of weights of size one")
    }
  }
}
