import Learning
import Testing

@Suite("Standardised inputs") struct InputStandardisationTests {
  /// Four samples of 2 x 1 x 2 pixels: the first channel 0, 2, 4 or 6 in its first pixel and 1 in its second.
  static let images = LabelledSamples(
    name: "images",
    inputs: [
      0, 1, 10, 20,
      2, 1, 30, 40,
      4, 1, 50, 60,
      6, 1, 70, 80,
    ], inputCount: 4, answers: .labels([0, 1, 0, 1], classes: 2),
    image: ImageShape(channels: 2, height: 1, width: 2))

  @Test("have mean 0 and variance 1 over the training part", arguments: InputStandardisation.Scope.allCases)
  func moments(scope: InputStandardisation.Scope) {
    let mixture = GaussianMixture(inputs: 6, classes: 3, separation: 4, seed: 2).draw(0..<50)
    let result = InputStandardisation(fitting: mixture, per: scope)(mixture)
    let groups = scope == .input ? 6 : 1
    for group in 0..<groups {
      let values = result.inputs.enumerated().filter { groups == 1 || $0.offset % 6 == group }.map(\.element)
      let count = Double(values.count)
      // Sums of at most 300 numbers of size one: below 1000 roundings.
      #expect(abs(values.reduce(0, +) / count) < 1000 * .ulpOfOne)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } / count - 1) < 1000 * .ulpOfOne)
    }
  }

  private func root(_ x: Double) -> Double { x.squareRoot() }

  @Test("share mean and deviation as the scope says")
  func scopes() {
    let input = InputStandardisation(fitting: Self.images, per: .input)
    #expect(input.means == [3, 1, 40, 50])
    #expect(input.deviations == [root(5), 1, root(500), root(500)])
    let channel = InputStandardisation(fitting: Self.images, per: .channel)
    // 0, 2, 4, 6 and four ones: variance (4 + 0 + 4 + 16 + 4) / 8; 10, ..., 80: 2 (35^2 + 25^2 + 15^2 + 5^2) / 8.
    #expect(channel.means == [2, 2, 45, 45])
    #expect(
      channel.deviations == [root(3.5), root(3.5), root(525), root(525)])
    let whole = InputStandardisation(fitting: Self.images, per: .whole)
    #expect(Set(whole.means).count == 1 && whole.means[0] == 23.5)
  }

  @Test("that are constant in the training part become 0, and stay unscaled elsewhere")
  func constant() {
    let train = InputStandardisation(fitting: Self.images, per: .input)
    #expect((0..<4).allSatisfy { train(Self.images).inputs[4 * $0 + 1] == 0 })
    let other = LabelledSamples(
      name: "other", inputs: [3, 4, 40, 50], inputCount: 4, answers: .labels([1], classes: 2),
      image: Self.images.image)
    #expect(train(other).inputs == [0, 3, 0, 0])
    // 0.1 is no double: its mean over seven samples may be a rounding away.
    let tenths = LabelledSamples(
      name: "tenths", inputs: [Double](repeating: 0.1, count: 7), inputCount: 1,
      answers: .targets([Double](repeating: 0, count: 7), outputs: 1))
    #expect(InputStandardisation(fitting: tenths, per: .input).deviations == [1])
  }

  @Test("of a test part use the training part's moments, and the answers are left alone")
  func testPart() {
    let standardise = InputStandardisation(fitting: Self.images.first(2), per: .input)
    let result = standardise(Self.images)
    #expect(result.inputs[12] == (6 - 1) / 1)
    #expect(result.answers == Self.images.answers && result.image == Self.images.image)
  }
}
