/// A state that can be moved along directions of its own kind: what a general integrator needs to know of it.
public protocol VectorState: TrajectoryState {
  /// self += scale direction
  mutating func add(_ direction: Self, times scale: Double)
  /// self = 0
  mutating func setZero()
}
