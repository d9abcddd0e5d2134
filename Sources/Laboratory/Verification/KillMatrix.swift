import LinearNetworks
import Simulation

/// Which theorem rejects which wrong engine: every examination there is, in one table.
public struct KillMatrix: Sendable {
  private let examinations: [Examination]

  /// The examinations of every theorem against every engine, as `WitnessTrials` gives them.
  public init(_ examinations: [Examination]) { self.examinations = examinations }

  /// Whether every engine is rejected by some theorem, and every theorem rejects all that it names and holds itself.
  public var isComplete: Bool {
    examinations.allSatisfy { $0.verdict.holds && missing($0).isEmpty }
      && Engine.wrong.allSatisfy { !killers(of: $0.name).isEmpty }
  }

  /// The named counterexamples that a theorem lets pass.
  private func missing(_ examination: Examination) -> [String] {
    named(examination).filter { name in
      !examination.rejections.contains { $0.engine == name && $0.isRejected }
    }
  }

  private func named(_ examination: Examination) -> [String] {
    theorems.first { $0.claim.name == examination.claim.name }?.counterexamples ?? []
  }

  private func killers(of engine: String) -> [Examination] {
    examinations.filter { $0.rejections.contains { $0.engine == engine && $0.isRejected } }
  }

  /// A Markdown table: a row an engine, a column a theorem. **x** where the theorem names the engine and rejects it, x
  /// where it rejects it without naming it, a dot where it lets it pass.
  public var markdown: String {
    let numbered = examinations.enumerated().map { (number: $0 + 1, examination: $1) }
    var lines = numbered.map { "\($0.number). `\($0.examination.claim.name)` \($0.examination.claim.label)" }
    lines += ["", "| wrong engine | " + numbered.map { "\($0.number)" }.joined(separator: " | ") + " |"]
    lines.append("|---|" + String(repeating: "---|", count: examinations.count))
    for engine in Engine.wrong {
      let cells = examinations.map { examination -> String in
        let rejected = examination.rejections.contains { $0.engine == engine.name && $0.isRejected }
        guard rejected else { return named(examination).contains(engine.name) ? "MISSED" : "." }
        return named(examination).contains(engine.name) ? "**x**" : "x"
      }
      lines.append("| `\(engine.name)`: \(engine.summary) | " + cells.joined(separator: " | ") + " |")
    }
    let killed = Engine.wrong.count { !killers(of: $0.name).isEmpty }
    let sole = Engine.wrong.filter { killers(of: $0.name).count == 1 }
    lines += ["", "\(killed) of \(Engine.wrong.count) wrong engines are rejected by at least one theorem."]
    if !sole.isEmpty {
      lines.append(
        "By one only: "
          + sole.map { "`\($0.name)` (`\(killers(of: $0.name)[0].claim.name)`)" }.joined(separator: ", ")
          + ".")
    }
    return lines.joined(separator: "\n")
  }

  public var json: JSONText {
    .object([
      "theorems": .array(examinations.map(\.json)), "complete": .boolean(isComplete),
    ])
  }
}
