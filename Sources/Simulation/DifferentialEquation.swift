/// x' = f(x)
public protocol DifferentialEquation<State>: Sendable {
  associatedtype State: VectorState
  associatedtype Workspace

  func makeWorkspace(for state: State) -> Workspace
  /// velocity = f(state)
  func drift(at state: State, into velocity: inout State, in workspace: inout Workspace)
}

/// dx = f(x) dt + g(x) dB, in the sense of Ito, always.
///
/// g itself is never asked for, only its product with an increment of the noise.
public protocol StochasticDifferentialEquation<State>: DifferentialEquation {
  associatedtype Increment

  func makeIncrement(lanes: Int) -> Increment
  /// An increment of the driving noise over a time `duration`.
  func draw(_ increment: inout Increment, over duration: Double, from random: inout RandomStream)
  /// velocity = g(state) increment
  func diffusion(
    at state: State, along increment: Increment, into velocity: inout State, in workspace: inout Workspace)
  /// state += h f(state) + g(state) increment
  func advance(
    _ state: inout State, by h: Double, along increment: Increment,
    in workspace: inout IntegratorWorkspace<Self>)
  /// velocity = (1/2) sum_j (Dg_j g_j)(state): the Stratonovich drift is f minus this.
  func noiseInducedDrift(at state: State, into velocity: inout State, in workspace: inout Workspace)
}

/// An SDE whose g(x) is linear in x, so that g(g(x) dB) dB is its second-order term.
public protocol LinearNoiseEquation: StochasticDifferentialEquation {}

extension StochasticDifferentialEquation {
  /// An increment for a single trajectory.
  @inlinable
  public func makeIncrement() -> Increment { makeIncrement(lanes: 1) }

  /// By a drift and a diffusion; an equation may know a shorter way.
  @inlinable
  public func advance(
    _ state: inout State, by h: Double, along increment: Increment,
    in workspace: inout IntegratorWorkspace<Self>
  ) {
    addDriftAndDiffusion(&state, by: h, along: increment, in: &workspace)
  }

  /// state += h f(state) + g(state) increment, both evaluated on their own.
  @inlinable
  public func addDriftAndDiffusion(
    _ state: inout State, by h: Double, along increment: Increment,
    in workspace: inout IntegratorWorkspace<Self>
  ) {
    drift(at: state, into: &workspace.stages[0], in: &workspace.equation)
    diffusion(at: state, along: increment, into: &workspace.stages[1], in: &workspace.equation)
    state.add(workspace.stages[0], times: h)
    state.add(workspace.stages[1], times: 1)
  }
}
