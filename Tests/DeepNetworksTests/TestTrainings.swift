import Learning
import Matrices
import Simulation

@testable import DeepNetworks

/// Small data and settings for the tests of this room.
enum Trial {
  /// Normal inputs with a random class each.
  static func classified(
    _ samples: Int, inputs: Int, classes: Int, image: ImageShape? = nil, seed: UInt64 = 5
  ) -> LabelledSamples {
    var random = RandomStream(seed: seed, for: .data)
    let x = (0..<samples * inputs).map { _ in random.normal() }
    let labels = (0..<samples).map { _ in random.index(below: classes) }
    return LabelledSamples(
      name: "normal", inputs: x, inputCount: inputs, answers: .labels(labels, classes: classes), image: image)
  }

  /// Normal inputs with normal targets.
  static func regression(_ samples: Int, inputs: Int, outputs: Int, seed: UInt64 = 6) -> LabelledSamples {
    var random = RandomStream(seed: seed, for: .data)
    let x = (0..<samples * inputs).map { _ in random.normal() }
    let y = (0..<samples * outputs).map { _ in random.normal() }
    return LabelledSamples(
      name: "normal", inputs: x, inputCount: inputs, answers: .targets(y, outputs: outputs))
  }

  /// A perceptron 6-7-5-3 on 20 samples of three classes.
  static func perceptron(
    _ descent: Descent, biases: Bool = true, normalized: Layer? = nil, order: BatchOrder = .shuffled,
    batchSize: Int = 4, updates: Int = 12, seed: UInt64 = 1
  ) -> TrainingSetting {
    TrainingSetting(
      .perceptron([6, 7, 5, 3], biases: biases, normalized: normalized),
      on: classified(20, inputs: 6, classes: 3), descent: descent, order: order, batchSize: batchSize,
      length: .updates(updates), seed: seed)
  }

  /// The noise of a step of the first trajectory.
  static func noise<E>(_ training: Training<E>, step: Int = 0) -> TrainingNoise {
    var random = RandomStream(seed: training.setting.seed)
    var noise = training.makeNoise()
    random.begin(step: step)
    training.draw(&noise, from: &random)
    return noise
  }

  /// The state after steps, each driven by the noise that `simulate` gives it.
  static func run<E>(
    _ training: Training<E>, from state: TrainingState<E>, steps: Range<Int>
  ) -> TrainingState<E> {
    var state = state
    var random = RandomStream(seed: training.setting.seed)
    training.makeWalk(for: state)(&state, steps, &random)
    return state
  }
}
