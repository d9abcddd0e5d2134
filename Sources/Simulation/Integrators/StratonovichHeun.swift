/// Heun's method for the Stratonovich form of an Ito equation: with F = f - (1/2) sum_j Dg_j g_j,
///
///     y = x + h F(x) + g(x) dB,   x <- x + (h/2) (F(x) + F(y)) + (1/2) (g(x) + g(y)) dB.
///
/// Strong order 1 for commuting noise, 1/2 otherwise; weak order 1.
public struct StratonovichHeun: StochasticOneStepMethod {
  /// Whether the Ito equation is turned into its Stratonovich form first. Without it the method solves another
  /// equation, the one read in the sense of Stratonovich.
  public let correctsDrift: Bool

  public init(correctsDrift: Bool = true) { self.correctsDrift = correctsDrift }

  @inlinable
  public func step<Equation: LinearNoiseEquation>(
    _ state: inout Equation.State, of equation: Equation, by h: Double, along increment: Equation.Increment,
    in workspace: inout IntegratorWorkspace<Equation>
  ) {
    increase(of: equation, at: state, by: h, along: increment, slot: 0, in: &workspace)
    workspace.stages[3].assign(state)
    workspace.stages[3].add(workspace.stages[0], times: 1)
    let predicted = workspace.stages[3]
    increase(of: equation, at: predicted, by: h, along: increment, slot: 1, in: &workspace)
    state.add(workspace.stages[0], times: 0.5)
    state.add(workspace.stages[1], times: 0.5)
  }

  /// stages[slot] = h F(x) + g(x) dB
  @inlinable
  func increase<Equation: LinearNoiseEquation>(
    of equation: Equation, at state: Equation.State, by h: Double, along increment: Equation.Increment,
    slot: Int, in workspace: inout IntegratorWorkspace<Equation>
  ) {
    equation.diffusion(at: state, along: increment, into: &workspace.stages[slot], in: &workspace.equation)
    equation.drift(at: state, into: &workspace.stages[2], in: &workspace.equation)
    workspace.stages[slot].add(workspace.stages[2], times: h)
    if correctsDrift {
      equation.noiseInducedDrift(at: state, into: &workspace.stages[2], in: &workspace.equation)
      workspace.stages[slot].add(workspace.stages[2], times: -h)
    }
  }
}
