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

  /// Scratch memory: the gradient flow's, and a copy of the increment.
  public struct Workspace {
    var flow: GradientFlow.Workspace
    var increment: Matrix
    var damping: Matrix
    var damped: Matrix
  }

  public func makeWorkspace(for state: NetworkState) -> Workspace {
    Workspace(
      flow: flow.makeWorkspace(for: state), increment: Matrix(zeros: state.inputs, state.outputs),
      damping: damping.input, damped: Matrix(zeros: state.inputs, state.columns.columns))
  }

  public func makeIncrement() -> NoiseIncrement { NoiseIncrement(noise) }

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
    increment.matrix.copy(into: &workspace.increment)
    workspace.flow.coupling.couple(
      &velocity, by: &workspace.increment, scale: learningRate.squareRoot(), keep: 0)
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
    let p = state.inputs
    workspace.damped.withBlock { damped in
      for j in 0..<damped.columns {
        for i in 0..<p { damped[i, j] = state.columns[i, j] }
      }
      workspace.damping.withBlock { k in
        velocity.columns.withBlock { columns in
          columns.window(0..<p, 0..<columns.columns).add(k, times: damped, scale: learningRate / 2)
        }
      }
    }
    for j in 0..<state.columns.columns {
      for i in p..<state.rows {
        velocity.columns[i, j] += learningRate / 2 * damping.output * state.columns[i, j]
      }
    }
  }
}

/// The sense in which a stochastic integral is read.
public enum NoiseReading: String, Sendable, CaseIterable { case ito, stratonovich }
