import Simulation

/// An experiment with points that repel each other, completely.
public struct RepulsionSetting: Sendable {
  public enum Method: Sendable, Equatable {
    /// `ImplicitRepulsion`: keeps the order.
    case implicit
    /// Euler's method with a softened repulsion.
    case euler(softening: Double)
  }

  public var model: RepulsionModel
  /// Ascending; the same for every trajectory. Under the implicit method points may coincide, at zero too.
  public var start: [Double]
  public var method: Method
  public var timeStep: Double
  public var schedule: Schedule
  public var ensemble: Ensemble

  public init(
    _ model: RepulsionModel, start: [Double], by method: Method = .implicit, timeStep: Double,
    schedule: Schedule, ensemble: Ensemble = Ensemble()
  ) {
    self.model = model
    self.start = start
    self.method = method
    self.timeStep = timeStep
    self.schedule = schedule
    self.ensemble = ensemble
  }

  public var size: Int { start.count }
  public var system: AdditiveSystem { model.system(size: size) }
}
