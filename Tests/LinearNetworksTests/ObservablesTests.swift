import Foundation
import Learning
import Matrices
import Testing

@testable import LinearNetworks
@testable import Simulation

@Suite("What can be seen of a network") struct ObservablesTests {
  /// l < P, l = P, l > P, width 1, k > p, one output, and the smallest of all.
  static let shapes = [
    (3, 2, 4), (3, 2, 5), (3, 2, 8), (3, 2, 1), (2, 4, 3), (2, 4, 6), (2, 4, 9), (4, 1, 2), (1, 1, 1),
    (1, 3, 2),
  ]

  private func setting(_ shape: (Int, Int, Int)) -> Setting {
    TestNetwork.setting(.momentDescent, inputs: shape.0, outputs: shape.1, width: shape.2, steps: 2)
  }

  private func look(at state: NetworkState) -> Snapshot<NetworkState> {
    Snapshot(step: 0, time: 0, state: state, previous: nil, initial: state)
  }

  private func state(_ shape: (Int, Int, Int)) -> NetworkState {
    NetworkState(
      theta: TestNetwork.matrix(shape.0 + shape.1, shape.2, seed: 51), inputs: shape.0, outputs: shape.1)
  }

  @Test("has different names, words joined by underscores, and defaults among them")
  func names() {
    let names = NetworkObservables.all(for: setting((3, 2, 6))).map(\.name)
    #expect(Set(names).count == names.count)
    #expect(NetworkObservables.defaults.allSatisfy(names.contains))
    #expect(names.allSatisfy { $0.allSatisfy { $0.isLetter && $0.isASCII || $0.isNumber || $0 == "_" } })
  }

  @Test("has as many numbers as it says, finite or not", arguments: shapes)
  func counts(shape: (Int, Int, Int)) {
    var broken = state(shape)
    broken.columns[0, 0] = .nan
    for observable in NetworkObservables.all(for: setting(shape)) {
      let values = observable.measure(look(at: state(shape)))
      #expect(values.count == observable.components, "\(observable.name)")
      #expect(values.allSatisfy { $0.isFinite || $0 == -.infinity }, "\(observable.name)")
      let missing = observable.measure(look(at: broken))
      #expect(missing.count == observable.components, "\(observable.name) of NaN")
    }
  }

  @Test("is what dense algebra says", arguments: shapes)
  func values(shape: (Int, Int, Int)) throws {
    let (state, setting) = (state(shape), setting(shape))
    let all = NetworkObservables.all(for: setting)
    func see(_ name: String) throws -> [Double] {
      try #require(all.first { $0.name == name }, "\(name)").measure(look(at: state))
    }
    let (w1, w2) = (state.W1, state.W2)
    let rank = min(state.rows, state.width)
    let gram = (state.theta * state.theta.transposed).symmetricEigenvalues.reversed().prefix(rank)
    #expect(largestDifference(try see("gram_eigenvalues"), Array(gram)) < 1e-13)
    #expect(largestDifference(try see("theta_singular_values").map { $0 * $0 }, Array(gram)) < 1e-13)
    let gaps = zip(gram, gram.dropFirst()).map { $0 - $1 }
    #expect(largestDifference(try see("gram_eigenvalue_gaps"), gaps) < 1e-13)
    let squares = (w1.transposed * w1).symmetricEigenvalues.reversed().prefix(min(shape.0, shape.2))
    #expect(largestDifference(try see("W1_singular_values").map { $0 * $0 }, Array(squares)) < 1e-13)
    let product = (w1 * w2).squaredNorm
    #expect(abs(try see("W_singular_values").reduce(0) { $0 + $1 * $1 } - product) < 1e-13 * product)
    let residual = setting.problem.inputs * (w1 * w2) - setting.problem.targets
    let loss = residual.squaredNorm / Double(2 * setting.problem.samples)
    #expect(abs(try see("loss")[0] - loss) < 1e-13 * loss)
    let determinant = try see("log_determinant")[0]
    if shape.2 < state.rows {
      #expect(determinant == -.infinity)
    } else {
      #expect(abs(determinant - (state.theta * state.theta.transposed).logDeterminant.log) < 1e-10)
    }
  }

  /// D has the nonzero eigenvalues of the dense l x l matrix; for l >= P, p are positive and k negative.
  @Test("counts the eigenvalues of D without the zeros it must have", arguments: shapes)
  func balancedness(shape: (Int, Int, Int)) {
    let state = state(shape)
    let found = state.balancednessEigenvalues
    var dense = state.balancedness.symmetricEigenvalues
    if shape.2 > state.rows {
      dense.sort { abs($0) > abs($1) }
      #expect(dense.dropFirst(state.rows).allSatisfy { abs($0) < 1e-12 })
      dense = dense.prefix(state.rows).sorted()
    }
    #expect(largestDifference(found, dense) < 1e-12)
    if shape.2 >= state.rows {
      #expect(found.count { $0 > 0 } == shape.0 && found.count { $0 < 0 } == shape.1)
    }
  }

  @Test("is zero loss to rounding at an interpolation")
  func interpolation() throws {
    let state = state((3, 2, 6))
    var setting = setting((3, 2, 6))
    let x = setting.problem.inputs
    setting.problem = Regression(inputs: x, targets: x * state.product)
    let loss = try #require(NetworkObservables.all(for: setting).first { $0.name == "loss" })
    #expect(loss.measure(look(at: state))[0] < 1e-29, "squared roundings of numbers of size ten")
  }

  @Test("of a network by hand")
  func byHand() {
    // W1 = diag(3, 1) in the first two units, W2 = (0, 0, 2): theta has rows 3 e1, e2, 2 e3.
    let state = NetworkState(theta: .diagonal([3, 1, 2]), inputs: 2, outputs: 1)
    #expect(state.product == Matrix(zeros: 2, 1))
    #expect(state.balancedness == .diagonal([9, 1, -4]))
    #expect(largestDifference(state.singularValues, [3, 2, 1]) < 1e-15 * 4)
    #expect(abs(state.logDeterminant - log(36.0)) < 1e-14)
    #expect(largestDifference(state.balancednessEigenvalues, [-4, 1, 9]) < 1e-14)
  }
}
