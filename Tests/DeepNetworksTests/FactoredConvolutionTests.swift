import Learning
import Matrices
import Simulation
import Testing

@testable import DeepNetworks

/// Networks with convolutions, residual blocks, layers position by position and attention, in factors.
@Suite("Convolutions cut to a rank") struct FactoredConvolutionTests {
  private static let image = ImageShape(channels: 3, height: 6, width: 6)
  /// Weights: 8 x 27, 10 x 72, 10 x 8 (shortcut), 7 x 10, three of attention, 4 x 63.
  private static let network = Network(
    inputs: LayerShape(height: 6, width: 6, channels: 3),
    layers: [
      .convolution(channels: 8, kernel: 3, stride: 1, padding: 1), .batchNormalization(), .rectifier,
      .residual(
        [.convolution(channels: 10, kernel: 3, stride: 2, padding: 1, biases: false), .rectifier],
        shortcut: [.convolution(channels: 10, kernel: 1, stride: 2, biases: false)]),
      .positionwise(outputs: 7), .rectifier, .attention(size: 3), .linear(outputs: 4),
    ])
  private static let samples = Trial.classified(30, inputs: image.pixels, classes: 4, image: image)

  private static func state(seed: UInt64 = 8) -> TrainingState<Double> {
    var random = RandomStream(seed: seed, for: .initialization)
    random.begin(step: 0)
    var state = TrainingState<Double>(network)
    for parameter in network.parameters {
      state[parameter] = Matrix(parameter.rows, parameter.columns) { _, _ in
        parameter.kind == .runningVariance ? 1 + random.uniform() : 0.5 * random.normal()
      }
    }
    return state
  }

  private func outputs(_ network: Network, _ state: TrainingState<Double>) -> Matrix {
    NetworkEvaluation<Double>(network, Self.samples, .crossEntropy()).outputs(of: state)
  }

  @Test("compute at full rank what the network computes, and not at one rank less in any layer")
  func fullRank() {
    let whole = Self.state()
    let right = outputs(Self.network, whole)
    let full = [8, 10, 8, 7, nil, nil, nil, 4]
    // Two roundings for each of up to 72 terms and 72 rows and columns of the decomposition, through seven layers of norms
    // below four.
    let allowed = 2 * 144 * 7 * 4 * Double.ulpOfOne * right.norm
    let same = FactoredNetwork(Self.network, ranks: full)
    #expect((outputs(same.network, same.state(from: whole)) - right).norm < allowed)
    for place in full.indices {
      guard let rank = full[place] else { continue }
      var less = full
      less[place] = rank - 1
      let other = FactoredNetwork(Self.network, ranks: less)
      let distance = (outputs(other.network, other.state(from: whole)) - right).norm
      #expect(distance > 1e3 * allowed, "weight \(place) of rank \(rank - 1)")
    }
  }

  @Test("have as many numbers as their factors and what is not cut, counted by hand")
  func counts() {
    let whole = Self.state()
    let spectra = whole.layerSpectra(threads: 1)
    func cut(_ rank: Int) -> CompressedNetwork<Double> {
      CompressedNetwork(Self.network, at: whole, .rank(rank), cutting: [0, 1, 2, 3], spectra: spectra)
    }
    // Biases 8 + 7 + 4, normalisation 16, attention 3 x 7 twice and 7 x 7, head 4 x 63.
    let others = 8 + 7 + 4 + 16 + 21 + 21 + 49 + 252
    #expect(Self.network.learntCount == others + 8 * 3 * 9 + 10 * 8 * 9 + 10 * 8 + 7 * 10)
    let two = cut(2)
    #expect(two.layers.map(\.rank) == [2, 2, 2, 2, nil, nil, nil, nil])
    // Two filters of 3 x 9 and eight mixtures of two; and so on.
    let count = others + (2 * 27 + 8 * 2) + (2 * 72 + 10 * 2) + (2 * 8 + 10 * 2) + (2 * 10 + 7 * 2)
    #expect(two.factored.network.learntCount == count)
    #expect(two.share == Double(count) / Double(Self.network.learntCount))
    // Behind the first: its bias, four of the normalisation; behind the others the factors of the shortcut.
    #expect(two.factored.pixelwise == [1, 8, 10])
    // 6 x 18 and 6 x 17 are more than 10 x 8 and 7 x 10.
    let six = cut(6)
    #expect(six.layers.map(\.rank) == [6, 6, nil, nil, nil, nil, nil, nil])
    #expect(six.factored.network.learntCount == others + (6 * 27 + 8 * 6) + (6 * 72 + 10 * 6) + 80 + 70)
  }

  @Test("move at their first step as the chain rule of the product of filters says")
  func firstStep() {
    let (mu, decay) = (0.1, 0.05)
    var setting = TrainingSetting(
      Self.network, on: Self.samples, descent: Descent(learningRate: mu, weightDecay: decay),
      order: .shuffled, batchSize: 5, length: .updates(3), seed: 2)
    let factored = FactoredNetwork(Self.network, ranks: [2, 3, 2, 1, nil, nil, nil, nil])
    let start = factored.state(from: Self.state())
    let product = factored.whole(from: start)
    // The gradient of the network with cut filters, which knows no factors.
    let training = Training<Double>(setting)
    let gradient = training.gradient(at: product, drivenBy: Trial.noise(training)).gradient
    setting.network = factored.network
    let moved = Trial.run(Training<Double>(setting), from: start, steps: 0..<1)
    let (weights, thin) = (product.layers, factored.network.weights)
    for number in 0..<4 {
      let g = gradient[weights[number]]
      let (right, left) = (start[thin[2 * number]], start[thin[2 * number + 1]])
      let nextRight = (1 - mu * decay) * right - mu * (left.transposed * g)
      let nextLeft = (1 - mu * decay) * left - mu * (g * right.transposed)
      // Roundings of 180 uses a batch of what has gone through seven layers, there and back.
      let allowed = 180 * 14 * 4 * Double.ulpOfOne * (1 + g.norm) * (left.norm + right.norm)
      #expect((moved[thin[2 * number]] - nextRight).norm < allowed, "weight \(number)")
      #expect((moved[thin[2 * number + 1]] - nextLeft).norm < allowed, "weight \(number)")
      #expect((moved[thin[2 * number]] - right).norm > 1e3 * allowed, "it moved")
      #expect((moved[thin[2 * number + 1]] - left).norm > 1e3 * allowed, "it moved")
    }
  }
}
