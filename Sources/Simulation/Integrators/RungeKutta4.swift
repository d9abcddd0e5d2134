/// The classical Runge-Kutta method. Order 4.
public struct RungeKutta4: OneStepMethod {
  @inlinable public init() {}

  @inlinable
  public func step<Equation: DifferentialEquation>(
    _ state: inout Equation.State, of equation: Equation, by h: Double,
    in workspace: inout IntegratorWorkspace<Equation>
  ) {
    // Stage 4 holds the point at which the next slope is taken, stages 0-3 the slopes.
    let nodes = [0, h / 2, h / 2, h]
    for stage in 0..<4 {
      workspace.stages[4].assign(state)
      if stage > 0 { workspace.stages[4].add(workspace.stages[stage - 1], times: nodes[stage]) }
      equation.drift(at: workspace.stages[4], into: &workspace.stages[stage], in: &workspace.equation)
    }
    for (stage, weight) in [h / 6, h / 3, h / 3, h / 6].enumerated() {
      state.add(workspace.stages[stage], times: weight)
    }
  }
}
