import DeepNetworks
import Matrices

/// What `rankfall train` prints.
public struct TrainTables: Sendable {
  private let run: TrainRun

  public init(_ run: TrainRun) { self.run = run }

  public func written(_ style: TerminalStyle) -> String {
    var lines = heading + [run.results]
    guard !run.training.hasDiverged else { return lines.joined(separator: "\n") }
    lines += ["", style.tinted("Layers", .strong), measures(style)]
    if let mean { lines.append(mean) }
    lines += [
      "", style.tinted("Bounds on the number of singular values above eps |W|_2", .strong), bounds(style),
    ]
    return (lines + legend).joined(separator: "\n")
  }

  /// What was asked, in four lines.
  var heading: [String] {
    let (subject, setting) = (run.subject, run.subject.setting)
    let (data, descent, request) = (subject.data, setting.descent, subject.request)
    let tests = data.test.map { "\($0.samples) to test" } ?? "none to test"
    let answers = data.train.classes.map { "\($0) classes" } ?? "\(data.train.outputCount) targets"
    let extras = [
      request.isLinear ? "linear" : request.hasBiases ? nil : "no biases",
      request.isNormalized ? "batch normalisation" : nil,
    ].compactMap(\.self)
    let momentum =
      request.momentum > 0
      ? ", momentum \(readable(request.momentum))"
      : request.isUnitGradient ? ", the gradient over its norm" : ""
    let forgotten = subject.forgetting
    let memory =
      forgotten.share > 0 ? "memory \(readable(subject.memory)) updates at the end" : "nothing is forgotten"
    let noise =
      setting.labelNoise.variance > 0
      ? ", label noise of variance \(readable(setting.labelNoise.variance))"
      : setting.labelFlips > 0
        ? ", labels flipped with probability \(readable(setting.labelFlips))" : ""
    return [
      "\(data.name): \(data.train.samples) samples to train, \(tests); \(data.train.inputCount) inputs "
        + "\(data.scaling), \(answers)",
      ([subject.shape] + extras).joined(separator: ", ")
        + ": \(setting.network.learntCount) numbers in \(request.isDouble ? "double" : "single") precision, "
        + "init \(request.start), \(subject.lossText)\(noise)",
      "learning rate \(readable(descent.learningRate)) (\(request.schedule)), weight_decay "
        + "\(readable(descent.weightDecay)) (PyTorch's) = 2 lambda, lambda \(readable(descent.lambda)); beta = "
        + "\(beta(descent.forgetting(at: 0)))\(momentum); \(memory)",
      "batches of \(setting.batchSize), \(request.order); \(subject.protocolText); sum of mu weight_decay "
        + readable(setting.decayTime),
    ]
  }

  /// Six digits of a number near 1 would hide what it is about.
  private func beta(_ beta: Double) -> String { beta == 1 ? "1" : "1 - \(readable(1 - beta))" }

  /// Whether there is more to a layer than its matrix.
  private var hasKinds: Bool { run.training.layers.contains { $0.weight.layerKind != .linear } }

  private func measures(_ style: TerminalStyle) -> String {
    let kinds: [(String, TextTable.Alignment)] = hasKinds ? [("kind", .left), ("m_l", .right)] : []
    var table = TextTable(
      [("layer", .left)] + kinds + [
        ("rows x columns", .right), ("|W|_2", .right), ("|W|_F", .right), ("stable", .right),
        ("effective", .right), ("|W_T|/|W_(T-1)|", .right), ("r1", .right), ("which is", .left),
      ])
    for (layer, trained) in zip(run.layers, run.training.layers) {
      let own: [TextTable.Cell] =
        hasKinds ? [.init(layer.kind ?? ""), .init("\(trained.weight.uses)")] : []
      let size = own + [.init("\(layer.rows) x \(layer.columns)")]
      let ratio = TextTable.Cell(
        trained.before.norm > 0 ? ratioText(trained.weights.norm / trained.before.norm) : "-")
      let r1: [TextTable.Cell] = [.init("\(layer.updateRank)"), .init(layer.updateRankFormula)]
      guard let ranks = layer.spectrum.ranks else {
        table.add(
          [.init(name(layer))] + size
            + [.init(layer.spectrum.word, .bad), .init(scientific(trained.weights.norm)), "-", "-", ratio]
            + r1)
        continue
      }
      let numbers = [ranks.spectralNorm, ranks.frobeniusNorm, ranks.stableRank, ranks.effectiveRank]
      table.add([.init(name(layer))] + size + numbers.map { .init(readable($0)) } + [ratio] + r1)
    }
    return table.written(style)
  }

