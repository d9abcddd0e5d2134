import Matrices
import Simulation
import Testing

@testable import Repulsion

/// The implicit step with n = 3 along the same Brownian paths at different lengths, as Notes/repulsion.md tells it.
@Suite("The strong order of the order-keeping step") struct StrongOrderTests {
  static let finest = 256

  /// The points at t = 1 of eight paths by `steps` steps, from increments at the finest length.
  private func integrate(_ increments: [Double], steps: Int, _ repulsion: Repulsion, from x0: [Double])
    -> [Double]
  {
    var state = OrderedPoints(lanes: Array(repeating: OrderedPoints(x0), count: 8))
    let count = x0.count * 8
    let each = Self.finest / steps
    for step in 0..<steps {
      let points = state.points.block
      for fine in (step * each)..<((step + 1) * each) {
        for i in 0..<count { points.base[i] += increments[fine * count + i] }
      }
      repulsion.resolve(
        target: points, into: points, tally: state.tally.block, by: 1 / Double(steps), weight: 1)
    }
    return (0..<8).flatMap { state.lane($0).values }
  }

  /// The root mean square difference between steps h and h/2 falls as h^order: near 1 where the repulsion is strong, 0.8 for
  /// beta = 1. The slope of four lengths over 256 paths is uncertain by less than 0.1.
  @Test("is as the note says", arguments: [(1.0, 0.65...0.95), (2, 0.75...1.05), (4, 0.85...1.1)])
  func order(beta: Double, expected: ClosedRange<Double>) throws {
    let lengths = [16, 32, 64, 128]
    for repulsion in [
      Repulsion(strength: beta / 2),
      Repulsion(strength: beta / 2, isMirrored: true, wall: (2 * beta - 1) / 2),
    ] {
      let x0 = repulsion.isMirrored ? [1, 1.5, 2] : [0, 0.5, 1]
      var squares = [Double](repeating: 0, count: lengths.count)
      for block in 0..<32 {
        var random = RandomStream(seed: 31, trajectory: 8 * block, lanes: 8)
        var increments = [Double](repeating: 0, count: Self.finest * 24)
        let deviation = (1 / Double(Self.finest)).squareRoot()
        increments.withUnsafeMutableBufferPointer {
          if let base = $0.baseAddress {
            random.fillNormals(base, count: Self.finest * 3, deviation: deviation)
          }
        }
        let ends = (lengths + [Self.finest]).map { integrate(increments, steps: $0, repulsion, from: x0) }
        for k in lengths.indices {
          squares[k] += zip(ends[k], ends[k + 1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
      }
      let order = try measuredOrder(
        steps: lengths.map { 1 / Double($0) }, errors: squares.map { $0.squareRoot() })
      #expect(expected.contains(order), "beta = \(beta), mirrored \(repulsion.isMirrored): \(order)")
    }
  }
}
