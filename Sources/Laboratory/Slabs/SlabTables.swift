import DeepNetworks

/// What `rankfall slabs` prints.
public struct SlabTables: Sendable {
  private let run: SlabRun

  public init(_ run: SlabRun) { self.run = run }

  public func written(_ style: TerminalStyle) -> String {
    [
      heading, "", style.tinted("Weights", .strong), measures(style), "",
      style.tinted("Bounds on the number of singular values above eps |W|_2", .strong), bounds(style), legend,
    ].joined(separator: "\n")
  }

  private var heading: String {
    let first = run.subjects[0]
    let start = first.start > 0 ? "normal weights of deviation \(readable(first.start))" : "zero"
    return "\(first.slabs.outputs) x \(first.slabs.inputs) from \(start), moved by B slabs an update: "
      + "\(first.lawText); seed \(first.slabs.seed)"
  }

  private typealias Column = (String, TextTable.Alignment)
  private static let keys: [Column] = [("B", .right), ("mu", .right), ("lambda", .right)]

  private func keys(_ subject: SlabSubject) -> [TextTable.Cell] {
    [
      .init("\(subject.slabs.batchSize)"), .init(readable(subject.forgetting.learningRate)),
      .init(readable(subject.forgetting.lambda)),
    ]
  }

  private func measures(_ style: TerminalStyle) -> String {
    var table = TextTable(
      Self.keys + [
        ("weight_decay", .right), ("2 mu lambda", .right), ("memory", .right), ("updates", .right),
        ("|W|_2", .right), ("stable rank", .right), ("C5", .right), ("nuclear rank", .right), ("C5", .right),
      ])
    for report in run.reports {
      let (subject, forgetting) = (report.subject, report.subject.forgetting)
      let setting: [TextTable.Cell] = [
        .init(readable(forgetting.weightDecay)), .init(readable(forgetting.share)),
        .init(readable(forgetting.memory)), .init("\(subject.updates)"),
      ]
      guard let ranks = report.bounds.spectrum.ranks else {
        table.add(
          keys(subject) + setting + [.init(report.bounds.spectrum.word, .bad)]
            + [TextTable.Cell](repeating: "-", count: 4))
        continue
      }
      let sums = report.bounds.summed.map { BoundTables.cell($0) }
      table.add(
        keys(subject) + setting + [.init(readable(ranks.spectralNorm)), .init(readable(ranks.stableRank))]
          + (sums.first.map { [$0] } ?? ["-"]) + [.init(readable(ranks.nuclearRank))]
          + (sums.last.map { [$0] } ?? ["-"]))
    }
    return table.written(style)
  }

  private func bounds(_ style: TerminalStyle) -> String {
    let names = ["C2", "C3", "C4", "C6", "C7", "C8", "C10"].filter { number in
      run.reports.contains { $0.bounds.lines.contains { $0.certificate(number) != nil } }
    }
    var table = TextTable(
      Self.keys
        + [("eps", .right), ("rank", .right), ("of |W|_F", .right), ("printed", .right), ("integer", .right)]
        + names.map { ($0 == "C3" ? "C3 (at least)" : $0, .right) } + [("sharpest", .left)])
    for report in run.reports {
      for line in report.bounds.lines {
        let numbers: [TextTable.Cell] = [
          .init(readable(line.threshold)), .init("\(line.assessment.rank)", .strong),
          .init("\(line.frobeniusRank)"), BoundTables.printed(line, report.bounds),
          BoundTables.cell(line.certificate("T3.3")),
        ]
        table.add(
          keys(report.subject) + numbers
            + names.map {
              $0 == "C10" ? BoundTables.clock(line) : BoundTables.cell(line.certificate($0))
            } + [BoundTables.sharpest(line)])
      }
    }
    return table.written(style)
  }

  private var legend: String {
    "v: vacuous, min(rows, columns) or more; ?: does not follow from the integer form there. printed: r1 "
      + "log(2/eps)/(2 mu lambda); integer: r1 n, 2 beta^n <= eps, beta = 1 - 2 mu lambda: both if |W| of n updates ago was at "
      + "most twice that of now.\nC2 takes the norms that were seen instead; C3 and C4 earlier spectra; C6, C7, C8 the updates "
      + "themselves"
      + (run.subjects[0].start > 0 ? "; C10 the first weights (at least..at most)." : ".")
      + " C5 beside a sum is its bound, r1 sum e_n^2 and r1 sum e_n."
  }
}
