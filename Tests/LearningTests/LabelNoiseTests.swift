import Learning
import Simulation
import Testing

@Suite("Label noise") struct LabelNoiseTests {
  @Test(
    "has mean zero, variance delta and the fourth moment of its law",
    arguments: LabelNoise.Distribution.allCases)
  func moments(law: LabelNoise.Distribution) {
    let (delta, count) = (2.5, 200_000)
    let noise = LabelNoise(variance: delta, distribution: law)
    var random = RandomStream(seed: 3)
    let samples = (0..<count).map { _ in noise.draw(from: &random) }
    func z(_ power: Int, _ mean: Double, _ variance: Double) -> Double {
      let sum = samples.reduce(0.0) { sum, x in sum + (0..<power).reduce(1.0) { value, _ in value * x } }
      return (sum / Double(count) - mean) / (variance / Double(count)).squareRoot()
    }
    let square = delta * delta
    #expect(abs(z(1, 0, delta)) < 5)
    switch law {
    case .gaussian:
      #expect(abs(z(2, delta, 2 * square)) < 5)
      #expect(abs(z(3, 0, 15 * square * delta)) < 5)
      #expect(abs(z(4, 3 * square, 96 * square * square)) < 5)
    case .rademacher:
      #expect(samples.allSatisfy { abs($0) == delta.squareRoot() })
    }
  }

  @Test("of no variance is nothing")
  func none() {
    var random = RandomStream(seed: 4)
    for law in LabelNoise.Distribution.allCases {
      #expect(LabelNoise(variance: 0, distribution: law).draw(from: &random) == 0)
    }
    #expect(LabelNoise.none.variance == 0)
  }
}
