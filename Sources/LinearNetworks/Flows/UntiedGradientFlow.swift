import Matrices
import Simulation

/// The counterfactual (2.6): the two layers feel independent copies dN, dN' of the same noise. Every single layer's noise
/// has the law it should have, and yet det(theta theta^T) has no drift: E d log det = 0.
///
/// Euler-Maruyama only: W1 <- W1 + R W2^T, W2^T <- W2^T + R'^T W1.
public struct UntiedGradientFlow: Dynamics {
  public typealias State = NetworkState
  public let equation: StochasticGradientFlow
  public let timeStep: Double

  public init(_ equation: StochasticGradientFlow, timeStep: Double) {
    self.equation = equation
    self.timeStep = timeStep
  }

  /// The noise of the first layer and that of the second.
  public struct Noise: Sendable {
    var first: NoiseIncrement
    var second: NoiseIncrement
  }

  /// Scratch memory of a step.
  public struct Workspace {
    fileprivate var flow: GradientFlow.Workspace
    fileprivate var exponent: Bundle
    fileprivate var upper: NetworkState
    fileprivate var lower: NetworkState
  }

  public var movesLanes: Bool { true }
  public func makeNoise(lanes: Int) -> Noise {
    Noise(
      first: equation.makeIncrement(lanes: lanes), second: equation.makeIncrement(lanes: lanes))
  }

  public func draw(_ noise: inout Noise, from random: inout RandomStream) {
    equation.draw(&noise.first, over: timeStep, from: &random)
    equation.draw(&noise.second, over: timeStep, from: &random)
  }

  public func makeWorkspace(for state: NetworkState) -> Workspace {
    Workspace(
      flow: equation.flow.makeWorkspace(for: state),
      exponent: Bundle(zeros: state.inputs, state.outputs, lanes: state.lanes),
      upper: state, lower: state)
  }

  public func step(_ state: inout NetworkState, drivenBy noise: Noise, in workspace: inout Workspace) {
    equation.flow.gradient.evaluate(at: state, in: &workspace.flow.gradient)
    workspace.upper.assign(state)
    workspace.lower.assign(state)
    let keep = 1 - timeStep * equation.flow.weightDecay
    setExponent(noise.first, in: &workspace)
    workspace.flow.coupling.couple(&workspace.upper, by: workspace.exponent, scale: 1, keep: keep)
    setExponent(noise.second, in: &workspace)
    workspace.flow.coupling.couple(&workspace.lower, by: workspace.exponent, scale: 1, keep: keep)
    let every = 0..<state.weights.columns
    let (upper, lower) = (0..<state.inputs, state.inputs..<state.rows)
    let theta = state.weights.block
    theta.window(upper, every).copy(workspace.upper.weights.reading.window(upper, every))
    theta.window(lower, every).copy(workspace.lower.weights.reading.window(lower, every))
  }

  /// exponent = h M + sqrt(eta) dN
  private func setExponent(_ noise: NoiseIncrement, in workspace: inout Workspace) {
    workspace.exponent.block.combine(
      timeStep, workspace.flow.gradient.gradient.reading, equation.learningRate.squareRoot(),
      noise.values.reading)
  }
}
