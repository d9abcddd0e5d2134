import Foundation
import Simulation
import Testing

@Suite("Statistics") struct StatisticsTests {
  @Test("of 1, 2, 3, 4 by hand")
  func byHand() {
    let summary = SampleSummary([3, 1, 4, 2])
    #expect(summary.count == 4 && summary.mean == 2.5)
    #expect(abs(summary.variance - 5.0 / 3) < 1e-15)
    #expect(abs(summary.standardError - (5.0 / 12).squareRoot()) < 1e-15)
    #expect(summary.quantile(0) == 1 && summary.quantile(1) == 4 && summary.quantile(0.5) == 2.5)
    #expect(abs(summary.quantile(0.25) - 1.75) < 1e-15, "a quarter of the way from 1 to 4 in three gaps")
    // Student's t of 3 degrees of freedom at 97.5 %: 3.182446305284263 (tables).
    let interval = summary.confidenceInterval(level: 0.95)
    let half = 3.182446305284263 * (5.0 / 12).squareRoot()
    #expect(abs(interval.lowerBound - (2.5 - half)) < 1e-9 && abs(interval.upperBound - (2.5 + half)) < 1e-9)
  }

  @Test("of one sample, and of samples that are not numbers")
  func strange() {
    let one = SampleSummary([7])
    #expect(one.variance == 0 && one.confidenceInterval() == 7...7 && one.quantile(0.3) == 7)
    let missing = SampleSummary([1, .nan, 2])
    #expect(missing.mean.isNaN && missing.quantile(0.5).isNaN)
    #expect(missing.confidenceInterval() == -.infinity ... .infinity, "nothing is excluded")
    #expect(SampleSummary([1, .infinity]).mean == .infinity)
  }

  @Test("tell samples of which few make the variance")
  func effectiveCounts() {
    // Deviations -1.5, -0.5, 0.5, 1.5: 5^2 / 10.25.
    #expect(abs(SampleSummary([1, 2, 3, 4]).effectiveCount - 25 / 10.25) < 1e-12)
    #expect(SampleSummary([2, 2, 2]).effectiveCount == .infinity)
    let one = SampleSummary((0..<1000).map { $0 == 0 ? 1 : 0 })
    #expect(abs(one.effectiveCount - 1) < 0.01 && !one.boundsMean)
    var random = RandomStream(seed: 31)
    let normals = SampleSummary((0..<3000).map { _ in random.normal() })
    // A third of them; E z^4 has a standard error of sqrt(96/3000).
    #expect(abs(3000 / normals.effectiveCount - 3) < 5 * (96.0 / 3000).squareRoot() && normals.boundsMean)
    // Tables of chi-square: 2.5 % and 97.5 % of ten degrees of freedom.
    let range = Distributions.chiSquareRange(0.025, degreesOfFreedom: 10)
    #expect(abs(range.lowerBound - 3.246973) < 1e-5 && abs(range.upperBound - 20.483177) < 1e-5)
  }

  @Test("do not lose a small spread to a large mean")
  func stableVariance() {
    let summary = SampleSummary((0..<1000).map { 1e9 + Double($0 % 2) })
    #expect(abs(summary.variance - 0.25 * 1000 / 999) < 1e-6, "the mean is known to a rounding of 1e9")
  }

  /// 95 % intervals of the mean of five normals must cover it 95 % of the time; with the normal quantile 1.96 in place of
  /// Student's 2.776 they would only 88 % of the time, z = -45.
  @Test("cover the mean as often as they say")
  func coverage() {
    var random = RandomStream(seed: 21)
    let rounds = 20000
    var covered = 0
    for _ in 0..<rounds {
      let samples = (0..<5).map { _ in 3 + 2 * random.normal() }
      if SampleSummary(samples).confidenceInterval(level: 0.95).contains(3) { covered += 1 }
    }
    let z = (Double(covered) - 0.95 * Double(rounds)) / (0.95 * 0.05 * Double(rounds)).squareRoot()
    #expect(abs(z) < 5, "\(covered) of \(rounds)")
  }

  @Test("fit a line exactly, and the order of a power law")
  func line() throws {
    let line = try fitLine([0, 1, 2, 5], [1, 3, 5, 11])
    #expect(abs(line.intercept - 1) < 1e-14 && abs(line.slope - 2) < 1e-14)
    // y = 0, 1, 0 over x = 0, 1, 2: slope 0, intercept 1/3.
    let flat = try fitLine([0, 1, 2], [0, 1, 0])
    #expect(abs(flat.intercept - 1.0 / 3) < 1e-15 && abs(flat.slope) < 1e-15)
    let steps = [0.1, 0.05, 0.01]
    let order = try measuredOrder(steps: steps, errors: steps.map { 7 * pow($0, 2.5) })
    #expect(abs(order - 2.5) < 1e-13)
  }
}

@Suite("Kolmogorov and Smirnov") struct KolmogorovSmirnovTests {
  @Test("by hand: 0.1, 0.4, 0.5 against the uniform law")
  func byHand() {
    // The empirical law reaches 1 at 0.5: D = 1/2.
    #expect(abs(kolmogorovSmirnov([0.5, 0.1, 0.4]) { $0 }.d - 0.5) < 1e-15)
    #expect(abs(kolmogorovSmirnov([0.5]) { $0 }.d - 0.5) < 1e-15)
  }

  /// Kolmogorov's law at its tabulated 5 % point 1.3581: n = 10^6 midpoints shifted by D.
  @Test("gives Kolmogorov's p-value")
  func tabulated() {
    let n = 1_000_000
    let shift = 1.3581 / Double(n).squareRoot()
    let samples = (0..<n).map { (Double($0) + 0.5) / Double(n) }
    let p = kolmogorovSmirnov(samples) { min(1, $0 + shift) }.p
    #expect(abs(p - 0.05) < 5e-4, "the finite-sample shift 0.12 / sqrt n, and a table of five digits: \(p)")
  }

  @Test("p-values of uniform samples are uniform")
  func uniform() {
    var random = RandomStream(seed: 22)
    let p = (0..<2000).map { _ in kolmogorovSmirnov((0..<200).map { _ in random.uniform() }) { $0 }.p }
    // Stephens' argument is good to about 0.005 in p; the distance of 2000 p-values is 0.02 at one standard error.
    #expect(kolmogorovSmirnov(p) { $0 }.p > 1e-5)
  }

  @Test("rejects a shift of a tenth")
  func power() {
    var random = RandomStream(seed: 23)
    let samples = (0..<2000).map { _ in min(1, random.uniform() + 0.1) }
    #expect(kolmogorovSmirnov(samples) { $0 }.p < 1e-10, "D = 0.1, z = 4.5")
  }

  @Test("says nothing of what is not a number, or not there")
  func strange() {
    for samples in [[], [Double.nan], [0.5, .nan, 0.2]] {
      let test = kolmogorovSmirnov(samples) { $0 }
      #expect(test.d.isNaN && test.p.isNaN, "\(samples): p = \(test.p)")
    }
  }
}
