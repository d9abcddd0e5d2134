import Learning
import Matrices

/// The largest margin of points with targets 1 or -1, max over unit vectors u of min y_i <u, x_i>, from the points alone: the
/// distance of the convex hull of the y_i x_i from the origin, by the method of Mitchell, Demyanov and Malozemov (1974).
struct LargestMargin {
  /// No vector has a larger margin: the norm of a point of the hull.
  let upper: Double
  /// The margin of that point's direction.
  let lower: Double

  init(of data: LabelledSamples) {
    let (n, d) = (data.samples, data.inputCount)
    let y = data.targets ?? []
    let points = (0..<n).map { i in data.row(i).map { y[i] * $0 } }
    func inner(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var weights = [Double](repeating: 1 / Double(n), count: n)
    var z = (0..<d).map { j in points.reduce(0) { $0 + $1[j] } / Double(n) }
    for _ in 0..<100_000 {
      let slopes = points.map { inner($0, z) }
      let near = slopes.indices.min { slopes[$0] < slopes[$1] } ?? 0
      let far = slopes.indices.filter { weights[$0] > 0 }.max { slopes[$0] < slopes[$1] } ?? 0
      guard slopes[far] - slopes[near] > 1e-12 * inner(z, z) else { break }
      let change = zip(points[near], points[far]).map { $0 - $1 }
      let share = min(weights[far], (slopes[far] - slopes[near]) / inner(change, change))
      weights[far] -= share
      weights[near] += share
      for j in 0..<d { z[j] += share * change[j] }
    }
    upper = inner(z, z).squareRoot()
    lower = upper > 0 ? (points.map { inner($0, z) }.min() ?? 0) / upper : 0
  }
}
