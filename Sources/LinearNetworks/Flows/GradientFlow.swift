import Learning
import Simulation
import Matrices

/// Gradient flow with weight decay: theta' = (A(M(W)) - lambda) theta.
public struct GradientFlow: DifferentialEquation {
  public typealias State = NetworkState
  public var gradient: FunctionGradient
  /// lambda, for the loss L + (lambda/2) |theta|^2
  public var weightDecay: Double

  public init(_ gradient: FunctionGradient, weightDecay: Double = 0) {
    self.gradient = gradient
    self.weightDecay = weightDecay
  }

  public struct Workspace {
    var gradient: FunctionGradient.Workspace
    var coupling: CouplingWorkspace

    /// theta <- keep theta + A(drift M(W1 W2) + diffusion noise) theta
    mutating func move(
      _ state: inout NetworkState, drift: Double, noise: Block? = nil, diffusion: Double = 0, keep: Double = 1
    ) {
      gradient.move(
        &state, drift: drift, noise: noise, diffusion: diffusion, keep: keep, coupling: &coupling)
    }
  }

  public func makeWorkspace(for state: NetworkState) -> Workspace {
    Workspace(
      gradient: FunctionGradient.Workspace(gradient, lanes: state.lanes),
      coupling: CouplingWorkspace(for: state))
  }

  public func drift(at state: NetworkState, into velocity: inout NetworkState, in workspace: inout Workspace)
  {
    gradient.evaluate(at: state, in: &workspace.gradient)
    velocity.assign(state)
    workspace.coupling.couple(&velocity, by: workspace.gradient.gradient, scale: 1, keep: 0)
    if weightDecay != 0 { velocity.add(state, times: -weightDecay) }
  }
}
