import Matrices
import Simulation

/// The order-keeping integrator: noise and drift first, then the repulsion implicitly,
///
///     (1 + h confinement) x' - h b(x') = x + h f(x) + sqrt(h) g(x) normals.
///
/// The left side is the gradient of a strictly convex function that is infinite where points meet, so that there is one x' in
/// the chamber x'_1 < x'_2 < ... whatever the right side, even from points that coincide. Newton's method finds it to rounding.
/// Nothing is sorted or clamped; a step whose solution is not found gives NaN, and the trajectory has diverged.
/// Notes/repulsion.md has orders and costs.
public struct ImplicitRepulsion<System: RepellingSystem>: Dynamics {
  public typealias State = OrderedPoints
  public let system: System
  public let timeStep: Double

  @inlinable
  public init(_ system: System, timeStep: Double) {
    self.system = system
    self.timeStep = timeStep
  }

  public var movesLanes: Bool { true }
  public func makeNoise(lanes: Int) -> Bundle { Bundle(zeros: system.normals, 1, lanes: lanes) }
  public func makeWorkspace(for state: OrderedPoints) {}

  public func draw(_ noise: inout Bundle, from random: inout RandomStream) {
    random.fillNormals(noise.block.base, count: system.normals)
  }

  public func step(_ state: inout OrderedPoints, drivenBy noise: Bundle, in workspace: inout Void) {
    let (points, tally) = (state.points.block, state.tally.block)
    system.enterCoordinates(points)
    system.push(points, by: timeStep, along: noise.reading)
    system.repulsion.resolve(
      target: points, into: points, tally: tally, by: timeStep, weight: 1 + timeStep * system.confinement)
    system.leaveCoordinates(points)
  }
}
