import Learning
import Matrices
import Simulation
import Testing

@testable import DeepNetworks

@Suite("Layers cut to a rank") struct CompressionTests {
  /// Two convolutions with a shortcut, batch normalisation and a head, with random numbers everywhere.
  private static let image = ImageShape(channels: 3, height: 6, width: 6)
  private static let convolutional = Network(
    inputs: LayerShape(height: 6, width: 6, channels: 3),
    layers: [
      .convolution(channels: 8, kernel: 3, stride: 1, padding: 1), .batchNormalization(), .rectifier,
      .residual(
        [.convolution(channels: 10, kernel: 3, stride: 2, padding: 1, biases: false), .rectifier],
        shortcut: [.convolution(channels: 10, kernel: 1, stride: 2, biases: false)]),
      .positionwise(outputs: 7), .rectifier, .linear(outputs: 4),
    ])

  private func state(of network: Network, seed: UInt64 = 4) -> TrainingState<Double> {
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

  /// A matrix of known singular values in random frames.
  private func framed(_ values: [Double], _ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    let left = normalMatrix(rows, values.count, seed: seed).qr.q
    let right = normalMatrix(columns, values.count, seed: seed + 1).qr.q
    return left * Matrix.diagonal(values) * right.transposed
  }

  @Test(
    "have the singular vectors of matrices of any shape",
    arguments: [(9, 4), (4, 9), (5, 5), (1, 7), (70, 80)])
  func decomposition(rows: Int, columns: Int) {
    let matrix = normalMatrix(rows, columns, seed: 3)
    let found = matrix.singularFactors
    let count = min(rows, columns)
    #expect(found.left.columns == count && found.right.rows == columns && found.values.count == count)
    #expect(found.values == found.values.sorted(by: >))
    let scale = 10 * Double(rows + columns) * Double.ulpOfOne
    for frame in [found.left, found.right] {
      #expect((frame.transposed * frame - .identity(count)).norm < scale)
    }
    #expect(
      (found.left * .diagonal(found.values) * found.right.transposed - matrix).norm < scale * matrix.norm)
  }

  @Test("lose what Eckart and Young say, less with every rank, and nothing at the full one")
  func errors() {
    let values = [3, 1.5, 0.7, 0.01, 1e-5]
    let matrix = framed(values, 8, 5, seed: 20)
    for rank in 0...5 {
      let factors = LayerFactors(of: matrix, rank: rank)
      #expect(factors.rank == rank && factors.count == 13 * rank)
      let rest = (matrix - factors.product).singularValues
      // The tail itself is the rest's spectrum: roundings of the largest singular value.
      for (measured, value) in zip(rest, values.dropFirst(rank) + [Double](repeating: 0, count: rank)) {
        #expect(abs(measured - value) < 100 * Double.ulpOfOne * 3)
      }
    }
  }

  @Test("pay below p q/(p + q), and stay whole elsewhere")
  func paying() throws {
    // 6 x 3 / 9 = 2
    #expect(LayerFactors.pays(rank: 1, rows: 6, columns: 3))
    #expect(!LayerFactors.pays(rank: 2, rows: 6, columns: 3))
    let ranks = LayerRanks(rows: 12, columns: 4, singularValues: [8, 4, 2, 1])
    #expect(RankChoice.rank(2).rank(of: ranks) == 2)
    #expect(RankChoice.rank(3).rank(of: ranks) == nil, "3 x 16 = 12 x 4")
    #expect(RankChoice.threshold(0.25).rank(of: ranks) == 2)
    #expect(RankChoice.threshold(0.5).rank(of: ranks) == 1)
    #expect(RankChoice.threshold(0.1).rank(of: ranks) == nil)
    let whole = state(of: .perceptron([6, 12, 4]))
    let cut = CompressedNetwork(
      .perceptron([6, 12, 4]), at: whole, .rank(1), cutting: [0], spectra: whole.layerSpectra(threads: 1))
    #expect(cut.layers.map(\.rank) == [1, nil])
    #expect(cut.factored.network.learntCount == 6 + 12 + 12 + 48 + 4)
    #expect(cut.share == 82.0 / 136)
    let s = whole[whole.layers[0]].singularValues
    #expect(abs(cut.layers[0].spectralError - s[1] / s[0]) < 1e-14 && cut.layers[1].spectralError == 0)
    let all = CompressedNetwork(
      .perceptron([6, 12, 4]), at: whole, .rank(9), cutting: [0, 1], spectra: whole.layerSpectra(threads: 1))
    #expect(all.layers.allSatisfy { $0.rank == nil } && all.share == 1 && all.state == whole)
  }

