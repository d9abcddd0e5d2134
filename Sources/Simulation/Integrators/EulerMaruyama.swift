/// x <- x + h f(x) + g(x) dB. Strong order 1/2, weak order 1.
public struct EulerMaruyama: StochasticOneStepMethod {
  public init() {}

  public func step<Equation: LinearNoiseEquation>(
    _ state: inout Equation.State, of equation: Equation, by h: Double, along increment: Equation.Increment,
    in workspace: inout IntegratorWorkspace<Equation>
  ) {
    equation.drift(at: state, into: &workspace.stages[0], in: &workspace.equation)
    equation.diffusion(at: state, along: increment, into: &workspace.stages[1], in: &workspace.equation)
    state.add(workspace.stages[0], times: h)
    state.add(workspace.stages[1], times: 1)
  }
}
