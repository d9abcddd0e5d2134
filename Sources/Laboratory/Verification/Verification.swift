import Simulation

/// What an examination of a theorem showed: the right engine must pass it, every counterexample must fail it.
public struct Examination: Sendable {
  /// The verdict on one wrong engine.
  public struct Rejection: Sendable {
    public let engine: String
    public let verdict: Verdict
    public var isRejected: Bool { verdict.fails }
  }

  /// The name of the theorem's room.
  public let subject: String
  public let claim: Claim
  public let verdict: Verdict
  public let rejections: [Rejection]
  /// Counterexamples that no engine is named after.
  public let unknown: [String]

  public var rejected: Int { rejections.count(where: \.isRejected) }
  public var isExpected: Bool { verdict.holds && rejected == rejections.count && unknown.isEmpty }

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
