/// One look at a trajectory: the state at a recorded time, and where it came from.
public struct Snapshot<State: Sendable>: Sendable {
  /// Steps taken so far.
  public let step: Int
  /// step x timeStep
  public let time: Double
  public let state: State
  /// The state one step earlier; nil at the start.
  public let previous: State?
  /// The state at the start of this trajectory.
  public let initial: State
}

/// Something to see of a state: numbers with a name, a symbol and a unit.
public struct Observable<State: Sendable>: Sendable {
  /// The name under which the series is stored: words joined by underscores.
  public let name: String
  /// What stands on an axis, such as "log det {/Symbol q}{/Symbol q}^T" in words: plain text.
  public let symbol: String
  public let unit: String
  /// How many numbers it has.
  public let components: Int
  public let measure: @Sendable (Snapshot<State>) -> [Double]

  public init(
    _ name: String, symbol: String, unit: String = "1", components: Int = 1,
    measure: @escaping @Sendable (Snapshot<State>) -> [Double]
  ) {
    self.name = name
    self.symbol = symbol
    self.unit = unit
    self.components = components
    self.measure = measure
  }

  /// The same observable, measured in another way.
  public func measuring(_ measure: @escaping @Sendable (Snapshot<State>) -> [Double]) -> Observable {
    Observable(name, symbol: symbol, unit: unit, components: components, measure: measure)
  }
}
