import LinearNetworks
import Simulation

/// What an examination of a theorem showed: the right engine must pass it, every counterexample must fail it.
public struct Examination: Sendable {
  /// The verdict on one wrong engine.
  public struct Rejection: Sendable {
    public let engine: String
    public let verdict: Verdict
    public var isRejected: Bool { verdict.fails }
  }

  public let claim: Claim
  public let verdict: Verdict
  public let rejections: [Rejection]
  /// Counterexamples that no engine is named after.
  public let unknown: [String]

  public var rejected: Int { rejections.count(where: \.isRejected) }
  public var isExpected: Bool { verdict.holds && rejected == rejections.count && unknown.isEmpty }

  /// Puts the right engine and every wrong one that the theorem names through its own witness experiment.
  public init<T: NetworkTheorem>(of theorem: T.Type) {
    claim = theorem.claim
    verdict = theorem.examine(.rankfall)
    var rejections: [Rejection] = []
    var unknown: [String] = []
    for name in theorem.counterexamples {
      if let engine = EngineList.engine(named: name) {
        rejections.append(Rejection(engine: name, verdict: theorem.examine(engine)))
      } else {
        unknown.append(name)
      }
    }
    self.rejections = rejections
    self.unknown = unknown
  }

  public var json: JSONText {
    let report = VerdictReport(claim, verdict, on: "witness", expected: "holds")
    return .object([
      "witness": report.json,
      "counterexamples": .array(
        rejections.map { .object(["engine": .text($0.engine), "rejected": .boolean($0.isRejected)]) }
          + unknown.map { .object(["engine": .text($0), "rejected": .null]) }),
      "as_expected": .boolean(isExpected),
    ])
  }
}

/// The theorems, each examined on its own witness.
public func examineAll() -> [Examination] {
  theorems.map { examine($0) }
}

private func examine(_ theorem: any NetworkTheorem.Type) -> Examination {
  func open<T: NetworkTheorem>(_ theorem: T.Type) -> Examination { Examination(of: theorem) }
  return open(theorem)
}
