/// A law of motion in discrete time: gradient descent, SGD and a discretised SDE are all this.
///
/// All randomness of a step is in its noise; the step itself is deterministic. So a step can be tested by hand, and
/// two methods can be driven by the same noise. Nothing here allocates once the noise and the workspace exist.
///
/// A state is that of one trajectory, or of a block of trajectories that move together, one a lane; a step is written
/// once for both.
public protocol Dynamics<State>: Sendable {
  associatedtype State: TrajectoryState
  /// The random numbers of one step, in a buffer that is used again.
  associatedtype Noise
  /// Scratch memory of one step, used again.
  associatedtype Workspace

  /// The time that one step takes: eta for descent, h for a flow.
  var timeStep: Double { get }

  /// Whether a state of several lanes may be moved.
  var movesLanes: Bool { get }

  func makeNoise(lanes: Int) -> Noise
  func makeWorkspace(for state: State) -> Workspace
  /// Draws the noise of one step.
  func draw(_ noise: inout Noise, from random: inout RandomStream)
  /// Moves the state by one step.
  func step(_ state: inout State, drivenBy noise: Noise, in workspace: inout Workspace)
  /// Moves the state by the steps of a range, each with the random numbers of its own step: to the last bit what single steps
  /// do. A dynamics whose steps are short may know a faster way.
  func advance(
    _ state: inout State, over steps: Range<Int>, drivenBy noise: inout Noise,
    from random: inout RandomStream, in workspace: inout Workspace)
  /// Something that moves states of this shape through many steps. Nobody writes it: it is here so that the steps of a
  /// dynamics behind `any` are compiled for its own types.
  func makeWalk(for state: State) -> Walk<State>
}

/// Moves a state through a range of steps. It holds the noise and the scratch memory.
public typealias Walk<State> = (inout State, Range<Int>, inout RandomStream) -> Void

extension Dynamics {
  public var movesLanes: Bool { false }

  @inlinable
  public func makeWalk(for state: State) -> Walk<State> {
    var noise = makeNoise(lanes: state.lanes)
    var workspace = makeWorkspace(for: state)
    return { advance(&$0, over: $1, drivenBy: &noise, from: &$2, in: &workspace) }
  }

  /// The noise of a single trajectory.
  public func makeNoise() -> Noise { makeNoise(lanes: 1) }

  @inlinable
  public func advance(
    _ state: inout State, over steps: Range<Int>, drivenBy noise: inout Noise,
    from random: inout RandomStream, in workspace: inout Workspace
  ) {
    for step in steps {
      random.begin(step: step)
      draw(&noise, from: &random)
      self.step(&state, drivenBy: noise, in: &workspace)
    }
  }
}

extension Dynamics where Noise == Void {
  public func makeNoise(lanes: Int) {}
  public func draw(_ noise: inout Void, from random: inout RandomStream) {}
}

extension Dynamics where Workspace == Void {
  public func makeWorkspace(for state: State) {}
}
