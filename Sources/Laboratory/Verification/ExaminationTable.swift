/// Examinations as a table for people.
public enum ExaminationTable {
  public static func written(_ examinations: [Examination], _ style: TerminalStyle) -> String {
    var table = TextTable([
      ("theorem", .left), ("predicted", .right), ("measured", .right), ("deviation", .right),
      ("allowed", .right), ("for", .left),
      ("rankfall", .left), ("wrong engines", .left),
    ])
    for examination in examinations {
      let evidence = examination.verdict.evidence
      let total = examination.rejections.count
      let all = examination.rejected == total
      let survivors = examination.rejections.filter { !$0.isRejected }.map(\.engine)
      var note = [evidence?.quantity, evidence?.allowed.basis].compactMap(\.self).joined(separator: "; ")
      if case .undecided(let because) = examination.verdict { note = because }
      if !survivors.isEmpty { note += "; not rejected: " + survivors.joined(separator: ", ") }
      if !examination.unknown.isEmpty {
        note += "; no such engine: " + examination.unknown.joined(separator: ", ")
      }
      table.add(
        [
          .init("\(examination.claim.name) \(examination.claim.label)"),
          .init(evidence.map { readable($0.predicted) } ?? "-"),
          .init(evidence.map { readable($0.measured) } ?? "-"),
          .init(evidence.map { scientific($0.measured - $0.predicted) } ?? "-"),
          .init(evidence.map { scientific($0.allowed.amount) } ?? "-"),
          .init(evidence?.allowed.reason.rawValue ?? "-"),
          .init(examination.verdict.word, examination.verdict.holds ? .good : .bad),
          .init("rejected \(examination.rejected) of \(total)", all ? .good : .bad),
        ], note: note)
    }
    return table.written(style)
  }

  public static func summary(_ examinations: [Examination]) -> String {
    let rejected = examinations.reduce(0) { $0 + $1.rejected }
    let total = examinations.reduce(0) { $0 + $1.rejections.count }
    let held = examinations.count { $0.verdict.holds }
    return "\(held) of \(examinations.count) theorems hold on their witnesses; "
      + "rejected \(rejected) of \(total) wrong engines"
  }
}