  @Test("compute what the network with cut weights computes, and no other cut does")
  func outputs() {
    let network = Self.convolutional
    let samples = Trial.classified(30, inputs: Self.image.pixels, classes: 4, image: Self.image)
    let whole = state(of: network)
    let factored = FactoredNetwork(network, ranks: [2, 3, 2, 1, nil])
    #expect(
      factored.network.weights.map { [$0.rows, $0.columns] } == [
        [2, 27], [8, 2], [3, 72], [10, 3], [2, 8], [10, 2], [1, 10], [7, 1], [4, 63],
      ])
    // The cut weights from Gram matrices alone: W P, P the projector on the leading eigenvectors of W^T W.
    var cut = whole
    for (weight, rank) in zip(network.weights, factored.ranks) {
      guard let rank else { continue }
      let w = whole[weight]
      let eigen = (w.transposed * w).symmetricEigen
      let leading = eigen.values.indices.sorted { eigen.values[$0] > eigen.values[$1] }.prefix(rank)
      let frame = Matrix(weight.columns, rank) { eigen.vectors[$0, leading[$1]] }
      cut[weight] = w * frame * frame.transposed
    }
    func outputs(_ network: Network, _ state: TrainingState<Double>) -> Matrix {
      NetworkEvaluation<Double>(network, samples, .crossEntropy()).outputs(of: state)
    }
    let right = outputs(network, cut)
    let state = factored.state(from: whole)
    let scale = right.norm
    // Roundings of sums of up to 72 terms through five layers.
    #expect((outputs(factored.network, state) - right).norm < 1e-11 * scale)
    #expect((outputs(network, factored.whole(from: state)) - right).norm < 1e-11 * scale)
    // Other cuts: the weights as they were, the smallest singular values, and kernels with the channels as the fastest index.
    #expect((outputs(network, whole) - right).norm > 1e-3 * scale)
    let smallest = factored.state(from: whole) { w, rank in
      let all = w.singularFactors
      let tail = all.values.count - rank..<all.values.count
      return LayerFactors(
        left: Matrix(w.rows, rank) { all.left[$0, tail.lowerBound + $1] * all.values[tail.lowerBound + $1] },
        right: Matrix(rank, w.columns) { all.right[$1, tail.lowerBound + $0] })
    }
    #expect((outputs(factored.network, smallest) - right).norm > 1e-3 * scale)
    let unfolded = factored.state(from: whole) { w, rank in
      guard w.columns > 27 else { return LayerFactors(of: w, rank: rank) }
      // (c_out k) x (c_in k), cut there, and then as many filters as fit: not the nearest kernel of r filters.
      let rows = Matrix(w.rows * 3, w.columns / 3) { i, j in
        w[i / 3, (j / 3) * 9 + (i % 3) * 3 + j % 3]
      }
      let low = LayerFactors(of: rows, rank: rank).product
      let back = Matrix(w.rows, w.columns) { o, i in low[o * 3 + (i / 3) % 3, (i / 9) * 3 + i % 3] }
      return LayerFactors(of: back, rank: rank)
    }
    #expect((outputs(factored.network, unfolded) - right).norm > 1e-3 * scale)
  }

  @Test("are nearest among matrices of their rank: cutting another unfolding of a kernel loses more")
  func unfolding() {
    // 8 filters of 3 channels and 3 x 3; the filter matrix is 8 x 27.
    let kernel = framed([4, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02], 8, 27, seed: 40)
    for rank in 1..<8 {
      let best = (kernel - LayerFactors(of: kernel, rank: rank).product).norm
      let rows = Matrix(24, 9) { i, j in kernel[i / 3, (j / 3) * 9 + (i % 3) * 3 + j % 3] }
      let low = LayerFactors(of: rows, rank: rank).product
      let back = Matrix(8, 27) { o, i in low[o * 3 + (i / 3) % 3, (i / 9) * 3 + i % 3] }
      let other = (kernel - LayerFactors(of: back, rank: rank).product).norm
      #expect(other > 1.01 * best, "rank \(rank): \(other) and \(best)")
    }
  }

  @Test("move at their first step as the chain rule of the product says")
  func firstStep() {
    let (mu, decay) = (0.1, 0.05)
    var setting = Trial.perceptron(Descent(learningRate: mu, weightDecay: decay))
    let whole = setting.initialState(in: Double.self)
    let factored = FactoredNetwork(setting.network, ranks: [2, 2, nil])
    let start = factored.state(from: whole)
    let product = factored.whole(from: start)
    // The gradient of the network with cut weights, which knows no factors.
    let training = Training<Double>(setting)
    let noise = Trial.noise(training)
    let gradient = training.gradient(at: product, drivenBy: noise).gradient
    setting.network = factored.network
    let moved = Trial.run(Training<Double>(setting), from: start, steps: 0..<1)
    let (weights, thin) = (product.layers, factored.network.weights)
    for (number, place) in [(0, 0), (1, 2)] {
      let g = gradient[weights[number]]
      let (right, left) = (start[thin[place]], start[thin[place + 1]])
      let nextRight = (1 - mu * decay) * right - mu * (left.transposed * g)
      let nextLeft = (1 - mu * decay) * left - mu * (g * right.transposed)
      // Roundings of sums of less than ten terms of size one.
      #expect((moved[thin[place]] - nextRight).norm < 1e-14)
      #expect((moved[thin[place + 1]] - nextLeft).norm < 1e-14)
      #expect((moved[thin[place]] - right).norm > 1e-4, "it moved")
    }
    let head = (1 - mu * decay) * product[weights[2]] - mu * gradient[weights[2]]
    #expect((moved[thin[4]] - head).norm < 1e-14)
  }

  @Test("go on as the training would have gone on")
  func continuation() throws {
    let setting = Trial.perceptron(Descent(learningRate: 0.1, weightDecay: 0.05), updates: 30)
    let training = Training<Double>(setting)
    let start = setting.initialState(in: Double.self)
    let half = Trial.run(training, from: start, steps: 0..<13)
    let end = Trial.run(training, from: half, steps: 13..<30)
    #expect(setting.continued(from: half, updates: 17) == end)
    #expect(setting.continued(from: half, updates: 0) == half)
    var earlier = half
    earlier.updates = 0
    #expect(setting.continued(from: earlier, updates: 17)?.weights != end.weights, "other batches")
    let progress = Progress()
    progress.cancel()
    #expect(setting.continued(from: half, updates: 17, progress: progress) == nil)
  }
}
