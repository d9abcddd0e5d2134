import Matrices
import Simulation

/// The samples of a step and the noise on their labels, for one trajectory or a block of them, in buffers that are used
/// again.
public struct BatchNoise: Sendable {
  /// B
  public let size: Int
  /// B k entries, the outputs of a sample side by side; nil without label noise.
  public private(set) var labels: Bundle?
  private let sampling: Sampling
  private let noise: LabelNoise
  private let samples: Int
  private let lanes: Int
  /// B rows of a number a lane; empty for the full batch.
  private var indices: [Int64]
  /// Where samples are not drawn one by one: each lane's own.
  private var batches: [Batch]

  public init(_ problem: Regression, _ sampling: Sampling, _ noise: LabelNoise, lanes: Int) {
    samples = problem.samples
    size = sampling.batchSize(of: samples)
    self.sampling = sampling
    self.noise = noise
    self.lanes = lanes
    labels = noise.variance > 0 ? Bundle(zeros: size * problem.outputCount, 1, lanes: lanes) : nil
    switch sampling {
    case .fullBatch:
      indices = []
      batches = []
    case .withReplacement:
      precondition(size > 0, "a batch of \(size) samples")
      indices = Array(repeating: 0, count: size * lanes)
      batches = []
    case .withoutReplacement, .shuffled:
      indices = Array(repeating: 0, count: size * lanes)
      batches = Array(repeating: Batch(of: samples, by: sampling), count: lanes)
    }
  }

  /// Draws the samples of the step that `random` stands at, then the noise on their labels.
  public mutating func draw(from random: inout RandomStream) {
    switch sampling {
    case .fullBatch: break
    case .withReplacement:
      indices.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { random.fillIndices(base, count: size, below: samples) }
      }
    case .withoutReplacement, .shuffled:
      for lane in batches.indices {
        var own = random.lane(lane)
        batches[lane].draw(by: sampling, from: &own)
        for i in 0..<size { indices[i * lanes + lane] = Int64(batches[lane].indices[i]) }
      }
      random.skip(pairs: size)
    }
    guard let labels = labels?.block else { return }
    let deviation = noise.variance.squareRoot()
    switch noise.distribution {
    case .gaussian: random.fillNormals(labels.base, count: labels.rows, deviation: deviation)
    case .rademacher: random.fillSigns(labels.base, count: labels.rows, deviation: deviation)
    }
  }

  /// The samples of one trajectory's batch.
  public func chosenSamples(lane: Int = 0) -> [Int] {
    sampling == .fullBatch
      ? Array(0..<samples) : stride(from: lane, to: indices.count, by: lanes).map { Int(indices[$0]) }
  }

  /// The noise on one trajectory's labels, B x k; nil without label noise.
  public func labelNoise(lane: Int = 0) -> Matrix? {
    labels.map { labels in
      let drawn = labels.lane(lane).entries
      let outputs = drawn.count / size
      return Matrix(size, outputs) { drawn[$0 * outputs + $1] }
    }
  }

  /// gradient = (1/B) sum_b x_b (y_b + noise_b - W^T x_b)^T over the samples of the batch, at W = product, both p x k.
  public func formGradient(_ gradient: inout Bundle, at product: Bundle, of samples: PackedSamples) {
    let target = gradient.block
    withChosen {
      samples.formGradient(
        target, at: product.reading, batch: size, indices: $0, noise: labels?.reading)
    }
  }

  /// theta <- keep theta + scale A(gradient) theta with that gradient at W = W1 W2, small networks only
  /// (`PackedSamples.descend`). product and gradient are scratch.
  public func descend(
    theta: Block, width: Int, scale: Double, keep: Double, of samples: PackedSamples, product: inout Bundle,
    gradient: inout Bundle
  ) {
    let (product, gradient) = (product.block, gradient.block)
    withChosen {
      samples.descend(
        theta: theta, width: width, scale: scale, keep: keep, product: product, gradient: gradient,
        batch: size, indices: $0, noise: labels?.reading)
    }
  }

  /// Lends the samples of the batch; nil for all of them.
  private func withChosen(_ body: (UnsafePointer<Int64>?) -> Void) {
    if indices.isEmpty { body(nil) } else { indices.withUnsafeBufferPointer { body($0.baseAddress) } }
  }
}
