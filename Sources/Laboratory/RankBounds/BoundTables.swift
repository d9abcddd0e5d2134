import DeepNetworks

/// What `rankfall bound` prints.
public struct BoundTables: Sendable {
  private let report: BoundReport

  public init(_ report: BoundReport) { self.report = report }

  public func written(_ style: TerminalStyle) -> String {
    var lines = [settings, "", style.tinted("What the archive has", .strong)]
    lines.append(arrays(style))
    lines += ["", style.tinted("Ranks", .strong), measures(style)]
    if let mean { lines.append(mean) }
    lines += [
      "", style.tinted("Bounds on the number of singular values above eps |W|_2", .strong), bounds(style),
    ]
    lines += legend
    lines += contradictions(style)
    return lines.joined(separator: "\n")
  }

  var momentum: MomentumRule? { report.momentum }
  var lineSet: [LayerBounds.Line] { report.layers.flatMap(\.lines) }
  var layersWithUnknownUses: [String] { report.layers.filter { $0.usesPerSample == nil }.map(\.name) }

  /// What the weights contradict, in words.
  var contradicting: [String] {
    report.layers.flatMap { layer -> [String] in
      var found = Set(
        layer.contradictions.map { "\(printable(layer.name)) has \($0.number)'s bound against it" }
      )
      .sorted()
      if let rest = layer.unexplained, rest > BoundReport.roundingOfWeights {
        found.append(
          "\(printable(layer.name)) moved in more directions than its updates have, by \(scientific(rest)) |W|"
        )
      }
      return found
    }
  }

  /// Both conventions of the decay, always.
  private var settings: String {
    let f = report.forgetting
    var text =
      "Each update forgets mu weight_decay = \(readable(f.share)) of the weights: learning rate \(readable(f.learningRate)), "
      + "weight_decay \(readable(f.weightDecay)) (PyTorch's), which is 2 lambda for lambda \(readable(f.lambda))"
    text +=
      f.share > 0
      ? "; memory \(readable(f.memory)) updates" : ": nothing is forgotten, and nothing bounds the rank"
    guard let momentum, f.share > 0 else { return text + "." }
    let slow = momentum.slowFactor(learningRate: f.learningRate)
    let saturation = StepMemory.saturation(momentum: momentum.momentum)
    return text
      + ". With momentum \(readable(momentum.momentum)) an update keeps \(readable(slow)) in the long run"
      + (momentum.decay == .coupled && f.share > saturation
        ? ", no less for more decay: beyond mu weight_decay = \(readable(saturation)) forgetting saturates."
        : ".")
  }

  private func arrays(_ style: TerminalStyle) -> String {
    var table = TextTable([("array", .left), ("shape", .left), ("taken for", .left)])
    for array in report.weights.arrays {
      let shape = array.shape.isEmpty ? "one number" : array.shape.map(String.init).joined(separator: " x ")
      let role = report.layers.first { $0.name == array.name }.map { layer -> String in
        layer.role == .hidden ? "" : ", \(layer.role.rawValue)"
      }
      table.add([.init(array.name), .init(shape), .init(array.kind.rawValue + (role ?? ""))])
    }
    return table.written(style)
  }

  private func measures(_ style: TerminalStyle) -> String {
    var table = TextTable([
      ("layer", .left), ("rows x columns", .right), ("|W|_2", .right), ("stable", .right),
      ("participation", .right),
      ("entropy, squares", .right), ("effective", .right), ("r1", .right), ("which is", .left),
    ])
    for layer in report.layers {
      let size = "\(layer.rows) x \(layer.columns)"
      let r1: [TextTable.Cell] = [.init("\(layer.updateRank)"), .init(layer.updateRankFormula)]
      guard let ranks = layer.spectrum.ranks else {
        let none = [TextTable.Cell](repeating: "-", count: 4)
        table.add([.init(layer.name), .init(size), .init(layer.spectrum.word, .bad)] + none + r1)
        continue
      }
      let numbers = [
        ranks.spectralNorm, ranks.stableRank, ranks.participationRatio, ranks.entropyRank2,
        ranks.effectiveRank,
      ]
      table.add([.init(layer.name), .init(size)] + numbers.map { .init(readable($0)) } + r1)
    }
    return table.written(style)
  }

