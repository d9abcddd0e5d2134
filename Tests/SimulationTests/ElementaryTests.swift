import CLanes
import Foundation
import Simulation
import Testing

/// The elementary functions against the C library: in 64-bit precision where there is such a type, so that the error is
/// measured to 1/2000 of a unit of the last place, in its doubles elsewhere, whose own error is allowed for.
@Suite("Elementary functions") struct ElementaryTests {
  #if arch(x86_64) && os(Linux)
    typealias Exact = Float80
    static let allowance = 0.0
  #else
    typealias Exact = Double
    static let allowance = 1.0
  #endif

  /// The largest error in units of the last place, and where.
  private func worst(
    _ x: [Double], _ f: (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void,
    _ exact: (Exact) -> Exact
  ) -> (error: Double, at: Double) {
    var answers = x
    f(x, &answers, x.count)
    var worst = (error: 0.0, at: 0.0)
    for (x, answer) in zip(x, answers) {
      let right = exact(Exact(x))
      let unit = Double(right).isFinite ? Double(right).ulp : Double.greatestFiniteMagnitude.ulp
      let error = Double(abs(Exact(answer) - right) / Exact(unit))
      if !(error <= worst.error) { worst = (error, x) }
    }
    return worst
  }

  private func uniform(_ seed: UInt64, _ low: Double, _ high: Double) -> [Double] {
    var random = RandomStream(seed: seed)
    return (0..<100_000).map { _ in low + (high - low) * random.uniform() }
  }

  /// Numbers of either sign and of every size from 2^-60 to 2^9, below `bound`.
  private func allSizes(_ seed: UInt64, below bound: Double) -> [Double] {
    var random = RandomStream(seed: seed)
    return (0..<100_000).map { i in
      random.sign() * random.uniform() * scalbn(1, i % 70 - 60)
    }.filter { abs($0) < bound }
  }

  @Test("log is within 0.6 units of the last place")
  func logarithm() {
    var random = RandomStream(seed: 1)
    let anySize = (0..<200_000).map { _ in Double(bitPattern: random.pair() >> 1) }.filter { $0.isFinite }
    let subnormal = (0..<10000).map { _ in Double(bitPattern: random.pair() >> 13) }
    for x in [anySize, subnormal, uniform(2, 0.7, 1.6), uniform(3, 0.999, 1.001)] {
      let worst = worst(x, lanes_log) { log($0) }
      #expect(worst.error <= 0.6 + Self.allowance, "\(worst)")
    }
  }

  @Test("exp is within 0.6 units of the last place, 1 where it is subnormal")
  func exponential() {
    for x in [allSizes(4, below: 708), uniform(5, -1, 1), uniform(6, -708, 709.7)] {
      let worst = worst(x, lanes_exp) { exp($0) }
      #expect(worst.error <= 0.6 + Self.allowance, "\(worst)")
    }
    let worst = worst(uniform(7, -745, -708), lanes_exp) { exp($0) }
    #expect(worst.error <= 1 + Self.allowance, "\(worst)")
  }

  @Test("sinh is within 1.6, cosh within 0.6 units of the last place")
  func hyperbolic() {
    for x in [allSizes(8, below: 710.4), uniform(9, -0.3, 0.3), uniform(10, -710.4, 710.4)] {
      var other = x
      let sine = worst(x, { lanes_sinh_cosh($0, $1, &other, $2) }) { sinh($0) }
      let cosine = worst(x, { lanes_sinh_cosh($0, &other, $1, $2) }) { cosh($0) }
      #expect(sine.error <= 1.6 + Self.allowance, "\(sine)")
      #expect(cosine.error <= 0.6 + Self.allowance, "\(cosine)")
    }
  }

  @Test("are right at the edges")
  func edges() {
    func values(_ x: [Double], _ f: (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void)
      -> [Double]
    {
      var out = x
      f(x, &out, x.count)
      return out
    }
    let infinity = Double.infinity
    #expect(values([0, -0.0, 1, infinity], lanes_log) == [-infinity, -infinity, 0, infinity])
    #expect(values([-1, -infinity, .nan, -.leastNonzeroMagnitude], lanes_log).allSatisfy { $0.isNaN })
    #expect(
      values([0, -0.0, infinity, -infinity, 709.79, -746, 1e300, -1e300], lanes_exp)
        == [1, 1, infinity, 0, infinity, 0, infinity, 0])
    #expect(values([.nan], lanes_exp)[0].isNaN)
    let x = [0, -0.0, infinity, -infinity, 711, -711, .leastNonzeroMagnitude, -1e300, .nan]
    var cosines = x
    let sines = values(x) { lanes_sinh_cosh($0, $1, &cosines, $2) }
    #expect(
      sines.dropLast() == [0, 0, infinity, -infinity, infinity, -infinity, .leastNonzeroMagnitude, -infinity])
    #expect(sines[1].sign == .minus)
    #expect(cosines.dropLast() == [1, 1, infinity, infinity, infinity, infinity, 1, infinity])
    #expect(sines[8].isNaN && cosines[8].isNaN)
  }
}