  private func ratioText(_ ratio: Double) -> String {
    "1 \(ratio < 1 ? "-" : "+") \(scientific(abs(ratio - 1)))"
  }

  private func name(_ layer: LayerBounds) -> String {
    layer.role == .hidden ? layer.name : layer.name + " (\(layer.role.rawValue))"
  }

  /// The mean rank of the hidden layers, or which have none.
  var mean: String? {
    let hidden = run.layers.filter { $0.role == .hidden }
    let ranked = hidden.filter { $0.spectrum.ranks != nil }
    let collapsed = hidden.filter { $0.spectrum.ranks == nil }.map { "\($0.name) \($0.spectrum.word)" }
    let gone = collapsed.isEmpty ? "" : "; without a rank: " + collapsed.joined(separator: ", ")
    guard !ranked.isEmpty else { return hidden.isEmpty ? nil : "No hidden layer has a rank" + gone + "." }
    let means = run.subject.plan.thresholds.map { threshold -> String in
      let sum = ranked.reduce(0) { $0 + ($1.spectrum.ranks?.rank(above: threshold) ?? 0) }
      return "\(readable(Double(sum) / Double(ranked.count))) above \(readable(threshold))"
    }
    return "Mean rank of \(ranked.count) hidden layer\(ranked.count == 1 ? "" : "s"): "
      + means.joined(separator: ", ") + gone
  }

  private var columns: [String] {
    ["C2", "C3", "C4", "C6", "C7", "C8", "C10"].filter { number in
      run.layers.contains { $0.lines.contains { $0.certificate(number) != nil } }
    }
  }

  private func bounds(_ style: TerminalStyle) -> String {
    let names = columns
    var table = TextTable(
      [
        ("layer", .left), ("eps", .right), ("rank", .right), ("of |W|_F", .right), ("printed", .right),
        ("integer", .right),
      ] + names.map { ($0 == "C3" ? "C3 (at least)" : $0, TextTable.Alignment.right) }
        + [("sharpest", .left)])
    for layer in run.layers {
      guard layer.spectrum.ranks != nil else {
        let blank = [TextTable.Cell](repeating: "-", count: 5 + names.count)
        table.add([.init(name(layer))] + blank + [.init(layer.spectrum.word + ": no rank to bound", .bad)])
        continue
      }
      for line in layer.lines {
        let row: [TextTable.Cell] = [
          .init(name(layer)), .init(readable(line.threshold)), .init("\(line.assessment.rank)"),
          .init("\(line.frobeniusRank)"), BoundTables.printed(line, layer),
          BoundTables.cell(line.certificate("T3.3")),
        ]
        table.add(
          row + names.map { $0 == "C10" ? BoundTables.clock(line) : BoundTables.cell(line.certificate($0)) }
            + [BoundTables.sharpest(line)])
      }
    }
    return table.written(style)
  }

  private var legend: [String] {
    var lines = [
      "v: vacuous, min(rows, columns) or more. printed: r1 log(2/eps)/(mu weight_decay); integer: r1 n, 2 beta^n <= eps: "
        + "both if |W| of n updates ago was at most twice that of now."
    ]
    if run.subject.request.momentum > 0 {
      lines = [
        "v: vacuous, min(rows, columns) or more. integer: r1 n, 2 |a W + b v| <= eps |W| for what momentum leaves of weights of n "
          + "updates ago, if |W| of n and n + 1 updates ago was at most twice that of now.",
        "C2, C3, C4 take what is left of weights and velocities that were seen, as a matrix"
          + (run.subject.plan.recordsFactors
            ? "; C6, C7, C8 the recorded updates; C10 the first weights (at least..at most)."
            : ". --certificates records updates and adds C1 and C6 to C10."),
      ]
    } else {
      lines.append(
        "C2 takes the norms that were seen instead; C3 and C4 earlier spectra"
          + (run.subject.plan.recordsFactors
            ? "; C6, C7, C8 the recorded updates; C10 the first weights (at least..at most)."
            : ". --certificates records updates and adds C1 and C6 to C10."))
    }
    let checks = zip(run.layers, run.remainders).compactMap { layer, check in
      check.map {
        "\(layer.name) \(scientific($0.residual)) (n = \($0.window), rank U_n \($0.numericalRank))"
      }
    }
    if !checks.isEmpty {
      lines.append(
        "C1, what W_T - \(run.subject.request.momentum > 0 ? "R_n" : "P_n W_(T-n)") - U_n leaves of |W_T|: "
          + checks.joined(separator: "; "))
    }
    if let words = run.subject.boundWords {
      lines.append("m_l: how often a sample uses the weights. For `rankfall bound` on weights.npz: " + words)
    }
    return lines
  }
}
