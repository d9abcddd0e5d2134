import Learning
import Matrices
import Simulation

/// The small trainings on which the theorems examine an engine. Their data come from fixed seeds.
enum TrainingWitness {
  /// 60 samples of four classes with 12 inputs that span 7 dimensions: normal numbers around a mean for each class.
  static let mixture: LabelledSamples = {
    var random = RandomStream(seed: 21, for: .data)
    let basis = normals(12, 7, &random).qr.q
    let means = normals(4, 7, &random)
    let labels = (0..<60).map { $0 % 4 }
    let spread = Matrix(60, 7) { i, j in means[labels[i], j] + 0.5 * random.normal() }
    return LabelledSamples(
      name: "mixture", inputs: rows(spread * basis.transposed), inputCount: 12,
      answers: .labels(labels, classes: 4))
  }()

  /// 40 samples with 4 inputs and 2 targets, a linear function of them and noise.
  static let regression: LabelledSamples = {
    var random = RandomStream(seed: 22, for: .data)
    let x = normals(40, 4, &random)
    let y = x * normals(4, 2, &random) + 0.3 * normals(40, 2, &random)
    return LabelledSamples(
      name: "regression", inputs: rows(x), inputCount: 4, answers: .targets(rows(y), outputs: 2))
  }()

  /// 24 images of 2 x 4 x 4 normal numbers with a class of three each.
  static let images: LabelledSamples = {
    var random = RandomStream(seed: 23, for: .data)
    let image = ImageShape(channels: 2, height: 4, width: 4)
    return LabelledSamples(
      name: "images", inputs: (0..<24 * image.pixels).map { _ in random.normal() }, inputCount: image.pixels,
      answers: .labels((0..<24).map { $0 % 3 }, classes: 3), image: image)
  }()

  /// A perceptron 12-16-14-4 without biases on the mixture: batches of three, mu = 0.05, weight decay 0.08.
  static func perceptron(
    _ network: Network = .perceptron([12, 16, 14, 4], biases: false), descent: Descent? = nil,
    batchSize: Int = 3, updates: Int, seed: UInt64 = 31
  ) -> TrainingSetting {
    TrainingSetting(
      network, on: mixture, descent: descent ?? Descent(learningRate: 0.05, weightDecay: 0.08),
      batchSize: batchSize, length: .updates(updates), seed: seed)
  }

  /// The entries row after row.
  private static func rows(_ matrix: Matrix) -> [Double] { matrix.transposed.entries }
}

extension LabelledSamples {
  /// The same numbers, no longer as pixels.
  var withoutImage: LabelledSamples {
    LabelledSamples(name: name, inputs: inputs, inputCount: inputCount, answers: answers)
  }
}