  private var mean: String? {
    let thresholds = report.layers.first { !$0.lines.isEmpty }?.lines.map(\.threshold) ?? []
    let means = thresholds.compactMap { threshold in
      report.ranks.meanRank(above: threshold).map { "\(readable($0.value)) above \(readable(threshold))" }
    }
    guard let any = thresholds.first.flatMap({ report.ranks.meanRank(above: $0) }) else { return nil }
    let left =
      any.leftOut.isEmpty ? "" : "; without a rank: " + any.leftOut.map(printable).joined(separator: ", ")
    return "Mean rank of \(any.layers.count) hidden layer\(any.layers.count == 1 ? "" : "s"): "
      + means.joined(separator: ", ") + left
  }

  private func bounds(_ style: TerminalStyle) -> String {
    let names = ["C2", "C3", "C4"].filter { number in
      report.layers.contains { $0.lines.contains { $0.certificate(number) != nil } }
    }
    let hasClock = report.layers.contains { $0.lines.contains { $0.certificate("C10") != nil } }
    var table = TextTable(
      [
        ("layer", .left), ("eps", .right), ("rank", .right), ("of |W|_F", .right), ("printed", .right),
        ("integer", .right),
      ] + names.map { ($0 == "C3" ? "C3 (at least)" : $0, TextTable.Alignment.right) }
        + (hasClock ? [("C10", .right)] : []) + [("sharpest", .left)])
    for layer in report.layers {
      guard layer.spectrum.ranks != nil else {
        let blank = [TextTable.Cell](repeating: "-", count: 4 + names.count + (hasClock ? 1 : 0))
        table.add(
          [.init(layer.name), "-"] + blank + [.init(layer.spectrum.word + ": no rank to bound", .bad)])
        continue
      }
      for line in layer.lines {
        var row: [TextTable.Cell] = [
          .init(layer.name), .init(readable(line.threshold)), .init("\(line.assessment.rank)"),
          .init("\(line.frobeniusRank)"), Self.printed(line, layer), Self.cell(line.certificate("T3.3")),
        ]
        row += names.map { Self.cell(line.certificate($0)) }
        if hasClock { row.append(Self.clock(line)) }
        table.add(row + [Self.sharpest(line)])
      }
    }
    return table.written(style)
  }

  static func printed(_ line: LayerBounds.Line, _ layer: LayerBounds) -> TextTable.Cell {
    guard let printed = line.printed else { return "-" }
    let isVacuous = !(printed < Double(layer.largestRank))
    let mark = (isVacuous ? " v" : "") + (line.printedFormHolds ? "" : " ?")
    return .init(readable(printed) + mark, isVacuous ? .faint : nil)
  }

  static func cell(_ certificate: RankCertificate?) -> TextTable.Cell {
    guard let certificate else { return "-" }
    let text = readable(max(0, certificate.bound)) + (certificate.isVacuous ? " v" : "")
    return .init(text, certificate.isVacuous ? .faint : nil)
  }

  static func clock(_ line: LayerBounds.Line) -> TextTable.Cell {
    let both = line.assessment.certificates.filter { $0.number == "C10" }.map { readable(max(0, $0.bound)) }
    return .init(both.isEmpty ? "-" : both.joined(separator: ".."))
  }

  static func sharpest(_ line: LayerBounds.Line) -> TextTable.Cell {
    guard let sharpest = line.assessment.sharpest, !sharpest.isVacuous else {
      return .init("none: all vacuous", .unsure)
    }
    let text = "\(sharpest.number) \(sharpest.name)"
    return .init(text + (sharpest.assumption.map { ", if \($0)" } ?? ""), .good)
  }
}
