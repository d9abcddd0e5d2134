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

  func makeIncrement() -> Increment
  /// An increment of the driving noise over a time `duration`.
  func draw(_ increment: inout Increment, over duration: Double, from random: inout RandomStream)
  /// velocity = g(state) increment
  func diffusion(
    at state: State, along increment: Increment, into velocity: inout State, in workspace: inout Workspace)
  /// velocity = (1/2) sum_j (Dg_j g_j)(state): the Stratonovich drift is f minus this.
  func noiseInducedDrift(at state: State, into velocity: inout State, in workspace: inout Workspace)
}

/// An SDE whose g(x) is linear in x, so that g(g(x) dB) dB is its second-order term.
public protocol LinearNoiseEquation: StochasticDifferentialEquation {}
