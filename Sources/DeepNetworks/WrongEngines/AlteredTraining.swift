import Matrices
import Simulation

extension TrainingEngine {
  /// Rankfall's training of a changed setting.
  static func altering(
    _ name: String, _ summary: String, _ change: @escaping @Sendable (inout TrainingSetting) -> Void
  ) -> TrainingEngine {
    TrainingEngine(
      name, summary,
      altering: {
        var setting = $0
        change(&setting)
        return setting
      })
  }

  /// Rankfall's training with a changed dynamics.
  static func altering(
    training name: String, _ summary: String, _ change: @escaping @Sendable (inout Training<Double>) -> Void
  ) -> TrainingEngine {
    TrainingEngine(
      name, summary,
      dynamics: { _, training in
        var training = training
        change(&training)
        return training
      })
  }

  /// Rankfall's training with the state altered after every step: (setting, before, after).
  static func altering(
    step name: String, _ summary: String,
    _ alter: @escaping @Sendable (TrainingSetting, TrainingState<Double>, inout TrainingState<Double>) -> Void
  ) -> TrainingEngine {
    TrainingEngine(
      name, summary,
      dynamics: { setting, training in AlteredSteps(training) { alter(setting, $0, &$1) } })
  }

  /// Rankfall's training with another step for each weight: (setting, number of the weight, beta W, W' - beta W).
  static func altering(
    weights name: String, _ summary: String,
    _ alter: @escaping @Sendable (TrainingSetting, Int, Matrix, Matrix) -> Matrix
  ) -> TrainingEngine {
    altering(step: name, summary) { setting, before, after in
      for (number, layer) in before.layers.enumerated() {
        let kept = setting.forgetting(of: number, at: before.updates) * before[layer]
        after[layer] = alter(setting, number, kept, after[layer] - kept)
      }
    }
  }
}
