import CLanes
import Matrices
import Simulation

/// What can be seen of points.
public enum PointObservables {
  public static let points = "points"

  /// Every observable of `size` points, the points themselves first.
  public static func all(size: Int) -> [Observable<OrderedPoints>] {
    [
      Observable(
        points, symbol: "eigenvalues", components: size,
        inLanes: { look, out in
          out.update(from: look.state.points.reading.base, count: look.state.points.count)
        }),
      trace, logDeterminant, crossings, iterations,
    ]
  }

  /// sum_i x_i
  public static let trace = Observable<OrderedPoints>(
    "trace", symbol: "sum of the eigenvalues",
    inLanes: { look, out in
      let (base, lanes) = (look.state.points.reading.base, look.state.lanes)
      for lane in 0..<lanes { out[lane] = base[lane] }
      for i in 1..<max(1, look.state.size) {
        for lane in 0..<lanes { out[lane] += base[i * lanes + lane] }
      }
    })

  /// sum_i log x_i; not a number if some x_i is not positive
  public static let logDeterminant = Observable<OrderedPoints>(
    "log_determinant", symbol: "sum of the logarithms of the eigenvalues",
    inLanes: { look, out in
      let (base, lanes) = (look.state.points.reading.base, look.state.lanes)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: look.state.points.count) { logarithms in
        guard let start = logarithms.baseAddress else { return }
        lanes_log(base, start, logarithms.count)
        for lane in 0..<lanes { out[lane] = start[lane] }
        for i in 1..<max(1, look.state.size) {
          for lane in 0..<lanes { out[lane] += start[i * lanes + lane] }
        }
      }
    })

  /// Steps so far whose noise alone would have changed the order.
  public static let crossings = tally("crossings", "steps whose noise alone would change the order", 0)
  /// Newton's iterations so far.
  public static let iterations = tally("newton_iterations", "iterations of Newton's method", 1)

  private static func tally(_ name: String, _ symbol: String, _ row: Int) -> Observable<OrderedPoints> {
    Observable(
      name, symbol: symbol,
      inLanes: { look, out in
        let lanes = look.state.lanes
        out.update(from: look.state.tally.reading.base + row * lanes, count: lanes)
      })
  }
}
