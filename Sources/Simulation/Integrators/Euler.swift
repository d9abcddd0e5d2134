/// x <- x + h f(x). Order 1.
public struct ExplicitEuler: OneStepMethod {
  @inlinable public init() {}

  @inlinable
  public func step<Equation: DifferentialEquation>(
    _ state: inout Equation.State, of equation: Equation, by h: Double,
    in workspace: inout IntegratorWorkspace<Equation>
  ) {
    equation.drift(at: state, into: &workspace.stages[0], in: &workspace.equation)
    state.add(workspace.stages[0], times: h)
  }
}
