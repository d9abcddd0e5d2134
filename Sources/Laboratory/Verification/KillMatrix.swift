import Simulation

/// Which theorem rejects which wrong engine: every examination there is, in a table for each room.
public struct KillMatrix: Sendable {
  private let examinations: [Examination]
  private let subjects: [Subject]

  /// The examinations of every theorem against every engine of its room, as `WitnessTrials` gives them.
  public init(_ examinations: [Examination], of subjects: [Subject] = Subject.all) {
    self.examinations = examinations
    self.subjects = subjects
  }

  /// Whether every theorem holds and rejects all that it names, and every engine of a whole room is rejected by some theorem.
  public var isComplete: Bool {
    examinations.allSatisfy { $0.verdict.holds && missing($0).isEmpty }
      && subjects.filter(\.isWhole).allSatisfy { subject in
        subject.wrongEngines.allSatisfy { !killers(of: $0.name, in: subject).isEmpty }
      }
  }

  /// The named counterexamples that a theorem lets pass; in a whole room also those that there are not.
  private func missing(_ examination: Examination) -> [String] {
    let isWhole = subjects.contains { $0.name == examination.subject && $0.isWhole }
    return named(examination).filter { name in
      let found = examination.rejections.first { $0.engine == name }
      return !(found?.isRejected ?? !isWhole)
    }
  }

  private func named(_ examination: Examination) -> [String] {
    Subject.theorem(examination.claim.name)?.theorem.counterexamples ?? []
  }

  private func killers(of engine: String, in subject: Subject) -> [Examination] {
    examinations.filter {
      $0.subject == subject.name && $0.rejections.contains { $0.engine == engine && $0.isRejected }
    }
  }

  /// A Markdown table a room: a row an engine, a column a theorem. **x** where the theorem names the engine and rejects it,
  /// x where it rejects it without naming it, a dot where it lets it pass.
  public var markdown: String {
    subjects.map { "## " + $0.name + "\n\n" + table(of: $0) }.joined(separator: "\n\n")
  }

  private func table(of subject: Subject) -> String {
    let own = examinations.filter { $0.subject == subject.name }
    let numbered = own.enumerated().map { (number: $0 + 1, examination: $1) }
    var lines = numbered.map { "\($0.number). `\($0.examination.claim.name)` \($0.examination.claim.label)" }
    lines += ["", "| wrong engine | " + numbered.map { "\($0.number)" }.joined(separator: " | ") + " |"]
    lines.append("|---|" + String(repeating: "---|", count: own.count))
    for engine in subject.wrongEngines {
      let cells = own.map { examination -> String in
        let rejected = examination.rejections.contains { $0.engine == engine.name && $0.isRejected }
        guard rejected else { return named(examination).contains(engine.name) ? "MISSED" : "." }
        return named(examination).contains(engine.name) ? "**x**" : "x"
      }
      lines.append("| `\(engine.name)`: \(engine.summary) | " + cells.joined(separator: " | ") + " |")
    }
    let killed = subject.wrongEngines.filter { !killers(of: $0.name, in: subject).isEmpty }
    let sole = killed.filter { killers(of: $0.name, in: subject).count == 1 }
    lines += [
      "",
      "\(killed.count) of \(subject.wrongEngines.count) wrong engines are rejected by at least one theorem.",
    ]
    if !sole.isEmpty {
      lines.append(
        "By one only: "
          + sole.map { "`\($0.name)` (`\(killers(of: $0.name, in: subject)[0].claim.name)`)" }
          .joined(separator: ", ") + ".")
    }
    return lines.joined(separator: "\n")
  }

  public var json: JSONText {
    .object([
      "theorems": .array(examinations.map(\.json)), "complete": .boolean(isComplete),
    ])
  }
}
