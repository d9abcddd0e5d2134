import Foundation
import Matrices
import Testing

@Suite("Spectral metrics") struct SpectralMetricsTests {
  private static let all: [@Sendable ([Double]) -> Double] = [
    SpectralMetrics.effectiveRank, SpectralMetrics.entropyRank2, SpectralMetrics.stableRank,
    SpectralMetrics.participationRatio, { SpectralMetrics.thresholdRank($0, threshold: 0.01) },
  ]

  @Test("of s = (2, 1, 1), by hand")
  func byHand() {
    let s = [2.0, 1, 1]
    // p = (1/2, 1/4, 1/4): entropy 3/2 log 2. q = (2/3, 1/6, 1/6): entropy log 6 - (4/3) log 2... by hand below.
    #expect(abs(SpectralMetrics.effectiveRank(s) - pow(2, 1.5)) < 1e-15 * 8)
    #expect(abs(SpectralMetrics.entropyRank2(s) - 1.5 * pow(4, 1.0 / 3)) < 1e-15 * 8)
    #expect(SpectralMetrics.stableRank(s) == 1.5)
    #expect(abs(SpectralMetrics.participationRatio(s) - 2) < 1e-15 * 4, "36 / (16 + 1 + 1)")
    #expect(SpectralMetrics.thresholdRank(s, threshold: 0.5) == 1, "above, not at, the threshold")
    #expect(SpectralMetrics.thresholdRank(s, threshold: 0.49) == 3)
  }

  @Test("of n equal values are n", arguments: [1, 2, 7, 100])
  func equal(count: Int) {
    for value in [1e-250, 1, 1e250] {
      let s = [Double](repeating: value, count: count)
      for metric in Self.all { #expect(abs(metric(s) / Double(count) - 1) < 1e-13, "s = \(value)") }
    }
  }

  /// 1 <= stable <= participation <= entropy2 <= effective <= rank on random spectra, with zeros and over many decades.
  @Test("stand in their order")
  func chain() {
    var random = TestRandom(51)
    for round in 0..<2000 {
      let count = 1 + round % 12
      let decades = Double(round % 7) * 2
      let s = (0..<count).map { $0 % 5 == 4 ? 0 : exp(decades * random.number()) }
      let rank = Double(s.count { $0 > 0 })
      let chain = [
        1, SpectralMetrics.stableRank(s), SpectralMetrics.participationRatio(s),
        SpectralMetrics.entropyRank2(s),
        SpectralMetrics.effectiveRank(s), rank,
      ]
      for (smaller, larger) in zip(chain, chain.dropFirst()) {
        #expect(smaller <= larger * (1 + 1e-13), "roundings; \(chain) of \(s)")
      }
      #expect(SpectralMetrics.thresholdRank(s, threshold: 0) == rank)
    }
  }

  @Test("do not depend on scale or order")
  func invariance() {
    let s = [3.0, 1, 0.2, 0]
    for metric in Self.all {
      #expect(abs(metric(s.map { 1e-120 * $0 }) / metric(s) - 1) < 1e-13)
      #expect(abs(metric(s.map { 1e120 * $0 }) / metric(s) - 1) < 1e-13)
      #expect(abs(metric(s.reversed()) / metric(s) - 1) < 1e-13)
    }
  }

  @Test("of zeros are zero, of what is not a number not a number")
  func strange() {
    for metric in Self.all {
      #expect(metric([0, 0, 0]) == 0 && metric([]) == 0)
      for s in [[Double.nan], [.nan, 1], [1, .nan], [2, .nan, 1], [0, .nan]] {
        #expect(metric(s).isNaN, "\(s)")
      }
    }
  }
}
