import CLanes
import Foundation
import Matrices

/// A repelling system with constant noise and a constant velocity in its coordinates: all the classical models.
public struct AdditiveSystem: RepellingSystem {
  public enum Coordinates: Sendable { case points, squareRoots, logarithms }

  public let size: Int
  public var repulsion: Repulsion
  public var confinement = 0.0
  public var coordinates = Coordinates.points
  /// f_i, the same for all points
  public var velocity = 0.0
  /// g = deviation I
  public var deviation = 1.0

  public init(size: Int, repulsion: Repulsion) {
    self.size = size
    self.repulsion = repulsion
  }

  public func enterCoordinates(_ points: Block) {
    switch coordinates {
    case .points: return
    case .squareRoots: for i in 0..<points.count { points.base[i] = points.base[i].squareRoot() }
    case .logarithms: lanes_log(points.base, points.base, points.count)
    }
  }

  public func leaveCoordinates(_ x: Block) {
    switch coordinates {
    case .points: return
    case .squareRoots: for i in 0..<x.count { x.base[i] *= x.base[i] }
    case .logarithms: lanes_exp(x.base, x.base, x.count)
    }
  }

  public func push(_ x: Block, by h: Double, along normals: Block) {
    let scale = deviation * h.squareRoot()
    let shift = h * velocity
    x.combine(1, x, scale, normals)
    if shift != 0 { for i in 0..<x.count { x.base[i] += shift } }
  }

  /// The points of coordinates x.
  public func points(at x: [Double]) -> [Double] {
    switch coordinates {
    case .points: x
    case .squareRoots: x.map { $0 * $0 }
    case .logarithms: x.map { exp($0) }
    }
  }

  /// The coordinates of points.
  public func coordinates(of points: [Double]) -> [Double] {
    switch coordinates {
    case .points: points
    case .squareRoots: points.map { $0.squareRoot() }
    case .logarithms: points.map { log($0) }
    }
  }
}
