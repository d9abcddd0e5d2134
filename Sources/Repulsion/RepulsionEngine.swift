import Simulation

/// Something that moves the points of a setting: rankfall itself, or a wrong engine that the theorems must reject.
public struct RepulsionEngine: ExaminedEngine {
  public let name: String
  /// What it does, or what it does wrong, in a few words.
  public let summary: String
  public let dynamics: @Sendable (RepulsionSetting) -> any Dynamics<OrderedPoints>

  public init(
    name: String, summary: String,
    dynamics: @escaping @Sendable (RepulsionSetting) -> any Dynamics<OrderedPoints>
  ) {
    self.name = name
    self.summary = summary
    self.dynamics = dynamics
  }

  /// Runs a setting and records what the observables see.
  public func run(
    _ setting: RepulsionSetting, observing observables: [Observable<OrderedPoints>]? = nil,
    progress: Progress = Progress()
  ) -> Record {
    let seen = observables ?? [PointObservables.all(size: setting.size)[0]]
    return run(dynamics(setting), setting, seen, progress)
  }

  private func run(
    _ dynamics: some Dynamics<OrderedPoints>, _ setting: RepulsionSetting,
    _ observables: [Observable<OrderedPoints>], _ progress: Progress
  ) -> Record {
    let start = OrderedPoints(setting.start)
    return simulate(
      dynamics, from: { _, _ in start }, over: setting.schedule, ensemble: setting.ensemble,
      observing: observables, progress: progress)
  }

  /// The right engine.
  public static let rankfall = RepulsionEngine(name: "rankfall", summary: "the engine itself") { setting in
    switch (setting.method, setting.model) {
    case (.implicit, _): ImplicitRepulsion(setting.system, timeStep: setting.timeStep)
    case (.euler(let softening), .multiplicative(let decay, let noise)):
      MultiplicativeEuler(
        size: setting.size, decay: decay, noise: noise, softening: softening, timeStep: setting.timeStep)
    case (.euler(let softening), _):
      SoftenedEuler(setting.model, size: setting.size, softening: softening, timeStep: setting.timeStep)
    }
  }
}
