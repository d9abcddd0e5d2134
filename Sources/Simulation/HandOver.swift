/// When a trajectory leaves its block and goes on alone under another dynamics, driven by the same noise.
///
/// Whether it does is decided at looks, from its own numbers: neighbours and lanes do not matter.
public struct HandOver<State: TrajectoryState>: Sendable {
  /// Whether a lane of the state seen is to leave.
  public let isDue: @Sendable (Snapshot<State>, Int) -> Bool
  /// The state that it goes on from; nil if it must stay after all.
  public let prepare: @Sendable (State) -> State?
  public let dynamics: any Dynamics<State>

  public init(
    to dynamics: any Dynamics<State>, when isDue: @escaping @Sendable (Snapshot<State>, Int) -> Bool,
    from prepare: @escaping @Sendable (State) -> State?
  ) {
    self.dynamics = dynamics
    self.isDue = isDue
    self.prepare = prepare
  }
}
