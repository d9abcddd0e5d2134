import Matrices
import Simulation

/// What a step does to the squared norms of layers in which a network is homogeneous, and what its outputs say it does.
struct NormBalance {
  /// <W, W' - beta W>, layer by layer
  let gains: [Double]
  /// |W|^2
  let squares: [Double]
  /// |W| |W' - W|: how far a layer is from standing still
  let moves: [Double]
  /// c, the batch's mean of <p - y, f>, or of <f - y, f> for squares
  let slope: Double
  /// What roundings of either are relative to.
  let size: Double

  static let count = 3

  init(
    _ before: TrainingState<Double>, _ after: TrainingState<Double>, _ setting: TrainingSetting, batch: [Int]
  ) {
    var (gains, squares, moves): ([Double], [Double], [Double]) = ([], [], [])
    var (product, largest) = (1.0, 0.0)
    for (number, layer) in before.layers.enumerated() {
      let (old, new) = (before[layer], after[layer])
      let beta = setting.forgetting(of: number, at: before.updates)
      let step = new - beta * old
      gains.append(zip(old.entries, step.entries).reduce(0) { $0 + $1.0 * $1.1 })
      squares.append(old.squaredNorm)
      moves.append(old.norm * (new - old).norm)
      product *= old.norm
      largest = max(largest, old.norm * (old.norm + new.norm))
    }
    self.gains = gains
    self.squares = squares
    self.moves = moves
    let data = setting.samples
    let outputs = DefinedLoss.outputs(before, setting, rows: batch)
    var (slope, size) = (0.0, 0.0)
    for (sample, f) in zip(batch, outputs) {
      let deltas = DefinedLoss.deltas(f, setting, of: sample)
      let input = data.row(sample).reduce(0) { $0 + $1 * $1 }.squareRoot()
      slope += zip(f, deltas).reduce(0) { $0 + $1.0 * $1.1 }
      size += product * input * deltas.reduce(0) { $0 + abs($1) }
    }
    self.slope = slope / Double(batch.count)
    self.size = largest + setting.learningRate(of: 0, at: before.updates) * size / Double(batch.count)
  }

  /// As numbers of an observable.
  var numbers: [Double] { gains + squares + moves + [slope, size] }

  init(numbers: [Double]) {
    let layers = (numbers.count - 2) / Self.count
    gains = Array(numbers[0..<layers])
    squares = Array(numbers[layers..<2 * layers])
    moves = Array(numbers[2 * layers..<3 * layers])
    slope = numbers[3 * layers]
    size = numbers[3 * layers + 1]
  }

  /// One look's numbers: of the step before it; NaN at the start.
  static func observable(of setting: TrainingSetting) -> Observable<TrainingState<Double>> {
    let count = count * setting.network.weights.count + 2
    return Observable(
      "norm_balance", symbol: "<W, W' - beta W>, |W|^2, |W||W' - W| of each layer, <p - y, f>, size",
      components: count
    ) { look in
      guard let previous = look.previous, look.step > 0,
        let batch = setting.knownBatch(of: look.step - 1)
      else { return [Double](repeating: .nan, count: count) }
      return NormBalance(previous, look.state, setting, batch: batch).numbers
    }
  }
}

extension TrainingSetting {
  /// The samples of a step, where the order of the data decides them.
  func knownBatch(of step: Int) -> [Int]? {
    let total = samples.samples
    if order == .cyclic {
      let first = step % (total / batchSize) * batchSize
      return Array(first..<first + batchSize)
    }
    return order == .shuffled && batchSize == total ? Array(0..<total) : nil
  }

  /// Whether the outputs are homogeneous of degree one in every layer, and the loss is that of the data.
  var isHomogeneous: Bool {
    let plain = network.layers.allSatisfy {
      switch $0 {
      case .rectifier, .linear(_, biases: false): true
      default: false
      }
    }
    return plain && labelNoise.variance == 0 && labelFlips == 0 && inputDropout == 0
  }
}

extension DefinedLoss {
  /// The derivative of a sample's loss by its outputs.
  static func deltas(_ f: [Double], _ setting: TrainingSetting, of sample: Int) -> [Double] {
    let (data, count) = (setting.samples, f.count)
    let answer =
      data.labels.map { labels in (0..<count).map { $0 == labels[sample] ? 1.0 : 0 } }
      ?? Array((data.targets ?? [])[sample * count..<(sample + 1) * count])
    switch setting.loss {
    case .squares: return zip(f, answer).map { $0 - $1 }
    case .logistic: return zip(f, answer).map { -$1 / (1 + exponential($0 * $1)) }
    case .crossEntropy(let smoothing):
      let top = f.max() ?? 0
      let powers = f.map { exponential($0 - top) }
      let total = powers.reduce(0, +)
      return zip(powers, answer).map {
        $0 / total - ((1 - smoothing) * $1 + smoothing / Double(count))
      }
    }
  }
}
