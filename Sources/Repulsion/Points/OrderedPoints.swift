import Matrices
import Simulation

/// Points on a line, lowest first, of one trajectory or of eight in lanes.
public struct OrderedPoints: VectorState {
  /// n x 1
  public var points: Bundle
  /// 2 x 1, since the start: the steps whose drift and noise alone would have put two points in the wrong order or one
  /// beyond the wall, and Newton's iterations. Zeros under an explicit method.
  public var tally: Bundle

  /// One trajectory.
  public init(_ points: [Double]) {
    self.points = Bundle(Matrix(rows: points.count, columns: 1, entries: points))
    tally = Bundle(zeros: 2, 1)
  }

  private init(points: Bundle, tally: Bundle) {
    self.points = points
    self.tally = tally
  }

  public var size: Int { points.rows }
  /// The points of a single trajectory.
  public var values: [Double] { points.matrix.entries }

  public static var hasLanes: Bool { true }
  public var lanes: Int { points.lanes }
  public func lane(_ lane: Int) -> OrderedPoints {
    OrderedPoints(points: Bundle(points.lane(lane)), tally: Bundle(tally.lane(lane)))
  }

  public init(lanes states: [OrderedPoints]) {
    points = Bundle(states.map(\.points.matrix))
    tally = Bundle(states.map(\.tally.matrix))
  }

  public mutating func assign(_ other: OrderedPoints) {
    points.assign(other.points)
    tally.assign(other.tally)
  }

  public var isFinite: Bool { points.isFinite }
  public func isFinite(lane: Int) -> Bool { points.isFinite(lane: lane) }

  public mutating func add(_ direction: OrderedPoints, times scale: Double) {
    points.block.combine(1, points.reading, scale, direction.points.reading)
  }

  public mutating func setZero() {
    points.setZero()
    tally.setZero()
  }
}
