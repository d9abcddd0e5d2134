import Matrices
import Simulation

/// Gradient flow by exponentials of A(R): theta moves along the group SO(p, k), so that log det(theta theta^T) and the
/// balancedness are conserved to rounding at any step.
///
/// Weight decay is a multiple of the identity and enters each exponential exactly.
public struct ExponentialFlow: Dynamics {
  public typealias State = NetworkState

  public enum Scheme: String, Sendable {
    /// theta <- exp(h A(M)) theta; order 1
    case euler
    /// theta <- exp(h A(M(theta_{1/2}))) theta with theta_{1/2} = exp(h A(M)/2) theta; order 2
    case midpoint
    /// The commutator-free method of order 4 of Celledoni, Marthinsen and Owren (2003): four slopes, five exponentials.
    case commutatorFree4
  }

  public let equation: GradientFlow
  public let scheme: Scheme
  public let timeStep: Double

  public init(_ equation: GradientFlow, by scheme: Scheme, timeStep: Double) {
    self.equation = equation
    self.scheme = scheme
    self.timeStep = timeStep
  }

  /// Two intermediate states, and the slopes that lead through them.
  public struct Workspace {
    fileprivate var early: NetworkState
    fileprivate var late: NetworkState
    fileprivate var slopes: Slopes
  }

  public var movesLanes: Bool { true }
  public func makeNoise(lanes: Int) {}
  public func draw(_ noise: inout Void, from random: inout RandomStream) {}

  public func makeWorkspace(for state: NetworkState) -> Workspace {
    Workspace(early: state, late: state, slopes: Slopes(equation, for: state))
  }

  public func step(_ state: inout NetworkState, drivenBy noise: Void, in workspace: inout Workspace) {
    advance(&state, by: timeStep, in: &workspace)
  }

  /// One step of any length.
  func advance(_ state: inout NetworkState, by h: Double, in workspace: inout Workspace) {
    workspace.slopes.measure(0, at: state)
    switch scheme {
    case .euler:
      workspace.slopes.move(&state, h, (1, 0, 0, 0))
    case .midpoint:
      workspace.early.assign(state)
      workspace.slopes.move(&workspace.early, h, (0.5, 0, 0, 0))
      workspace.slopes.measure(1, at: workspace.early)
      workspace.slopes.move(&state, h, (0, 1, 0, 0))
    case .commutatorFree4:
      workspace.early.assign(state)
      workspace.slopes.move(&workspace.early, h, (0.5, 0, 0, 0))
      workspace.slopes.measure(1, at: workspace.early)
      workspace.late.assign(state)
      workspace.slopes.move(&workspace.late, h, (0, 0.5, 0, 0))
      workspace.slopes.measure(2, at: workspace.late)
      workspace.late.assign(workspace.early)
      workspace.slopes.move(&workspace.late, h, (-0.5, 0, 1, 0))
      workspace.slopes.measure(3, at: workspace.late)
      workspace.slopes.move(&state, h, (0.25, 1.0 / 6, 1.0 / 6, -1.0 / 12))
      workspace.slopes.move(&state, h, (-1.0 / 12, 1.0 / 6, 1.0 / 6, 0.25))
    }
  }
}

/// Up to four slopes M_i = M(theta_i), and moves along exp(h sum_i w_i (A(M_i) - lambda)).
private struct Slopes {
  private let equation: GradientFlow
  private var workspace: GradientFlow.Workspace
  private var slopes: [Bundle]
  private var exponent: Bundle

  init(_ equation: GradientFlow, for state: NetworkState) {
    self.equation = equation
    workspace = equation.makeWorkspace(for: state)
    exponent = Bundle(zeros: state.inputs, state.outputs, lanes: state.lanes)
    slopes = Array(repeating: exponent, count: 4)
  }

  mutating func measure(_ i: Int, at state: NetworkState) {
    equation.gradient.evaluate(at: state, in: &workspace.gradient)
    slopes[i].assign(workspace.gradient.gradient)
  }

  mutating func move(_ state: inout NetworkState, _ h: Double, _ w: (Double, Double, Double, Double)) {
    let sum = exponent.block
    sum.combine(h * w.0, slopes[0].reading, h * w.1, slopes[1].reading)
    if w.2 != 0 || w.3 != 0 {
      sum.combine(h * w.2, slopes[2].reading, 1, sum)
      sum.combine(h * w.3, slopes[3].reading, 1, sum)
    }
    let duration = h * (w.0 + w.1 + w.2 + w.3)
    let decay = equation.weightDecay == 0 ? 1 : exponential(-equation.weightDecay * duration)
    workspace.coupling.exponentiate(&state, by: exponent, decay: decay)
  }
}
