import Matrices
import Simulation

/// The structure-preserving schemes SH and SH2: half a damping, one exponential along the group, half a damping,
///
///     theta <- E exp(A(R)) E theta,   R = h M + sqrt(eta) dN,   E = exp(-eta h K / 4).
///
/// The exponential has determinant one, so log det(theta theta^T) falls at its exact rate at any step, and the
/// balancedness changes in the damping only. SH2 takes the step twice with the same noise, the second time with the
/// mean of M at the start and at the end of the first.
public struct SplitHyperbolicFlow: Dynamics {
  public typealias State = NetworkState

  public let equation: StochasticGradientFlow
  public let timeStep: Double
  /// Whether the drift is averaged over a first attempt (SH2) or taken at the start (SH).
  public let averagesDrift: Bool

  public init(_ equation: StochasticGradientFlow, timeStep: Double, averagesDrift: Bool = true) {
    self.equation = equation
    self.timeStep = timeStep
    self.averagesDrift = averagesDrift
  }

  /// Scratch memory of a step.
  public struct Workspace {
    fileprivate var flow: GradientFlow.Workspace
    fileprivate var half: DampingStep
    fileprivate var start: NetworkState
    fileprivate var drift: Bundle
    fileprivate var exponent: Bundle
  }

  public func makeWorkspace(for state: NetworkState) -> Workspace {
    let zero = Bundle(zeros: state.inputs, state.outputs, lanes: state.lanes)
    return Workspace(
      flow: equation.flow.makeWorkspace(for: state),
      half: DampingStep(equation, over: timeStep / 2, for: state),
      start: state, drift: zero, exponent: zero)
  }

  public var movesLanes: Bool { true }
  public func makeNoise(lanes: Int) -> NoiseIncrement { equation.makeIncrement(lanes: lanes) }

  public func draw(_ noise: inout NoiseIncrement, from random: inout RandomStream) {
    equation.draw(&noise, over: timeStep, from: &random)
  }

  public func step(
    _ state: inout NetworkState, drivenBy noise: NoiseIncrement, in workspace: inout Workspace
  ) {
    equation.flow.gradient.evaluate(at: state, in: &workspace.flow.gradient)
    workspace.drift.assign(workspace.flow.gradient.gradient)
    if averagesDrift { workspace.start.assign(state) }
    move(&state, along: noise, in: &workspace)
    guard averagesDrift else { return }
    equation.flow.gradient.evaluate(at: state, in: &workspace.flow.gradient)
    let drift = workspace.drift.block
    drift.combine(0.5, drift, 0.5, workspace.flow.gradient.gradient.reading)
    state.assign(workspace.start)
    move(&state, along: noise, in: &workspace)
  }

  /// theta <- E exp(A(h drift + sqrt(eta) dN)) E theta
  private func move(
    _ state: inout NetworkState, along noise: NoiseIncrement, in workspace: inout Workspace
  ) {
    workspace.exponent.block.combine(
      timeStep, workspace.drift.reading, equation.learningRate.squareRoot(), noise.values.reading)
    workspace.half.apply(to: &state)
    workspace.flow.coupling.exponentiate(&state, by: workspace.exponent)
    workspace.half.apply(to: &state)
  }
}
