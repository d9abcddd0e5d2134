import Learning
import Matrices
import Simulation

/// The stochastic gradient flow of label noise, in the sense of Ito:
///
///     d theta = (A(M(W)) - lambda) theta dt + sqrt(eta) A(dN) theta,   E dN dN^T = k C dt.
///
/// Both layers feel the same dN: that tie makes the noise the gradient noise of a network, and the determinant fall.
public struct StochasticGradientFlow: LinearNoiseEquation {
  public typealias State = NetworkState

  public var flow: GradientFlow
  /// eta
  public var learningRate: Double
  public var noise: FunctionNoise
  /// K, whose half times eta is the difference between the readings of Ito and Stratonovich. It follows from `noise`;
  /// it is kept apart so that a counterexample can carry a wrong one.
  public var damping: NoiseDamping
  /// Read in the sense of Stratonovich instead, the same symbols are another equation: the counterfactual in which
  /// nothing decays.
  public var reading: NoiseReading

  public init(
    _ flow: GradientFlow, noise: FunctionNoise, learningRate: Double, reading: NoiseReading = .ito
  ) {
    self.flow = flow
    self.noise = noise
    self.learningRate = learningRate
    self.reading = reading
    damping = NoiseDamping(noise)
  }

  /// Scratch memory: the gradient flow's, and what the noise-induced drift needs.
  public struct Workspace {
    var flow: GradientFlow.Workspace
    let damping: Bundle
  }

  public func makeWorkspace(for state: NetworkState) -> Workspace {
    Workspace(
      flow: flow.makeWorkspace(for: state), damping: Bundle(damping.input))
  }

  public func makeIncrement(lanes: Int) -> NoiseIncrement { NoiseIncrement(noise, lanes: lanes) }

  public func draw(
    _ increment: inout NoiseIncrement, over duration: Double, from random: inout RandomStream
  ) {
    increment.draw(over: duration, from: &random)
  }

  public func drift(at state: NetworkState, into velocity: inout NetworkState, in workspace: inout Workspace)
  {
    flow.drift(at: state, into: &velocity, in: &workspace.flow)
    if reading == .stratonovich { addNoiseInducedDrift(at: state, to: &velocity, in: &workspace) }
  }

  public func diffusion(
    at state: NetworkState, along increment: NoiseIncrement, into velocity: inout NetworkState,
    in workspace: inout Workspace
  ) {
    velocity.assign(state)
    workspace.flow.coupling.couple(
      &velocity, by: increment.values, scale: learningRate.squareRoot(), keep: 0)
  }

  /// In the sense of Ito drift and diffusion are one coupling, theta <- (1 - h lambda) theta + A(h M + sqrt(eta) dN)
  /// theta: one sweep over theta.
  public func advance(
    _ state: inout NetworkState, by h: Double, along increment: NoiseIncrement,
    in workspace: inout IntegratorWorkspace<StochasticGradientFlow>
  ) {
    guard reading == .ito else {
      addDriftAndDiffusion(&state, by: h, along: increment, in: &workspace)
      return
    }
    workspace.equation.flow.move(
      &state, drift: h, noise: increment.values.reading, diffusion: learningRate.squareRoot(),
      keep: 1 - h * flow.weightDecay)
  }

  public func noiseInducedDrift(
    at state: NetworkState, into velocity: inout NetworkState, in workspace: inout Workspace
  ) {
    velocity.setZero()
    addNoiseInducedDrift(at: state, to: &velocity, in: &workspace)
  }

  /// velocity += (eta/2) K theta
  private func addNoiseInducedDrift(
    at state: NetworkState, to velocity: inout NetworkState, in workspace: inout Workspace
  ) {
    let all = velocity.weights.block
    let old = state.weights.reading
    let upper = 0..<state.inputs
    let lower = state.inputs..<state.rows
    let every = 0..<all.columns
    all.window(upper, every).add(
      workspace.damping.reading, times: old.window(upper, every), scale: learningRate / 2)
    let (target, source) = (all.window(lower, every), old.window(lower, every))
    for j in every {
      target.window(0..<target.rows, j..<(j + 1)).combine(
        learningRate / 2 * damping.output, source.window(0..<source.rows, j..<(j + 1)), 1,
        target.window(0..<target.rows, j..<(j + 1)))
    }
  }
}

/// The sense in which a stochastic integral is read.
public enum NoiseReading: String, Sendable, CaseIterable { case ito, stratonovich }
