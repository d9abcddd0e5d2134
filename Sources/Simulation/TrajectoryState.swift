/// The state of one trajectory, or of a block of them that move together, one a lane.
///
/// A state of one trajectory conforms by saying whether it is finite.
public protocol TrajectoryState: Sendable {
  /// Whether states of this kind may hold several trajectories.
  static var hasLanes: Bool { get }
  /// How many trajectories this is.
  var lanes: Int { get }
  /// How many numbers it holds, about.
  var size: Int { get }
  /// One of them.
  func lane(_ lane: Int) -> Self
  /// Trajectories side by side.
  init(lanes states: [Self])
  /// self = other, without allocation where the shapes agree
  mutating func assign(_ other: Self)
  /// Whether all numbers of all trajectories are finite.
  var isFinite: Bool { get }
  /// Whether all numbers of one trajectory are finite.
  func isFinite(lane: Int) -> Bool
}

extension TrajectoryState {
  public static var hasLanes: Bool { false }
  public var lanes: Int { 1 }
  public var size: Int { 1 }
  public func lane(_ lane: Int) -> Self { self }
  public mutating func assign(_ other: Self) { self = other }
  public func isFinite(lane: Int) -> Bool { isFinite }

  public init(lanes states: [Self]) {
    precondition(states.count == 1, "this state is that of one trajectory")
    self = states[0]
  }
}

/// A number is a state.
extension Double: TrajectoryState {}
