import CLanes
import Foundation
import Matrices

/// How points push each other apart, in coordinates in which their noise does not depend on where they are.
public struct Repulsion: Sendable, Equatable {
  public enum Law: Sendable {
    /// strength / g at a distance g
    case rational
    /// (strength / 2) coth(g / 2)
    case hyperbolic
  }

  public var law = Law.rational
  /// Positive.
  public var strength: Double
  /// Whether a point is also pushed by the mirror images of the others: strength / (x_i + x_j). Takes a wall.
  public var isMirrored = false
  /// wall / x_i; without a wall 0.
  public var wall = 0.0

  public init(_ law: Law = .rational, strength: Double, isMirrored: Bool = false, wall: Double = 0) {
    precondition(strength > 0 && wall >= 0 && (!isMirrored || wall > 0), "repulsion of strength \(strength)")
    self.law = law
    self.strength = strength
    self.isMirrored = isMirrored
    self.wall = wall
  }

  /// b(x): what repels each of the ordered points x.
  public func force(at x: [Double]) -> [Double] {
    x.indices.map { i in
      var sum = wall > 0 ? wall / x[i] : 0
      for j in x.indices where j != i {
        let gap = x[i] - x[j]
        sum += law == .rational ? strength / gap : strength / 2 / tanh(gap / 2)
        if isMirrored { sum += strength / (x[i] + x[j]) }
      }
      return sum
    }
  }

  /// The implicit part of a step of length h: weight x = target + h b(x).
  func resolve(target: Block, into points: Block, tally: Block, by h: Double, weight: Double) {
    var step = lanes_repulsion(
      size: Int32(target.rows), hyperbolic: law == .hyperbolic ? 1 : 0, mirrored: isMirrored ? 1 : 0,
      strength: h * strength, wall: h * wall, weight: weight)
    lanes_repel(&step, target.base, points.base, tally.base, Int32(target.lanes))
  }
}

/// Points whose dynamics in some coordinates x is
///
///     dx_i = (f_i(x) - confinement x_i) dt + sum_k g_ik(x) dB_k + b_i(x) dt,
///
/// with b a `Repulsion`. f and g are whatever the system likes: they are evaluated at the beginning of a step, so that one
/// that couples points in other ways, or has noise of another rank, is a system too.
public protocol RepellingSystem: Sendable {
  var size: Int { get }
  var repulsion: Repulsion { get }
  /// Linear pull towards zero, taken implicitly. Not negative.
  var confinement: Double { get }
  /// How many normal numbers a step takes.
  var normals: Int { get }

  /// x from points, and points from x, entry by entry, in place.
  func enterCoordinates(_ points: Block)
  func leaveCoordinates(_ x: Block)
  /// x <- x + h f(x) + sqrt(h) g(x) normals. Whole blocks of size x 1 and normals x 1.
  func push(_ x: Block, by h: Double, along normals: Block)
}

extension RepellingSystem {
  public var confinement: Double { 0 }
  public var normals: Int { size }
  public func enterCoordinates(_ points: Block) {}
  public func leaveCoordinates(_ x: Block) {}
}
