/// x <- x + h f(x) + g(x) dB. Strong order 1/2, weak order 1.
public struct EulerMaruyama: StochasticOneStepMethod {
  @inlinable public init() {}

  @inlinable
  public func step<Equation: LinearNoiseEquation>(
    _ state: inout Equation.State, of equation: Equation, by h: Double, along increment: Equation.Increment,
    in workspace: inout IntegratorWorkspace<Equation>
  ) {
    equation.advance(&state, by: h, along: increment, in: &workspace)
  }
}
