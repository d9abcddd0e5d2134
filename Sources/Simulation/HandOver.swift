/// When a trajectory leaves its block and goes on alone under another dynamics, driven by the same noise.
///
/// Whether it does is decided at looks, from its own numbers: neighbours and lanes do not matter.
public struct HandOver<State: TrajectoryState>: Sendable {
  /// The lanes of the state seen that are to leave: bit l is lane l.
  public let lanesDue: @Sendable (Snapshot<State>) -> UInt8
  /// The state that one goes on from; nil if it must stay after all.
  public let prepare: @Sendable (State) -> State?
  public let dynamics: any Dynamics<State>

  public init(
    to dynamics: any Dynamics<State>, when lanesDue: @escaping @Sendable (Snapshot<State>) -> UInt8,
    from prepare: @escaping @Sendable (State) -> State?
  ) {
    self.dynamics = dynamics
    self.lanesDue = lanesDue
    self.prepare = prepare
  }
}
