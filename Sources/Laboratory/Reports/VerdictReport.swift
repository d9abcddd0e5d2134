import LinearNetworks
import Simulation

/// What a theorem said of a run, as it is kept in `verdicts.json`.
public struct VerdictReport: Sendable, Codable, Equatable {
  /// The theorem's name and the label of its equation.
  public let claim: String
  public let label: String
  public let statement: String
  public let run: String
  /// The comparison that came closest to its tolerance, or went furthest beyond; nil if nothing was compared.
  public let quantity: String?
  public let predicted: Double?
  public let measured: Double?
  public let allowed: Double?
  /// rounding, discretization or sampling
  public let reason: String?
  /// Where the amount allowed comes from, or why the run cannot tell.
  public let basis: String
  /// holds, fails or undecided
  public let verdict: String
  public let expected: String

  public var isExpected: Bool { verdict == expected }

  public init(_ judgement: Judgement, of run: ExperimentRun) {
    self.init(
      judgement.claim, judgement.verdict, on: run.name,
      expected: run.expectation(of: judgement.claim.name))
  }

  /// The same of a run of another name.
  func on(_ run: String) -> VerdictReport { VerdictReport(self, on: run) }

  private init(_ report: VerdictReport, on run: String) {
    (claim, label, statement, self.run) = (report.claim, report.label, report.statement, run)
    (quantity, predicted, measured) = (report.quantity, report.predicted, report.measured)
    (allowed, reason, basis) = (report.allowed, report.reason, report.basis)
    (verdict, expected) = (report.verdict, report.expected)
  }

  public init(_ claim: Claim, _ verdict: Verdict, on run: String, expected: String) {
    self.claim = claim.name
    label = claim.label
    statement = claim.statement
    self.run = run
    let evidence = verdict.evidence
    quantity = evidence?.quantity
    predicted = evidence?.predicted
    measured = evidence?.measured
    allowed = evidence?.allowed.amount
    reason = evidence?.allowed.reason.rawValue
    if case .undecided(let because) = verdict {
      basis = because
    } else {
      basis = evidence?.allowed.basis ?? ""
    }
    self.verdict = verdict.word
    self.expected = expected
  }

  public var json: JSONText {
    func number(_ x: Double?) -> JSONText { x.map { .number($0) } ?? .null }
    return .object([
      "claim": .text(claim), "label": .text(label), "statement": .text(statement), "run": .text(run),
      "quantity": .optional(quantity), "predicted": number(predicted), "measured": number(measured),
      "allowed": number(allowed), "reason": .optional(reason), "basis": .text(basis),
      "verdict": .text(verdict), "expected": .text(expected), "as_expected": .boolean(isExpected),
    ])
  }
}
