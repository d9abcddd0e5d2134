/// Milstein's method with the Levy areas left out: x <- x + h f + g dB + (1/2) g(g dB) dB - h (1/2) sum_j Dg_j g_j.
///
/// Strong order 1 for commuting noise, 1/2 otherwise; weak order 1.
public struct Milstein: StochasticOneStepMethod {
  @inlinable public init() {}

  @inlinable
  public func step<Equation: LinearNoiseEquation>(
    _ state: inout Equation.State, of equation: Equation, by h: Double, along increment: Equation.Increment,
    in workspace: inout IntegratorWorkspace<Equation>
  ) {
    equation.drift(at: state, into: &workspace.stages[0], in: &workspace.equation)
    equation.diffusion(at: state, along: increment, into: &workspace.stages[1], in: &workspace.equation)
    workspace.stages[3].assign(workspace.stages[1])
    equation.diffusion(
      at: workspace.stages[3], along: increment, into: &workspace.stages[2], in: &workspace.equation)
    equation.noiseInducedDrift(at: state, into: &workspace.stages[3], in: &workspace.equation)
    state.add(workspace.stages[0], times: h)
    state.add(workspace.stages[1], times: 1)
    state.add(workspace.stages[2], times: 0.5)
    state.add(workspace.stages[3], times: -h)
  }
}
