import Foundation

/// Whether two samples have one law: Kolmogorov and Smirnov's distance between their distribution functions, with a bound on
/// false alarms that holds for every sample size, for several comparisons together.
///
/// Under one continuous law P(D >= sqrt(-log(a/C) (m + n)/(2 m n))) <= a, with C = 2 for m = n >= 458 and C = e otherwise (Wei and
/// Dudley 2012).
public struct TwoSampleTest: Sendable {
  public let sizes: (first: Int, second: Int)
  /// How many comparisons share the level, each with its part (Bonferroni).
  public let comparisons: Int
  /// The chance of one false alarm or more.
  public let level: Double

  public init(_ first: Int, _ second: Int, comparisons: Int = 1, level: Double = 1e-4) {
    precondition(first > 0 && second > 0 && comparisons > 0 && level > 0 && level < 1, "no test")
    sizes = (first, second)
    self.comparisons = comparisons
    self.level = level
  }

  /// Beyond this distance the samples have different laws.
  public var criticalDistance: Double {
    let (m, n) = (Double(sizes.first), Double(sizes.second))
    let constant = sizes.first == sizes.second && sizes.first >= 458 ? 2 : M_E
    return (log(constant * Double(comparisons) / level) * (m + n) / (2 * m * n)).squareRoot()
  }

  /// Whether samples so small can differ at all: no distance is larger than one.
  public var canReject: Bool { criticalDistance < 1 }

  /// Two laws at this distance or a larger one are told apart with a probability of at least `power`: each sample is within
  /// sqrt(log(4/(1 - power))/(2 n)) of its own law otherwise (Massart 1990).
  public func detectableDistance(power: Double) -> Double {
    func reach(_ size: Int) -> Double { (log(4 / (1 - power)) / (2 * Double(size))).squareRoot() }
    return criticalDistance + reach(sizes.first) + reach(sizes.second)
  }

  /// sup |F_1 - F_2| of two samples; NaN if one holds a NaN. Ties, which continuous laws have none of, count at their last.
  public static func distance(_ first: [Double], _ second: [Double]) -> Double {
    guard !first.contains(where: \.isNaN), !second.contains(where: \.isNaN) else { return .nan }
    let (a, b) = (first.sorted(), second.sorted())
    var (i, j, largest) = (0, 0, 0.0)
    while i < a.count && j < b.count {
      let value = min(a[i], b[j])
      while i < a.count && a[i] == value { i += 1 }
      while j < b.count && b[j] == value { j += 1 }
      largest = max(largest, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
    }
    return largest
  }

  /// The comparison of two samples as evidence; `bias` is what a step of finite length may add to the distance.
  public func evidence(_ quantity: String, _ first: [Double], _ second: [Double]) -> Evidence {
    precondition(first.count == sizes.first && second.count == sizes.second, "samples of other sizes")
    let power = String(format: "%.3f", detectableDistance(power: 0.999))
    return Evidence(
      "Kolmogorov-Smirnov distance, \(quantity)", predicted: 0, measured: Self.distance(first, second),
      allowed: Tolerance(
        criticalDistance, .sampling,
        "one false alarm in \(Int((1 / level).rounded())) for \(comparisons) comparisons; a distance of \(power) is seen "
          + "with probability 0.999"))
  }
}
