/// A theorem as an object: it states its claim, examines an engine, and names the wrong engines it must reject.
public protocol Theorem<Engine>: Sendable {
  /// What can be examined: something that turns settings into dynamics, rightly or wrongly.
  associatedtype Engine: Sendable

  static var claim: Claim { get }
  /// Puts an engine through the theorem's own witness experiment. Every constant comes from the raw data of the
  /// experiment, none from the engine.
  static func examine(_ engine: Engine) -> Verdict
  /// The names of wrong engines that `examine` must fail.
  static var counterexamples: [String] { get }
}

/// A theorem that can judge a run: it says whether it applies, what it must see, what should have been seen, and whether
/// it was.
public protocol Prediction: Theorem {
  associatedtype Setting: Sendable
  associatedtype State: Sendable

  /// Nil where the assumptions of the theorem are not met.
  init?(for setting: Setting)
  /// What must be recorded for a judgement.
  var observables: [Observable<State>] { get }
  /// Whether statistics over the trajectories are enough for a judgement; if not, every trajectory must be kept.
  var judgesStatistics: Bool { get }
  /// The theory's curves through what was seen.
  func curves(for record: Record) -> [Curve]
  func check(_ record: Record) -> Verdict
}

extension Prediction {
  public var judgesStatistics: Bool { false }

  /// What it says of a record, as far as that can tell.
  public func verdict(on record: Record) -> Verdict {
    guard record.keepsTrajectories || judgesStatistics else {
      return .undecided(because: "only statistics were kept, and this needs every trajectory")
    }
    guard record.divergedTrajectories < record.trajectories else {
      return .undecided(because: "every trajectory diverged")
    }
    return check(record)
  }

  public func curves(for record: Record) -> [Curve] { [] }
}

/// What a theory says of an observable over time.
public struct Curve: Sendable {
  public enum Kind: String, Sendable { case equality, upperBound, lowerBound }

  /// The observable over which it is drawn, and which component.
  public let observable: String
  public let component: Int
  public let label: String
  public let kind: Kind
  public let values: [Double]

  public init(_ kind: Kind, of observable: String, component: Int = 0, label: String, values: [Double]) {
    self.observable = observable
    self.component = component
    self.label = label
    self.kind = kind
    self.values = values
  }
}
