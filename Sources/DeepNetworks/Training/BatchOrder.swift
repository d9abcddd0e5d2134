import Learning
import Simulation

/// Which samples each step sees.
public enum BatchOrder: String, Sendable, CaseIterable {
  /// In a random order, shuffled anew at every pass; a last short batch is left out.
  case shuffled
  /// In the order of the data, the same batches at every pass.
  case cyclic
  /// Independent uniform draws.
  case withReplacement
}

/// The random part of a step: its samples, the noise on their targets, which of their classes are wrong, and which of their
/// inputs are dropped. It is a function of the seed and the step, whatever the precision of the network.
public struct TrainingNoise: Sendable {
  /// B samples
  public internal(set) var samples: [Int]
  /// B k numbers to add to the targets, a sample's side by side; empty without label noise.
  public internal(set) var labels: [Double]
  /// B numbers: how far each class is moved on in the circle of classes, 0 for one that is right; empty without flips.
  public internal(set) var flips: [Int]
  /// B d factors for the inputs: 0, or 1 / (1 - rate); empty without dropout.
  public internal(set) var inputs: [Double]
  private let order: BatchOrder
  private let total: Int
  private let labelNoise: LabelNoise
  private let flipRate: Double
  private let classes: Int
  private let dropout: Double
  private var batch: Batch

  init(_ setting: TrainingSetting) {
    let size = setting.batchSize
    order = setting.order
    total = setting.samples.samples
    labelNoise = setting.labelNoise
    dropout = setting.inputDropout
    flipRate = setting.labelFlips
    classes = setting.samples.classes ?? 0
    precondition(size > 0, "a batch of \(size) samples")
    precondition(
      size <= total || order == .withReplacement, "\(size) samples a batch, \(total) in all")
    samples = Array(repeating: 0, count: size)
    let outputs = setting.samples.outputCount
    labels = labelNoise.variance > 0 ? Array(repeating: 0, count: size * outputs) : []
    flips = flipRate > 0 ? Array(repeating: 0, count: size) : []
    inputs = dropout > 0 ? Array(repeating: 0, count: size * setting.samples.inputCount) : []
    batch = Batch(of: total, by: order == .shuffled ? .shuffled(size) : .withReplacement(size))
  }

  mutating func draw(from random: inout RandomStream) {
    let size = samples.count
    switch order {
    case .cyclic:
      let first = random.currentStep % (total / size) * size
      for i in 0..<size { samples[i] = first + i }
    case .shuffled:
      batch.draw(by: .shuffled(size), from: &random)
      for i in 0..<size { samples[i] = batch.indices[i] }
    case .withReplacement:
      batch.draw(by: .withReplacement(size), from: &random)
      for i in 0..<size { samples[i] = batch.indices[i] }
    }
    if !labels.isEmpty { drawLabels(from: &random) }
    for i in inputs.indices { inputs[i] = random.uniform() < dropout ? 0 : 1 / (1 - dropout) }
    for i in flips.indices { flips[i] = flip(random.uniform()) }
  }

  /// 0 with probability 1 - rate, and 1, ..., classes - 1 with equal ones, from a uniform number.
  private func flip(_ number: Double) -> Int {
    guard number < flipRate else { return 0 }
    return 1 + min(classes - 2, Int(number / flipRate * Double(classes - 1)))
  }

  private mutating func drawLabels(from random: inout RandomStream) {
    let deviation = labelNoise.variance.squareRoot()
    let count = labels.count
    labels.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      switch labelNoise.distribution {
      case .gaussian: random.fillNormals(base, count: count, deviation: deviation)
      case .rademacher: random.fillSigns(base, count: count, deviation: deviation)
      }
    }
  }
}
