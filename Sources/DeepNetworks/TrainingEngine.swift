import Simulation

/// Something that turns a setting into a training: rankfall itself, or a wrong engine that the theorems must reject.
public struct TrainingEngine: ExaminedEngine {
  public let name: String
  /// What it does, or what it does wrong, in a few words.
  public let summary: String
  /// The setting that it trains when it is asked for one.
  let altered: @Sendable (TrainingSetting) -> TrainingSetting
  /// Its dynamics of that setting, given what was asked for.
  let dynamics: @Sendable (_ asked: TrainingSetting, Training<Double>) -> any Dynamics<TrainingState<Double>>

  init(
    _ name: String, _ summary: String,
    altering altered: @escaping @Sendable (TrainingSetting) -> TrainingSetting = { $0 },
    dynamics: @escaping @Sendable (TrainingSetting, Training<Double>) -> any Dynamics<TrainingState<Double>> =
      {
        $1
      }
  ) {
    self.name = name
    self.summary = summary
    self.altered = altered
    self.dynamics = dynamics
  }

  /// The right engine.
  public static let rankfall = TrainingEngine("rankfall", "the engine itself")

  /// Runs a setting and records what the observables see.
  public func run(
    _ setting: TrainingSetting, every interval: Int, ensemble: Ensemble? = nil,
    observing observables: [Observable<TrainingState<Double>>], progress: Progress = Progress()
  ) -> Record {
    let altered = altered(setting)
    return simulate(
      dynamics(setting, Training(altered)),
      from: { _, random in altered.initialState(in: Double.self, from: &random) },
      over: setting.schedule(every: interval),
      ensemble: ensemble ?? Ensemble(trajectories: 1, seed: setting.seed), observing: observables,
      progress: progress)
  }

  /// One step of a training, seen from outside.
  struct Step {
    let number: Int
    let before: TrainingState<Double>
    let after: TrainingState<Double>
    /// What the engine says that it added, weight by weight.
    let updates: [LayerUpdate]
  }

  /// Takes the steps of a setting and shows each.
  func follow(_ setting: TrainingSetting, _ see: (Step) -> Void) {
    let recording = Recording()
    let altered = altered(setting)
    var state = altered.initialState(in: Double.self)
    var random = RandomStream(seed: setting.seed)
    let move = dynamics(setting, Training(altered, recorder: recording.recorder)).makeWalk(for: state)
    for number in 0..<setting.updates {
      let before = state
      move(&state, number..<number + 1, &random)
      see(
        Step(
          number: number, before: before, after: state,
          updates: recording.take().sorted { $0.layer < $1.layer }))
    }
  }
}
