import Matrices
import Simulation

/// A training with something done to the state after every step.
struct AlteredTraining<Base: Dynamics>: Dynamics where Base.State == TrainingState<Double> {
  typealias State = TrainingState<Double>
  let base: Base
  /// (before, after)
  let alter: @Sendable (State, inout State) -> Void

  var timeStep: Double { base.timeStep }
  func makeNoise(lanes: Int) -> Base.Noise { base.makeNoise(lanes: lanes) }
  func makeWorkspace(for state: State) -> Base.Workspace { base.makeWorkspace(for: state) }
  func draw(_ noise: inout Base.Noise, from random: inout RandomStream) {
    base.draw(&noise, from: &random)
  }

  func step(_ state: inout State, drivenBy noise: Base.Noise, in workspace: inout Base.Workspace) {
    let before = state
    base.step(&state, drivenBy: noise, in: &workspace)
    alter(before, &state)
  }
}

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
      dynamics: { setting, training in AlteredTraining(base: training) { alter(setting, $0, &$1) } })
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
