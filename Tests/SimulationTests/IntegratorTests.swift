import Foundation
import Simulation
import Testing

@Suite("Integrators of ordinary equations") struct IntegratorTests {
  private static let logistic = ScalarEquation { $0 * (1 - $0) }
  /// x_0 = 0.1 of x' = x (1 - x) at t = 2
  private static let exact = 1 / (1 + 9 * exp(-2.0))

  private func end(_ dynamics: some Dynamics<Scalar>, from x: Double, steps: Int) -> Double {
    simulate(
      dynamics, from: { _, _ in Scalar(x) }, over: Schedule(steps: steps, every: max(1, steps)),
      observing: [Observable("x", symbol: "x") { [$0.state.value] }])["x"][
        0, 1, 0]
  }

  @Test("take the Taylor polynomial of a linear equation", arguments: [-0.7, 0.1, 2])
  func stabilityFunction(z: Double) {
    let linear = ScalarEquation { z * $0 }
    let euler = end(Discretization(linear, by: ExplicitEuler(), timeStep: 1), from: 1, steps: 1)
    let kutta = end(Discretization(linear, by: RungeKutta4(), timeStep: 1), from: 1, steps: 1)
    #expect(abs(euler - (1 + z)) < 1e-15 * 8)
    let taylor = 1 + z * (1 + z / 2 * (1 + z / 3 * (1 + z / 4)))
    #expect(abs(kutta - taylor) < 1e-15 * 16)
  }

  @Test("converge at their orders")
  func orders() throws {
    let steps = [20, 40, 80]
    func order(_ make: (Double) -> Double) throws -> Double {
      try measuredOrder(
        steps: steps.map { 2 / Double($0) }, errors: steps.map { abs(make(Double($0)) - Self.exact) })
    }
    let euler = try order {
      end(Discretization(Self.logistic, by: ExplicitEuler(), timeStep: 2 / $0), from: 0.1, steps: Int($0))
    }
    let kutta = try order {
      end(Discretization(Self.logistic, by: RungeKutta4(), timeStep: 2 / $0), from: 0.1, steps: Int($0))
    }
    #expect(abs(euler - 1) < 0.05, "the next order's share at 20 steps")
    #expect(abs(kutta - 4) < 0.1, "the same")
  }

  @Test("of GSL meet the solution", arguments: [1, 3])
  func reference(steps: Int) {
    let found = end(GSLReference(Self.logistic, timeStep: 2 / Double(steps)), from: 0.1, steps: steps)
    #expect(abs(found - Self.exact) < 1e-12, "its tolerance is 1e-13 a step")
  }

  /// x' = x^2 from 1 is infinite at t = 1: no step size reaches t = 2.
  @Test("of GSL leave NaN where they give up", .timeLimit(.minutes(1)))
  func givingUp() {
    let dynamics = GSLReference(ScalarEquation { $0 * $0 }, timeStep: 2)
    var state = Scalar(1)
    var nothing: Void = ()
    dynamics.step(&state, drivenBy: (), in: &nothing)
    #expect(state.value.isNaN)
    let record = simulate(
      dynamics, from: { _, _ in Scalar(1) }, over: Schedule(steps: 2, every: 1),
      observing: [Observable("x", symbol: "x") { [$0.state.value] }])
    #expect(record.outcomes == [.diverged(step: 1)])
    #expect(record["x"][0, 0, 0] == 1 && record["x"][0, 1, 0].isNaN)
  }

  @Test("of GSL do not end where the slope is not a number", .timeLimit(.minutes(1)), arguments: [0.2, 3])
  func slopeNotANumber(threshold: Double) {
    let found = end(
      GSLReference(ScalarEquation { $0 > threshold ? .nan : 1 }, timeStep: 4), from: 0, steps: 1)
    #expect(!found.isFinite)
  }
}
