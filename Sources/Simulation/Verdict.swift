/// How far a measurement may be from its prediction, and for what reason.
public struct Tolerance: Sendable, Equatable {
  public enum Reason: String, Sendable {
    /// Floating-point arithmetic.
    case rounding
    /// A finite step where the claim speaks of a limit.
    case discretization
    /// Finitely many samples.
    case sampling
  }

  public let amount: Double
  public let reason: Reason
  /// Where the amount comes from, in words.
  public let basis: String

  public init(_ amount: Double, _ reason: Reason, _ basis: String) {
    self.amount = amount
    self.reason = reason
    self.basis = basis
  }
}

/// One comparison: |measured - predicted| against what is allowed.
public struct Evidence: Sendable {
  public let quantity: String
  public let predicted: Double
  public let measured: Double
  public let allowed: Tolerance

  public init(_ quantity: String, predicted: Double, measured: Double, allowed: Tolerance) {
    self.quantity = quantity
    self.predicted = predicted
    self.measured = measured
    self.allowed = allowed
  }

  /// |measured - predicted| / allowed; a comparison that is not a number counts as infinitely far, and so does one
  /// whose tolerance is not a number or negative.
  public var strain: Double {
    let deviation = abs(measured - predicted)
    guard deviation.isFinite, allowed.amount >= 0 else { return .infinity }
    return deviation == 0 ? 0 : deviation / allowed.amount
  }
}

/// What a theorem says of what was seen.
public enum Verdict: Sendable {
  /// Every comparison was within its tolerance; one is shown, the closest call unless the theorem prefers another.
  case holds(shown: Evidence)
  /// A comparison was outside; the worst is kept.
  case fails(worst: Evidence)
  /// The run cannot tell.
  case undecided(because: String)

  /// Holds if every comparison does, and then shows `preferred` or else the closest call; undecided if there is none.
  public init(
    _ evidence: [Evidence], showing preferred: Evidence? = nil,
    otherwise reason: String = "nothing was compared"
  ) {
    guard let worst = evidence.max(by: { $0.strain < $1.strain }) else {
      self = .undecided(because: reason)
      return
    }
    self = worst.strain <= 1 ? .holds(shown: preferred ?? worst) : .fails(worst: worst)
  }

  /// The verdict of several examinations together, the worst of them: a failure before an undecided one.
  public init(all verdicts: [Verdict]) {
    self.init(verdicts.compactMap(\.evidence))
    if !fails, let undecided = verdicts.first(where: { $0.evidence == nil }) { self = undecided }
  }

  public var holds: Bool { if case .holds = self { true } else { false } }
  public var fails: Bool { if case .fails = self { true } else { false } }

  public var word: String {
    switch self {
    case .holds: "holds"
    case .fails: "fails"
    case .undecided: "undecided"
    }
  }

  public var evidence: Evidence? {
    switch self {
    case .holds(let one), .fails(let one): one
    case .undecided: nil
    }
  }
}
