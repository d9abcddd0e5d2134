/// What an experiment on trainings would do, for `rankfall check`.
extension TrainExperiment {
  public func summary(_ style: TerminalStyle) -> String {
    var table = TextTable([
      ("training", .left), ("data", .left), ("network", .left), ("B", .right), ("mu", .right), ("wd", .right),
      ("how long", .left), ("sum mu wd", .right), ("looks", .right), ("seeds", .right),
    ])
    for cell in cells {
      let subject = runs[cell.runs.lowerBound].subject
      let descent = subject.setting.descent
      table.add([
        .init(cell.name), .init("\(subject.data.name), \(subject.data.train.samples)"), .init(subject.shape),
        .init("\(subject.setting.batchSize)"), .init(readable(descent.learningRate)),
        .init(readable(descent.weightDecay)), .init(subject.protocolText),
        .init(readable(subject.setting.decayTime)), .init("\(subject.plan.looks.count)"),
        .init("\(cell.runs.count)"),
      ])
    }
    let memory = [runs.compactMap(\.subject.memoryText).first, runs.compactMap(\.subject.costText).first]
      .compactMap(\.self).map { "\n" + $0 }.joined()
    return style.tinted(title, .strong) + "\n" + table.written(style)
      + "\n\(runs.count) training\(runs.count == 1 ? "" : "s"), \(totalSteps) updates in all" + memory
  }

  public var summaryJSON: JSONText {
    .object([
      "experiment": .text(name), "title": .text(title),
      "warnings": .array(warnings.map { .text($0) }),
      "axes": .array(
        axes.map { .object(["key": .text($0.key), "values": .array($0.values.map { .text($0) })]) }),
      "updates": .integer(totalSteps),
      "runs": .array(
        runs.map { run in
          .object([
            "name": .text(run.name), "cell": .text(cells[run.cell].name),
            "looks": .integer(run.subject.plan.looks.count), "setting": run.subject.json,
          ])
        }),
    ])
  }
}
