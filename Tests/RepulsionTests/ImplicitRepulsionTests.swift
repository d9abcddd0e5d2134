import CLanes
import Foundation
import Matrices
import Simulation
import Testing

@testable import Repulsion

@Suite("The order-keeping step") struct ImplicitRepulsionTests {
  /// The equation of the step, in plain arithmetic, from wild targets: out of order, coinciding, far away.
  @Test(
    "solves its equation inside the chamber",
    arguments: [
      Repulsion(strength: 0.5), Repulsion(.hyperbolic, strength: 0.3),
      Repulsion(strength: 2, isMirrored: true, wall: 0.1),
      Repulsion(.hyperbolic, strength: 0.2, isMirrored: true, wall: 3),
    ])
  func equation(repulsion: Repulsion) {
    var random = RandomStream(seed: 3)
    for (number, n) in [1, 2, 3, 8, 32, 64].enumerated() {
      for h in [1e-6, 1e-3, 0.1, 10] {
        let isTied = number % 2 == 1
        let target = (0..<n).map { _ in isTied ? 0 : 3 * random.normal() }
        var state = OrderedPoints(target)
        let tally = state.tally.block
        let points = state.points.block
        repulsion.resolve(target: points, into: points, tally: tally, by: h, weight: 1.25)
        let x = state.values
        #expect(zip(x, x.dropFirst()).allSatisfy { $0 < $1 } && (repulsion.wall == 0 || x[0] > 0))
        let force = repulsion.force(at: x)
        for i in 0..<n {
          // The rounding of a gap is that of the points; the force changes by force / gap of it.
          let gaps = x.indices.filter { $0 != i }.map { abs(x[$0] - x[i]) }
          let nearest = min(gaps.min() ?? 1, repulsion.wall > 0 ? x[0] : .infinity)
          let scale = abs(target[i]) + 1.25 * abs(x[i]) + h * abs(force[i])
          let slope = 1 + h * (repulsion.strength + repulsion.wall) * Double(n) / (nearest * nearest)
          let size = x.map(abs).max() ?? 0
          let residual = abs(1.25 * x[i] - target[i] - h * force[i])
          #expect(
            residual <= 64 * Double.ulpOfOne * (scale + slope * size), "n = \(n), h = \(h): \(residual)")
        }
      }
    }
  }

  @Test("what is not a number ends the trajectory, beside neighbours that go on")
  func divergence() {
    let good = OrderedPoints([0, 1, 2])
    let bad = OrderedPoints([0, .nan, 2])
    var state = OrderedPoints(lanes: [good, bad] + Array(repeating: good, count: 6))
    let points = state.points.block
    Repulsion(strength: 1).resolve(
      target: points, into: points, tally: state.tally.block, by: 0.1, weight: 1)
    #expect(!state.isFinite(lane: 1) && state.isFinite(lane: 0) && state.isFinite(lane: 7))
    var alone = good
    Repulsion(strength: 1).resolve(
      target: alone.points.block, into: alone.points.block, tally: alone.tally.block, by: 0.1, weight: 1)
    #expect(alone.values == state.lane(7).values)
  }

  /// n = 2, no noise: the gap's square grows by 4 strength t; n = 1 with confinement: 1/(1 + h c) a step.
  @Test("moves two points as the equation without noise does, to first order")
  func deterministic() throws {
    let time = 1.0
    let steps = [50, 100, 200, 400]
    let errors = steps.map { count -> Double in
      var state = OrderedPoints([0, 0.5])
      for _ in 0..<count {
        let points = state.points.block
        Repulsion(strength: 1).resolve(
          target: points, into: points, tally: state.tally.block, by: time / Double(count), weight: 1)
      }
      return abs(state.values[1] - state.values[0] - (0.25 + 4 * time).squareRoot())
    }
    let order = try measuredOrder(steps: steps.map { time / Double($0) }, errors: errors)
    #expect(abs(order - 1) < 0.05, "\(order)")
  }

  @Test("counts the steps whose noise alone changes the order")
  func tally() {
    var state = OrderedPoints([2, 1])
    let points = state.points.block
    Repulsion(strength: 1).resolve(
      target: points, into: points, tally: state.tally.block, by: 0.1, weight: 1)
    #expect(state.tally.lane(0).entries[0] == 1 && state.tally.lane(0).entries[1] >= 2)
  }
}
