import CGSL

/// Mean, spread and quantiles of independent samples; sums run in the order of the samples.
public struct SampleSummary: Sendable {
  public let count: Int
  public let mean: Double
  /// The unbiased variance; 0 for one sample.
  public let variance: Double
  /// How many equal deviations from the mean the variance might as well be made of: (sum d^2)^2 / sum d^4, a third of the
  /// number of normal samples, and one where a single sample makes the variance. Infinite if all are equal.
  public let effectiveCount: Double
  private let sorted: [Double]

  public init(_ samples: [Double]) {
    count = samples.count
    let mean = samples.reduce(0, +) / Double(samples.count)
    self.mean = mean
    variance =
      samples.count < 2
      ? 0 : samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(samples.count - 1)
    let fourth = samples.reduce(0) {
      let square = ($1 - mean) * ($1 - mean)
      return $0 + square * square
    }
    let sum = variance * Double(samples.count - 1)
    effectiveCount = fourth == 0 ? .infinity : sum * sum / fourth
    sorted = samples.contains(where: \.isNaN) ? [] : samples.sorted()
  }

  /// Whether five standard errors are a bound for the mean's error. They are taken from the samples themselves, and if few of
  /// them make the variance, those that are missing would have made more of it: lognormal and Gamma samples of any shape then
  /// lie beyond the bound up to forty times in a hundred, and with fifty or more some two in a thousand at worst.
  public var boundsMean: Bool { effectiveCount >= 50 }

  public var standardDeviation: Double { variance.squareRoot() }
  public var standardError: Double { standardDeviation / Double(count).squareRoot() }

  /// The quantile of level q by linear interpolation between order statistics (GSL); NaN if a sample is.
  public func quantile(_ q: Double) -> Double {
    sorted.isEmpty ? .nan : gsl_stats_quantile_from_sorted_data(sorted, 1, sorted.count, q)
  }

  /// The two-sided confidence interval of the mean from Student's t; the mean itself for one sample.
  public func confidenceInterval(level: Double = 0.95) -> ClosedRange<Double> {
    guard count > 1, mean.isFinite else { return mean.isNaN ? -.infinity ... .infinity : mean...mean }
    let t = Distributions.studentQuantile(0.5 + level / 2, degreesOfFreedom: count - 1)
    return (mean - t * standardError)...(mean + t * standardError)
  }
}

/// The Kolmogorov-Smirnov distance of samples from a continuous distribution, and its asymptotic p-value; NaN if there
/// are no samples or one is NaN.
public func kolmogorovSmirnov(_ samples: [Double], against cdf: (Double) -> Double) -> (d: Double, p: Double)
{
  guard !samples.isEmpty, !samples.contains(where: \.isNaN) else { return (.nan, .nan) }
  let sorted = samples.sorted()
  let n = Double(sorted.count)
  var distance = 0.0
  for (i, x) in sorted.enumerated() {
    let f = cdf(x)
    distance = max(distance, f - Double(i) / n, Double(i + 1) / n - f)
  }
  // Stephens' finite-sample argument of Kolmogorov's series.
  let z = (n.squareRoot() + 0.12 + 0.11 / n.squareRoot()) * distance
  guard z > 0.2 else { return (distance, 1) }
  var sum = 0.0
  for j in 1...100 {
    let term = 2 * exp(-2 * Double(j * j) * z * z)
    sum += j % 2 == 1 ? term : -term
  }
  return (distance, min(1, max(0, sum)))
}

/// The least-squares line through points (GSL).
public func fitLine(_ x: [Double], _ y: [Double]) throws(GSLError) -> (intercept: Double, slope: Double) {
  precondition(x.count == y.count && x.count >= 2, "a line through \(x.count) and \(y.count) numbers")
  var (c0, c1, v00, v01, v11, residual) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
  _ = try gsl { gsl_fit_linear(x, 1, y, 1, x.count, &c0, &c1, &v00, &v01, &v11, &residual) }
  return (c0, c1)
}

/// The order q in errors ~ C h^q: the slope of log errors against log steps.
public func measuredOrder(steps: [Double], errors: [Double]) throws(GSLError) -> Double {
  try fitLine(steps.map { log($0) }, errors.map { log($0) }).slope
}
