import LinearNetworks

/// What an experiment would do, for `rankfall check`.
public enum RunSummary {
  public static func written(_ experiment: Experiment, _ style: TerminalStyle) -> String {
    var table = TextTable([
      ("run", .left), ("algorithm", .left), ("n", .right), ("p", .right), ("k", .right), ("width", .right),
      ("step", .right), ("steps", .right), ("looks", .right), ("paths", .right),
      ("theorems that apply", .left),
    ])
    for run in experiment.runs {
      let setting = run.setting
      let names = run.predictions.map { type(of: $0).claim }.map { claim in
        let expected = run.expectation(of: claim.name)
        return claim.name + (expected == "holds" ? "" : " (expected: \(expected))")
      }
      table.add([
        .init(run.name), .init(setting.algorithm.words), .init("\(setting.problem.samples)"),
        .init("\(setting.inputs)"), .init("\(setting.outputs)"), .init("\(setting.width)"),
        .init(readable(setting.timeStep)), .init("\(setting.schedule.steps)"),
        .init("\(setting.schedule.recordedSteps.count)"), .init("\(setting.ensemble.trajectories)"),
        .init(names.isEmpty ? "none" : names.joined(separator: ", ")),
      ])
    }
    let unjudged = unjudged(experiment).map { "\n" + $0 }.joined()
    return style.tinted(experiment.title, .strong) + "\n" + table.written(style) + unjudged
  }

  /// A line for each run that keeps statistics: the theorems that apply to it and would need its trajectories.
  public static func unjudged(_ experiment: Experiment) -> [String] {
    experiment.runs.compactMap { run in
      let names = run.setting.unjudgedClaims.map(\.name)
      guard !names.isEmpty else { return nil }
      return wrapped(
        "run \(run.name) keeps \(run.setting.ensemble.keeping.rawValue) only; not judged, since they need every "
          + "trajectory: " + names.joined(separator: ", "), indent: "")
    }
  }

  public static func json(_ experiment: Experiment) -> JSONText {
    .object([
      "experiment": .text(experiment.name), "title": .text(experiment.title),
      "warnings": .array(experiment.warnings.map { .text($0) }),
      "runs": .array(
        experiment.runs.map { run in
          .object([
            "name": .text(run.name), "algorithm": .text(run.setting.algorithm.words),
            "samples": .integer(run.setting.problem.samples), "inputs": .integer(run.setting.inputs),
            "outputs": .integer(run.setting.outputs), "width": .integer(run.setting.width),
            "time_step": .number(run.setting.timeStep), "steps": .integer(run.setting.schedule.steps),
            "looks": .integer(run.setting.schedule.recordedSteps.count),
            "trajectories": .integer(run.setting.ensemble.trajectories),
            "keep": .text(run.setting.ensemble.keeping.rawValue),
            "record_bytes": .integer(Int(RecordSize.bytes(run))),
            "theorems": .array(run.predictions.map { .text(type(of: $0).claim.name) }),
            "not_judged": .array(run.setting.unjudgedClaims.map { .text($0.name) }),
          ])
        }),
    ])
  }
}

extension Algorithm {
  /// The algorithm in a few words, such as "stochastic gradient flow, sh2".
  public var words: String {
    switch self {
    case .descent(.fullBatch): "descent, full batch"
    case .descent(.withReplacement(let size)): "descent, \(size) with replacement"
    case .descent(.withoutReplacement(let size)): "descent, \(size) without replacement"
    case .descent(.shuffled(let size)): "descent, \(size) shuffled"
    case .momentDescent: "moment descent"
    case .gradientFlow(let method): "gradient flow, \(method.rawValue)"
    case .stochasticGradientFlow(let method, .ito): "stochastic gradient flow, \(method.rawValue)"
    case .stochasticGradientFlow(let method, .stratonovich):
      "stochastic gradient flow (Stratonovich), \(method.rawValue)"
    case .untiedGradientFlow: "untied gradient flow"
    }
  }
}
