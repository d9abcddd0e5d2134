import Learning
import Matrices
import Testing

@Suite("Labelled samples") struct LabelledSamplesTests {
  /// Six samples of two inputs, x = (i, 10 + i), of the classes 0 1 2 0 1 0.
  static let six = LabelledSamples(
    name: "six", inputs: (0..<6).flatMap { [Double($0), 10 + Double($0)] }, inputCount: 2,
    answers: .labels([0, 1, 2, 0, 1, 0], classes: 3))
  static let measured = LabelledSamples(
    name: "measured", inputs: [1, 2, 3, 4], inputCount: 1,
    answers: .targets((0..<8).map(Double.init), outputs: 2))

  @Test("know their sizes, rows and classes")
  func sizes() {
    #expect(Self.six.samples == 6 && Self.six.inputCount == 2 && Self.six.outputCount == 3)
    #expect(Array(Self.six.row(4)) == [4, 14])
    #expect(Self.six.classCounts == [3, 2, 1])
    #expect(Self.six.classNames == ["0", "1", "2"])
    #expect(Self.six.targets == nil && Self.measured.labels == nil && Self.measured.classes == nil)
    #expect(Self.measured.outputCount == 2 && Self.measured.classCounts.isEmpty)
  }

  @Test("are rounded once to another precision")
  func precision() {
    let third = LabelledSamples(
      name: "third", inputs: [1.0 / 3], inputCount: 1, answers: .targets([0], outputs: 1))
    #expect(third.inputs(as: Float.self) == [Float(1.0 / 3)])
    #expect(third.inputs(as: Double.self) == third.inputs)
  }

  @Test("are a regression on unit vectors or targets")
  func regression() {
    let problem = Self.six.regression
    #expect(problem.inputs[4, 1] == 14 && problem.samples == 6)
    #expect(problem.targets == Matrix(6, 3) { [0, 1, 2, 0, 1, 0][$0] == $1 ? 1 : 0 })
    #expect(Self.measured.regression.targets == Matrix(4, 2) { Double(2 * $0 + $1) })
  }

  @Test("have subsets, in any order and with repetitions")
  func subset() {
    let chosen = Self.six.subset([5, 0, 5])
    #expect(chosen.inputs == [5, 15, 0, 10, 5, 15])
    #expect(chosen.labels == [0, 0, 0] && chosen.classes == 3 && chosen.name == "six")
    #expect(Self.measured.subset([3, 1]).targets == [6, 7, 2, 3])
    #expect(Self.six.first(2) == Self.six.subset([0, 1]))
    #expect(Self.six.first(0).samples == 0)
  }

  @Test("are balanced by a uniform choice of each class")
  func balanced() {
    let one = Self.six.balanced(perClass: 1, seed: 3)
    #expect(one.classCounts == [1, 1, 1])
    #expect(one == Self.six.balanced(perClass: 1, seed: 3))
    #expect(one.labels == [0, 1, 2].sorted { a, b in place(a, one) < place(b, one) }, "the old order")
    // Class 0 has samples 0, 3 and 5: each is chosen with probability 1/3. Binomial, 3000 seeds, five deviations.
    var counts: [Double: Int] = [:]
    for seed in 0..<3000 {
      let chosen = Self.six.balanced(perClass: 1, seed: UInt64(seed))
      if let sample = chosen.labels?.firstIndex(of: 0) { counts[chosen.inputs[2 * sample], default: 0] += 1 }
    }
    #expect(Set(counts.keys) == [0, 3, 5])
    for count in counts.values { #expect(abs(Double(count) - 1000) < 5 * (3000.0 * 2 / 9).squareRoot()) }
  }

  private func place(_ label: Int, _ samples: LabelledSamples) -> Double {
    samples.labels?.firstIndex(of: label).map { samples.inputs[2 * $0] } ?? .infinity
  }

  @Test("are split into parts that share nothing and miss nothing")
  func split() {
    let (train, test) = Self.six.split(test: 2, seed: 1)
    #expect(train.samples == 4 && test.samples == 2)
    let seen = (train.inputs + test.inputs).filter { $0 < 10 }
    #expect(seen.sorted() == [0, 1, 2, 3, 4, 5])
    #expect(Self.six.split(test: 2, seed: 1) == (train, test))
    for part in [train, test] {
      for sample in 0..<part.samples {
        #expect(part.labels?[sample] == [0, 1, 2, 0, 1, 0][Int(part.inputs[2 * sample])])
      }
    }
    // Sample 0 is in the test part with probability 1/3.
    let often = (0..<3000).count { Self.six.split(test: 2, seed: UInt64($0)).test.inputs.contains(0) }
    #expect(abs(Double(often) - 1000) < 5 * (3000.0 * 2 / 9).squareRoot())
  }
}

func == (a: (train: LabelledSamples, test: LabelledSamples), b: (LabelledSamples, LabelledSamples)) -> Bool {
  a.train == b.0 && a.test == b.1
}

@Suite("Images") struct ImageTests {
  @Test("are padded in the middle, an odd rest below and on the right")
  func padding() {
    let images = LabelledSamples(
      name: "images", inputs: (1...12).map(Double.init), inputCount: 6,
      answers: .labels([0, 1], classes: 2), image: ImageShape(height: 2, width: 3))
    let padded = images.padded(height: 3, width: 5, with: -1)
    #expect(padded.image == ImageShape(height: 3, width: 5) && padded.labels == [0, 1])
    #expect(
      Array(padded.row(0)) == [-1, 1, 2, 3, -1, -1, 4, 5, 6, -1, -1, -1, -1, -1, -1])
    #expect(Array(padded.row(1)).filter { $0 > 0 } == [7, 8, 9, 10, 11, 12])
    #expect(images.padded(height: 2, width: 3) == images)
  }

  @Test("are padded channel by channel")
  func channels() {
    let image = ImageShape(channels: 2, height: 1, width: 1)
    let colours = LabelledSamples(
      name: "colours", inputs: [5, 7], inputCount: 2, answers: .labels([0], classes: 1), image: image)
    #expect(colours.padded(height: 2, width: 2).inputs == [5, 0, 0, 0, 7, 0, 0, 0])
    #expect(image.description == "2 x 1 x 1" && image.pixels == 2)
  }
}
