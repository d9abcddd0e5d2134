import CGSL
import Simulation
import Testing

/// The laws of the numbers drawn, with fixed seeds: a right generator passes |z| < 5 for all but 6e-7 of the seeds.
@Suite("Random numbers") struct RandomLawTests {
  private static let count = 200_000

  private func draw(_ seed: UInt64, _ number: (inout RandomStream) -> Double) -> [Double] {
    var stream = RandomStream(seed: seed)
    return (0..<Self.count).map { _ in number(&stream) }
  }

  /// (mean of f - expected) in standard errors, from the exact variance.
  private func z(_ samples: [Double], mean: Double, variance: Double, _ f: (Double) -> Double) -> Double {
    let average = samples.reduce(0) { $0 + f($1) } / Double(samples.count)
    return (average - mean) / (variance / Double(samples.count)).squareRoot()
  }

  @Test("of uniform law lie inside (0, 1), with its moments", arguments: [1, 2, 3])
  func uniform(seed: UInt64) {
    let samples = draw(seed) { $0.uniform() }
    #expect(samples.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(abs(z(samples, mean: 1.0 / 2, variance: 1.0 / 12) { $0 }) < 5)
    #expect(abs(z(samples, mean: 1.0 / 12, variance: 1.0 / 180) { ($0 - 0.5) * ($0 - 0.5) }) < 5)
    #expect(kolmogorovSmirnov(samples) { $0 }.p > 6e-7)
    let pairs = zip(samples, samples.dropFirst()).map { ($0 - 0.5) * ($1 - 0.5) }
    #expect(abs(z(pairs, mean: 0, variance: 1.0 / 144) { $0 }) < 5, "neighbours are uncorrelated")
  }

  @Test("of normal law have its moments", arguments: [1, 2, 3])
  func normal(seed: UInt64) {
    let samples = draw(seed) { $0.normal() }
    // Var x = 1, Var x^2 = 2, Var x^3 = 15, Var x^4 = 105 - 9.
    #expect(abs(z(samples, mean: 0, variance: 1) { $0 }) < 5)
    #expect(abs(z(samples, mean: 1, variance: 2) { $0 * $0 }) < 5)
    #expect(abs(z(samples, mean: 0, variance: 15) { $0 * $0 * $0 }) < 5)
    #expect(abs(z(samples, mean: 3, variance: 96) { $0 * $0 * $0 * $0 }) < 5)
    #expect(kolmogorovSmirnov(samples) { gsl_cdf_ugaussian_P($0) }.p > 6e-7)
    let pairs = stride(from: 0, to: Self.count, by: 2).map { (samples[$0], samples[$0 + 1]) }
    // The two normals of one Box-Muller pair are independent: x y, and (x^2 - 1)(y^2 - 1).
    #expect(abs(z(pairs.map { $0 * $1 }, mean: 0, variance: 1) { $0 }) < 5)
    #expect(abs(z(pairs.map { ($0 * $0 - 1) * ($1 * $1 - 1) }, mean: 0, variance: 4) { $0 }) < 5)
  }

  @Test("of sign are fair")
  func signs() {
    let samples = draw(4) { $0.sign() }
    #expect(samples.allSatisfy { abs($0) == 1 })
    #expect(abs(z(samples, mean: 0, variance: 1) { $0 }) < 5)
  }

  @Test("below a bound are equally likely", arguments: [1, 2, 3, 7, 10, 1000])
  func index(bound: Int) {
    var stream = RandomStream(seed: 5)
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<Self.count { counts[stream.index(below: bound)] += 1 }
    expectUniform(counts)
  }

  /// 3 * 2^30 below 2^32: a modulus would hit the first third twice as often as the rest.
  @Test("below a large bound are equally likely too")
  func largeBound() {
    var stream = RandomStream(seed: 6)
    var counts = [0, 0, 0]
    for _ in 0..<Self.count { counts[stream.index(below: 3 << 30) >> 30] += 1 }
    expectUniform(counts)
  }

  @Test("shuffle every order of three equally often, from any order", arguments: [[0, 1, 2], [2, 0, 1]])
  func shuffle(start: [Int]) {
    var stream = RandomStream(seed: 7)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60000 {
      var order = start
      stream.shuffle(&order)
      counts[2 * order[0] + (order[1] > order[2] ? 1 : 0)] += 1
    }
    expectUniform(counts)
  }

  /// Pearson's chi-square against equal counts.
  private func expectUniform(_ counts: [Int]) {
    guard counts.count > 1 else { return }
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    let chiSquare = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    let p = gsl_cdf_chisq_Q(chiSquare, Double(counts.count - 1))
    #expect(p > 6e-7 && p < 1 - 6e-7, "chi-square \(chiSquare) of \(counts.count) cells")
  }
}
