import Matrices
import Simulation

/// A training with the random part of every step altered after it was drawn.
struct AlteredNoise: DerivedDynamics {
  typealias State = TrainingState<Double>
  let base: Training<Double>
  /// (step, noise)
  let alter: @Sendable (Int, inout TrainingNoise) -> Void

  func draw(_ noise: inout TrainingNoise, from random: inout RandomStream) {
    base.draw(&noise, from: &random)
    alter(random.currentStep, &noise)
  }
}

extension TrainingEngine {
  static let wrongNoises: [TrainingEngine] = [
    altering(noise: "label-noise-fixed", "every sample keeps the label noise that it was given once") {
      setting, _, noise in
      var random = RandomStream(seed: setting.seed, trajectory: 2, for: .data)
      let outputs = setting.samples.outputCount
      let deviation = setting.labelNoise.variance.squareRoot()
      for (row, sample) in noise.samples.enumerated() {
        random.begin(step: sample)
        if !noise.labels.isEmpty {
          for j in 0..<outputs { noise.labels[row * outputs + j] = deviation * random.normal() }
        }
        if !noise.flips.isEmpty {
          let isFlipped = random.uniform() < setting.labelFlips
          noise.flips[row] = isFlipped ? 1 + random.index(below: outputs - 1) : 0
        }
      }
    },
    altering(noise: "label-noise-on-inputs", "the inputs get the noise that was meant for the labels") {
      setting, step, noise in
      guard !noise.labels.isEmpty || !noise.flips.isEmpty else { return }
      let deviation = max(setting.labelNoise.variance, setting.labelFlips).squareRoot()
      var random = RandomStream(seed: setting.seed, trajectory: 3, for: .data)
      random.begin(step: step)
      let count = setting.samples.inputCount
      noise.inputs = Array(repeating: 1, count: noise.samples.count * count)
      for (row, sample) in noise.samples.enumerated() {
        for (j, x) in setting.samples.row(sample).enumerated() where x != 0 {
          noise.inputs[row * count + j] = 1 + deviation * random.normal() / x
        }
      }
      for i in noise.labels.indices { noise.labels[i] = 0 }
      for i in noise.flips.indices { noise.flips[i] = 0 }
    },
    altering(noise: "label-noise-shared", "all samples of a batch get the noise of its first one") {
      setting, _, noise in
      let outputs = setting.samples.outputCount
      for i in noise.labels.indices { noise.labels[i] = noise.labels[i % outputs] }
      for i in noise.flips.indices { noise.flips[i] = noise.flips[0] }
    },
    altering("label-noise-deviation", "the variance of the label noise is taken for its deviation") {
      $0.labelNoise.variance *= $0.labelNoise.variance
    },
    altering("label-noise-two-valued", "the label noise is one of two numbers, with the right variance") {
      $0.labelNoise.distribution = .rademacher
    },
    altering(noise: "label-flips-to-next", "a flipped class is always the next one") { _, _, noise in
      for i in noise.flips.indices { noise.flips[i] = min(1, noise.flips[i]) }
    },
    altering("label-flips-to-any", "a flipped class may be the right one") {
      let classes = Double($0.samples.classes ?? 1)
      $0.labelFlips *= (classes - 1) / classes
    },
  ]

  /// Rankfall's training with other noise than was drawn.
  static func altering(
    noise name: String, _ summary: String,
    _ alter: @escaping @Sendable (TrainingSetting, Int, inout TrainingNoise) -> Void
  ) -> TrainingEngine {
    TrainingEngine(
      name, summary,
      dynamics: { setting, training in AlteredNoise(base: training) { alter(setting, $0, &$1) } })
  }
}
