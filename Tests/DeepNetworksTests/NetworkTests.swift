import Learning
import Matrices
import Simulation
import Testing

@testable import DeepNetworks

@Suite("A network") struct NetworkTests {
  @Test("knows its parameters and the ranks of its gradients")
  func parameters() {
    let network = Network(
      inputs: LayerShape(height: 5, width: 5, channels: 2),
      layers: [
        .convolution(channels: 20, kernel: 3, biases: false), .batchNormalization(), .rectifier,
        .attention(size: 30), .linear(outputs: 10),
      ])
    let names = network.parameters.map(\.name)
    #expect(
      names == [
        "0.weight", "1.gain", "1.shift", "1.runningMean", "1.runningVariance", "3.query", "3.key", "3.value",
        "4.weight", "4.bias",
      ])
    let weights = network.weights
    // The 3 x 3 patches of a 5 x 5 image are nine.
    #expect(weights.map(\.uses) == [9, 9, 9, 9, 1])
    #expect(
      weights.map { [$0.rows, $0.columns] } == [[20, 18], [30, 20], [30, 20], [20, 20], [10, 180]])
    #expect(weights.map { $0.gradientRank(batchSize: 1) } == [8, 8, 8, 9, 1])
    #expect(weights.map { $0.gradientRank(batchSize: 2) } == [17, 16, 16, 18, 2])
    #expect(network.parameters.allSatisfy { $0.offset.isMultiple(of: 16) })
    #expect(network.learntCount == 360 + 40 + 600 + 600 + 400 + 1800 + 10)
    #expect(Network.perceptron([3, 4, 2], biases: false).isHomogeneous)
    #expect(!Network.perceptron([3, 4, 2]).isHomogeneous)
  }

  /// A convolution by its definition, with the kernel of PyTorch: c_out x c_in x k x k.
  @Test("convolves")
  func convolution() {
    let (channels, filters, side, kernel, stride, padding) = (2, 3, 5, 3, 2, 1)
    let network = Network(
      inputs: LayerShape(height: side, width: side, channels: channels),
      layers: [
        .convolution(channels: filters, kernel: kernel, stride: stride, padding: padding, biases: false)
      ])
    let image = ImageShape(channels: channels, height: side, width: side)
    var random = RandomStream(seed: 2, for: .data)
    let pixels = (0..<3 * image.pixels).map { _ in random.normal() }
    let data = LabelledSamples(
      name: "", inputs: pixels, inputCount: image.pixels,
      answers: .targets([Double](repeating: 0, count: 3 * 27), outputs: 27), image: image)
    var state = TrainingState<Double>(network)
    WeightStart.he.draw(&state, from: &random)
    let w = state[network.weights[0]]
    let outputs = NetworkEvaluation<Double>(network, data, .squares).outputs(of: state)
    for sample in 0..<3 {
      for (i, j, filter) in (0..<27).map({ ($0 / 9, $0 / 3 % 3, $0 % 3) }) {
        var sum = 0.0
        for (c, u, v) in (0..<18).map({ ($0 / 9, $0 / 3 % 3, $0 % 3) }) {
          let (y, x) = (i * stride + u - padding, j * stride + v - padding)
          guard (0..<side).contains(y), (0..<side).contains(x) else { continue }
          sum += w[filter, c * 9 + u * 3 + v] * pixels[sample * 50 + c * 25 + y * side + x]
        }
        #expect(abs(outputs[sample, (i * 3 + j) * filters + filter] - sum) < 1e-13)
      }
    }
  }

  @Test("takes the rows of colour images as tokens, pixel after pixel")
  func rows() {
    let image = ImageShape(channels: 3, height: 2, width: 4)
    let data = LabelledSamples(
      name: "", inputs: (0..<2 * image.pixels).map(Double.init), inputCount: image.pixels,
      answers: .targets([Double](repeating: 0, count: 2 * 24), outputs: 24), image: image)
    // One position-wise layer that changes nothing: what comes out is what flows in.
    let network = Network(
      inputs: LayerShape(height: 2, channels: 12), layers: [.positionwise(outputs: 12, biases: false)])
    var state = TrainingState<Double>(network)
    state[network.weights[0]] = .identity(12)
    let outputs = NetworkEvaluation<Double>(network, data, .squares).outputs(of: state)
    for (sample, row, column, channel) in (0..<48).map({ ($0 / 24, $0 / 12 % 2, $0 / 3 % 4, $0 % 3) }) {
      let pixel = sample * 24 + channel * 8 + row * 4 + column
      #expect(outputs[sample, row * 12 + column * 3 + channel] == Double(pixel))
    }
  }

  @Test("starts with the variances asked for")
  func starts() {
    let network = Network.perceptron([200, 300, 10])
    for (start, variance) in [
      (WeightStart.he, 2.0 / 200), (.pyTorch, 1.0 / 600), (.gaussian(deviation: 0.3), 0.09),
    ] {
      var state = TrainingState<Double>(network)
      var random = RandomStream(seed: 1, for: .initialization)
      start.draw(&state, from: &random)
      let entries = state[network.parameters[0]].entries
      let mean = entries.reduce(0, +) / Double(entries.count)
      let square = entries.reduce(0) { $0 + $1 * $1 } / Double(entries.count)
      // Of 60,000 numbers: five standard errors of the mean and of the variance (fourth moment at most 3).
      #expect(abs(mean) < 5 * (variance / 60000).squareRoot())
      #expect(abs(square / variance - 1) < 5 * (2.0 / 60000).squareRoot())
      let bias = state[network.parameters[1]].entries
      #expect(bias.allSatisfy { abs($0) <= 1 / 200.0.squareRoot() })
      #expect(bias.contains { $0 != 0 } == (start == .pyTorch))
    }
  }

  @Test("uses the running moments when it is evaluated")
  func runningMoments() {
    let setting = Trial.perceptron(
      Descent(learningRate: 0.01), normalized: .batchNormalization(), updates: 3)
    let training = Training<Double>(setting)
    let start = setting.initialState(in: Double.self)
    let first = start.parameters[2...]
    let (mean, variance) = (
      first.first { $0.kind == .runningMean }, first.first { $0.kind == .runningVariance }
    )
    guard let mean, let variance else { return #expect(Bool(false), "no running moments") }
    let next = Trial.run(training, from: start, steps: 0..<1)
    let noise = Trial.noise(training)
    // The first layer's outputs on the batch, from the definition.
    let data = setting.samples
    let (w, b) = (start[start.parameters[0]], start[start.parameters[1]])
    for unit in 0..<7 {
      let y = noise.samples.map { sample in
        (0..<6).reduce(b[unit, 0]) { $0 + w[unit, $1] * data.inputs[sample * 6 + $1] }
      }
      let average = y.reduce(0, +) / 4
      let unbiased = y.reduce(0) { $0 + ($1 - average) * ($1 - average) } / 3
      #expect(abs(next[mean][unit, 0] - 0.1 * average) < 1e-14)
      #expect(abs(next[variance][unit, 0] - (0.9 + 0.1 * unbiased)) < 1e-14)
    }
  }
}
