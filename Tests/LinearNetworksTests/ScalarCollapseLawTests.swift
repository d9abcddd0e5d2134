import Simulation
import Testing

@testable import LinearNetworks

/// The law of the scalar network in time, against laws that are known in closed form.
@Suite("The law of the scalar network")
struct ScalarCollapseLawTests {
  @Test("without a loss is the normal law of log w2 w1")
  func normal() {
    // H s* = 1/2, while H E e^x is 10^-6 of it.
    let (time, noise, threshold) = (10.0, 0.8, -4.0)
    var law = ScalarCollapseLaw(
      curvature: 1e-14, solution: 0.5e14, noise: noise, start: 1, duration: time, threshold: threshold)
    law.advance(by: time, isFirst: true)
    let (mean, variance) = ((1 - noise) * time, 4 * noise * time)
    #expect(abs(law.mean - mean) < 1e-5)
    // The grid's own spread: a twelfth of the squared spacing over every mean step, and the two points of the start.
    #expect(abs(law.variance / variance - 1) < 0.001)
    let z = (threshold - mean) / variance.squareRoot()
    #expect(abs(law.probability(below: threshold) - Distributions.twoSidedNormalTail(z) / 2) < 0.002)
  }

  @Test("below the threshold forgets its start for the Gamma law", arguments: [0.1, 0.4, 1.2])
  func gamma(noise: Double) {
    let threshold = -0.5
    var law = ScalarCollapseLaw(
      curvature: 1, solution: 1, noise: noise, start: 0.1, duration: 150, threshold: threshold)
    law.advance(by: 150, isFirst: true)
    let expected = Distributions.gamma(exp(threshold), shape: 1 / noise - 0.5, scale: noise)
    #expect(abs(law.probability(below: threshold) - expected) < 0.005, "\(expected)")
    #expect(abs(law.probability(below: 50) - 1) < 1e-9)
  }

  @Test("above the threshold falls at the exact exponent")
  func exponent() {
    var law = ScalarCollapseLaw(
      curvature: 2, solution: 0.5, noise: 3, start: 0.5, duration: 200, threshold: -23)
    law.advance(by: 100, isFirst: true)
    let before = law.mean
    law.advance(by: 100, isFirst: false)
    // 2 H s* - eta c = -1; the loss holds back less and less.
    #expect(abs((law.mean - before) / 100 + 1) < 0.01)
  }

  private func exp(_ x: Double) -> Double { exponential(x) }
}
