/// Verdicts as a table for people.
public enum VerdictTable {
  /// One row a verdict; with the reason of each tolerance below it if asked for.
  public static func written(
    _ reports: [VerdictReport], explained: Bool = false, _ style: TerminalStyle
  ) -> String {
    guard !reports.isEmpty else { return "no theorem applies to these runs" }
    var table = TextTable([
      ("run", .left), ("theorem", .left), ("predicted", .right), ("measured", .right), ("deviation", .right),
      ("allowed", .right), ("for", .left), ("verdict", .left),
    ])
    for report in reports {
      let note = [report.quantity, report.basis.isEmpty ? nil : report.basis].compactMap(\.self)
      table.add(
        [
          .init(report.run), .init("\(report.claim) \(report.label)"), .init(number(report.predicted)),
          .init(number(report.measured)), .init(deviation(report)),
          .init(report.allowed.map { compact($0) } ?? "-"),
          .init(report.reason ?? "-"), verdict(report),
        ], note: explained ? note.joined(separator: "; ") : nil)
    }
    return table.written(style)
  }

  /// How many verdicts are what they should be, and how many say nothing: a list that is mostly undecided is no success.
  public static func summary(_ reports: [VerdictReport]) -> String {
    let wrong = reports.count { !$0.isExpected }
    let silent = reports.count { $0.verdict == "undecided" }
    let all = "\(reports.count) verdict\(reports.count == 1 ? "" : "s")"
    let told = reports.count - silent
    let outcome = wrong == 0 ? "all as expected" : "\(wrong) not as expected"
    guard silent > 0 else { return "\(all), \(outcome)" }
    guard told > 0 else { return "\(all), every one undecided: nothing was tested" }
    return silent > told
      ? "\(all), of which \(silent) are undecided and \(told) tested; \(outcome)"
      : "\(all), \(outcome); \(silent) undecided"
  }

  /// Why theorems were undecided, a line for each reason.
  public static func silences(_ reports: [VerdictReport]) -> [String] {
    var runs: [(claim: String, because: String, names: [String])] = []
    for report in reports where report.verdict == "undecided" {
      if let index = runs.firstIndex(where: { $0.claim == report.claim && $0.because == report.basis }) {
        runs[index].names.append(report.run)
      } else {
        runs.append((report.claim, report.basis, [report.run]))
      }
    }
    return runs.map { "undecided: \($0.claim) on \(listed($0.names)), because \($0.because)" }
  }

  private static func number(_ x: Double?) -> String { x.map { readable($0) } ?? "-" }
  private static func deviation(_ report: VerdictReport) -> String {
    guard let predicted = report.predicted, let measured = report.measured else { return "-" }
    return scientific(measured - predicted)
  }

  private static func compact(_ x: Double) -> String { scientific(x) }

  private static func verdict(_ report: VerdictReport) -> TextTable.Cell {
    if report.isExpected {
      return report.verdict == "holds"
        ? .init("holds", .good)
        : .init("\(report.verdict) (as expected)", report.verdict == "undecided" ? .unsure : .good)
    }
    let text = "\(report.verdict), expected \(report.expected)"
    return .init(text, report.verdict == "undecided" ? .unsure : .bad)
  }
}

extension VerdictTable {
  /// One row a theorem, for verdicts that are too many to be read; what was not expected follows in full.
  public static func counted(_ reports: [VerdictReport], _ style: TerminalStyle) -> String {
    guard !reports.isEmpty else { return written(reports, style) }
    var order: [String] = []
    for report in reports where !order.contains(report.claim) { order.append(report.claim) }
    var table = TextTable([("theorem", .left), ("holds", .right), ("undecided", .right), ("fails", .right)])
    for claim in order {
      let own = reports.filter { $0.claim == claim }
      let fails = own.count { $0.verdict == "fails" }
      table.add([
        .init("\(claim) \(own[0].label)"), .init("\(own.count { $0.verdict == "holds" })"),
        .init("\(own.count { $0.verdict == "undecided" })"), .init("\(fails)", fails > 0 ? .bad : nil),
      ])
    }
    let wrong = reports.filter { !$0.isExpected }
    return table.written(style) + (wrong.isEmpty ? "" : "\n" + written(wrong, explained: true, style))
  }
}
