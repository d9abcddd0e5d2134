import Simulation

/// Settings on which theorems examine engines.
enum RepulsionWitness {
  static func setting(
    _ model: RepulsionModel, start: [Double], by method: RepulsionSetting.Method = .implicit, h: Double,
    steps: Int, every: Int, trajectories: Int, seed: UInt64
  ) -> RepulsionSetting {
    RepulsionSetting(
      model, start: start, by: method, timeStep: h, schedule: Schedule(steps: steps, every: every),
      ensemble: Ensemble(trajectories: trajectories, seed: seed))
  }

  /// Confined and free, every beta, apart and together at the start; Wishart's beside it.
  static let classical: [RepulsionSetting] = [
    setting(
      .dyson(beta: 1, confinement: 1), start: [-1, -0.5, 0.5, 1], h: 0.005, steps: 200, every: 100,
      trajectories: 2000, seed: 61),
    setting(
      .dyson(beta: 2, confinement: 0), start: [0, 0, 0, 0], h: 0.005, steps: 200, every: 100,
      trajectories: 2000, seed: 62),
    setting(
      .dyson(beta: 4, confinement: 1), start: [-2, -1, 1, 2], h: 0.005, steps: 200, every: 100,
      trajectories: 2000, seed: 63),
    setting(
      .laguerre(beta: 1, rows: 5), start: [0.5, 1, 2], h: 0.005, steps: 200, every: 100, trajectories: 2000,
      seed: 64),
    setting(
      .laguerre(beta: 2, rows: 3), start: [0, 0, 0], h: 0.005, steps: 200, every: 100, trajectories: 2000,
      seed: 65),
    setting(
      .laguerre(beta: 4, rows: 4), start: [0.2, 0.5, 1], h: 0.0025, steps: 200, every: 100,
      trajectories: 2000, seed: 66),
  ]

  /// The multiplicative model by both methods.
  static let multiplicative: [RepulsionSetting] = [
    setting(
      .multiplicative(decay: 0.05, noise: 0.2), start: [0.5, 1, 2, 3], h: 0.01, steps: 100, every: 25,
      trajectories: 4000, seed: 67),
    setting(
      .multiplicative(decay: 0.05, noise: 0.2), start: [0.5, 1, 2, 3], by: .euler(softening: 0.001), h: 0.001,
      steps: 1000, every: 100, trajectories: 4000, seed: 68),
  ]
}
