/// A law of motion in discrete time: gradient descent, SGD and a discretised SDE are all this.
///
/// All randomness of a step is in its noise; the step itself is deterministic. So a step can be tested by hand, and
/// two methods can be driven by the same noise. Nothing here allocates once the noise and the workspace exist.
public protocol Dynamics<State>: Sendable {
  associatedtype State: Sendable
  /// The random numbers of one step, in a buffer that is used again.
  associatedtype Noise
  /// Scratch memory of one step, used again.
  associatedtype Workspace

  /// The time that one step takes: eta for descent, h for a flow.
  var timeStep: Double { get }

  func makeNoise() -> Noise
  func makeWorkspace(for state: State) -> Workspace
  /// Draws the noise of one step.
  func draw(_ noise: inout Noise, from random: inout RandomStream)
  /// Moves the state by one step.
  func step(_ state: inout State, drivenBy noise: Noise, in workspace: inout Workspace)
}

extension Dynamics where Noise == Void {
  public func makeNoise() {}
  public func draw(_ noise: inout Void, from random: inout RandomStream) {}
}

extension Dynamics where Workspace == Void {
  public func makeWorkspace(for state: State) {}
}
