import Learning
import Matrices
import Simulation
import Testing

@testable import DeepNetworks

/// Gradients by hand against differences of the loss, parameter by parameter.
@Suite("Gradients") struct GradientTests {
  static let flat = Trial.classified(12, inputs: 6, classes: 3)
  static let image = Trial.classified(
    6, inputs: 50, classes: 3, image: ImageShape(channels: 2, height: 5, width: 5))
  static let grid = LayerShape(height: 5, width: 5, channels: 2)
  static let tokens = LayerShape(height: 5, width: 1, channels: 4)

  static let networks: [(name: String, network: Network)] = [
    ("perceptron", .perceptron([6, 7, 5, 3])),
    ("perceptron without biases", .perceptron([6, 7, 5, 3], biases: false)),
    ("linear network", .linear([6, 8, 3])),
    ("batch normalisation", .perceptron([6, 7, 5, 3], normalized: .batchNormalization())),
    ("without gain and shift", .perceptron([6, 7, 3], normalized: .batchNormalization(affine: false))),
    (
      "without epsilon",
      .perceptron([6, 7, 3], biases: false, normalized: .batchNormalization(epsilon: 0, affine: false))
    ),
    (
      "normalised inputs",
      Network(
        inputs: LayerShape(channels: 6), layers: [.batchNormalization(), .rectifier, .linear(outputs: 3)])
    ),
    (
      "residual block",
      Network(
        inputs: LayerShape(channels: 6),
        layers: [
          .linear(outputs: 5), .residual([.rectifier, .linear(outputs: 5), .rectifier, .linear(outputs: 5)]),
          .rectifier, .linear(outputs: 3),
        ])
    ),
    (
      "residual block with a shortcut",
      Network(
        inputs: LayerShape(channels: 6),
        layers: [
          .residual(
            [.linear(outputs: 7), .rectifier, .linear(outputs: 5)],
            shortcut: [.linear(outputs: 5, biases: false)]),
          .rectifier, .linear(outputs: 3),
        ])
    ),
    (
      "convolutions",
      Network(
        inputs: grid,
        layers: [
          .convolution(channels: 3, kernel: 3, padding: 1), .rectifier,
          .convolution(channels: 4, kernel: 2, stride: 2, biases: false), .rectifier, .linear(outputs: 3),
        ])
    ),
    (
      "residual block of convolutions with batch normalisation",
      Network(
        inputs: grid,
        layers: [
          .convolution(channels: 3, kernel: 3, padding: 1, biases: false),
          .residual([
            .convolution(channels: 3, kernel: 3, padding: 1, biases: false), .batchNormalization(),
            .rectifier, .convolution(channels: 3, kernel: 3, padding: 1, biases: false),
          ]), .rectifier, .linear(outputs: 3),
        ])
    ),
    (
      "attention",
      Network(
        inputs: LayerShape(height: 3, channels: 2), layers: [.attention(size: 4), .linear(outputs: 3)])
    ),
    (
      "attention between position-wise layers",
      Network(
        inputs: LayerShape(height: 3, channels: 2),
        layers: [
          .positionwise(outputs: 5), .residual([.attention(size: 4)]), .positionwise(outputs: 3), .rectifier,
          .linear(outputs: 3),
        ])
    ),
  ]

  static func data(for network: Network) -> LabelledSamples {
    network.inputShape == grid ? image : flat
  }

  @Test("are those of differences", arguments: networks.indices, [0, 1, 2])
  func differences(number: Int, loss: Int) {
    let network = Self.networks[number].network
    let data = Self.data(for: network)
    let setting = TrainingSetting(
      network, on: data, loss: [.crossEntropy(), .crossEntropy(smoothing: 0.1), .squares][loss],
      start: .pyTorch,
      descent: Descent(learningRate: 0.1), batchSize: 5, length: .updates(1), seed: 3)
    check(setting, Self.networks[number].name)
  }

  @Test("are those of differences for a single sample", arguments: [0, 1, 2, 7, 8, 9, 11, 12])
  func singleSample(number: Int) {
    let network = Self.networks[number].network
    let setting = TrainingSetting(
      network, on: Self.data(for: network), start: .pyTorch, descent: Descent(learningRate: 0.1),
      batchSize: 1, length: .updates(1), seed: 4)
    check(setting, Self.networks[number].name)
  }

  @Test("are those of differences with noisy targets")
  func targets() {
    let setting = TrainingSetting(
      .perceptron([6, 7, 2]), on: Trial.regression(12, inputs: 6, outputs: 2), loss: .squares,
      descent: Descent(learningRate: 0.1), batchSize: 5, labelNoise: LabelNoise(variance: 1),
      inputDropout: 0.3, length: .updates(1), seed: 3)
    check(setting, "noisy targets")
  }

  /// Along random directions in each parameter. Central differences of step h err by h^2 times a third derivative, which is of
  /// order one here, and by roundings over h.
  private func check(_ setting: TrainingSetting, _ name: String) {
    let training = Training<Double>(setting)
    var state = setting.initialState(in: Double.self)
    var random = RandomStream(seed: 9, for: .data)
    // Gains and shifts away from their start, where they could be mistaken for nothing.
    for parameter in state.parameters where parameter.kind == .gain || parameter.kind == .shift {
      state[parameter] = Matrix(parameter.rows, 1) { _, _ in 1 + 0.3 * random.normal() }
    }
    let noise = Trial.noise(training)
    let (loss, gradient) = training.gradient(at: state, drivenBy: noise)
    #expect(loss > 0)
    let h = 1e-5
    for parameter in state.parameters where parameter.isLearnt {
      for _ in 0..<3 {
        let direction = Matrix(parameter.rows, parameter.columns) { _, _ in random.normal() }
        var (up, down) = (state, state)
        up[parameter] = state[parameter] + h * direction
        down[parameter] = state[parameter] - h * direction
        let difference =
          (training.gradient(at: up, drivenBy: noise).loss - training.gradient(at: down, drivenBy: noise).loss)
          / (2 * h)
        let slope = inner(gradient[parameter], direction)
        #expect(
          abs(difference - slope) < 1e-7 * (1 + gradient[parameter].norm * direction.norm),
          "\(name), \(parameter.name): \(difference) by differences, \(slope) by hand")
      }
    }
  }
}
