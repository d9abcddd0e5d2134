import Simulation

/// The law of x = log(w2 w1) in time, for the scalar network that starts on the line w1 = w2:
///
///     dx = (2 H s* - eta c - 2 H e^x) dt + 2 sqrt(eta c) db.
///
/// The diffusion is replaced by a Markov chain on a grid whose rates reproduce its drift and its noise and, between
/// neighbours, its equilibrium (Scharfetter and Gummel's exponential fit); the chain's law is integrated by the
/// trapezoidal rule. Both errors are of second order, in the spacing and in the time step. No random number is used.
struct ScalarCollapseLaw {
  /// H = |X|^2 / n
  let curvature: Double
  /// s*
  let solution: Double
  /// eta c
  let noise: Double

  private let spacing: Double
  private let points: [Double]
  /// Rates to the next higher and the next lower point.
  private let up: [Double]
  private let down: [Double]
  private var probabilities: [Double]

  /// The law at time 0 of a start at s = w2 w1 > 0; the grid serves times up to `duration` and has an edge at
  /// `threshold`.
  init(
    curvature: Double, solution: Double, noise: Double, start: Double, duration: Double, threshold: Double
  ) {
    (self.curvature, self.solution, self.noise) = (curvature, solution, noise)
    // 7 standard deviations below the lowest mean; above, the Gamma law's own tail, e^{-40}.
    let begin = logarithm(start)
    let fall = min(0, 2 * curvature * solution - noise) * duration
    let low = begin + fall - 7 * (4 * noise * duration).squareRoot() - 2
    let scale = noise / curvature
    let high =
      logarithm(max(start, max(solution, scale))) + 1 + logarithm(1 + 40 * scale / max(solution, scale))
    spacing = 0.2 * min(1, (noise / (curvature * solution)).squareRoot())
    let below = ((threshold - low) / spacing).rounded(.up)
    let above = ((high - threshold) / spacing).rounded(.up)
    let first = threshold - max(1, below) * spacing
    let count = Int(max(1, below) + max(1, above))
    let width = spacing
    points = (0..<count).map { first + (Double($0) + 0.5) * width }
    let squared = 4 * noise / (2 * width * width)
    let fit = points.dropLast().map { x -> (Double, Double) in
      let drift = 2 * curvature * solution - noise - 2 * curvature * exponential(x + width / 2)
      let peclet = drift * width / (2 * noise)
      return (squared * Self.bernoulli(-peclet), squared * Self.bernoulli(peclet))
    }
    up = fit.map(\.0) + [0]
    down = [0] + fit.map(\.1)
    probabilities = [Double](repeating: 0, count: count)
    // The start lies between two points: their mean is right.
    let place = min(max((begin - points[0]) / width, 0), Double(count - 1))
    let left = min(Int(place), count - 2)
    probabilities[left] = 1 - (place - Double(left))
    probabilities[left + 1] = place - Double(left)
  }

  /// z / (e^z - 1)
  private static func bernoulli(_ z: Double) -> Double {
    abs(z) < 1e-5 ? 1 - z / 2 : z > 600 ? 0 : z / (exponential(z) - 1)
  }

  /// Moves the law on by `duration`. The first steps are implicit, which forgets the sharp start.
  mutating func advance(by duration: Double, isFirst: Bool) {
    let largest = 0.2 / (curvature * solution + noise)
    let steps = max(1, Int((duration / largest).rounded(.up)))
    let h = duration / Double(steps)
    for step in 0..<steps {
      if isFirst && step < 2 {
        for _ in 0..<2 { implicitStep(h / 2, explicitPart: 0) }
      } else {
        implicitStep(h, explicitPart: 0.5)
      }
    }
  }

  /// p <- (1 - h (1 - a) Q)^{-1} (1 + h a Q) p, by elimination.
  private mutating func implicitStep(_ h: Double, explicitPart a: Double) {
    let count = probabilities.count
    var right = probabilities
    if a > 0 {
      for i in 0..<count {
        var flow = -(up[i] + down[i]) * probabilities[i]
        if i > 0 { flow += up[i - 1] * probabilities[i - 1] }
        if i + 1 < count { flow += down[i + 1] * probabilities[i + 1] }
        right[i] += h * a * flow
      }
    }
    let b = h * (1 - a)
    var ratios = [Double](repeating: 0, count: count)
    for i in 0..<count {
      let lower = i > 0 ? b * up[i - 1] : 0
      let pivot = 1 + b * (up[i] + down[i]) - (i > 0 ? lower * ratios[i - 1] : 0)
      ratios[i] = i + 1 < count ? b * down[i + 1] / pivot : 0
      right[i] = (right[i] + (i > 0 ? lower * right[i - 1] : 0)) / pivot
    }
    for i in (0..<(count - 1)).reversed() { right[i] += ratios[i] * right[i + 1] }
    probabilities = right
  }

  /// P(x < threshold), for the threshold that the grid was made for or any other of its edges.
  func probability(below threshold: Double) -> Double {
    let edge = Int(((threshold - points[0]) / spacing + 0.5).rounded())
    return min(1, max(0, probabilities.prefix(max(0, edge)).reduce(0, +)))
  }

  /// E x
  var mean: Double { zip(points, probabilities).reduce(0) { $0 + $1.0 * $1.1 } }

  var variance: Double {
    let mean = mean
    return zip(points, probabilities).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }
  }
}
