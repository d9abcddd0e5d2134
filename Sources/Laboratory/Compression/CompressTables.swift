import DeepNetworks

/// What `rankfall compress` prints.
public struct CompressTables: Sendable {
  private let run: CompressRun

  public init(_ run: CompressRun) { self.run = run }

  public func written(_ style: TerminalStyle) -> String {
    let parts = run.subjects.indices.map { number in
      ([heading(number)] + weights(number) + [style.tinted(label(number), .strong), table(number, style)])
        .joined(separator: "\n")
    }
    return (parts + [legend.joined(separator: "\n")]).joined(separator: "\n\n")
  }

  private func label(_ number: Int) -> String { CompressSubject.labels(of: run.subjects)[number] }

  private func heading(_ number: Int) -> String {
    let subject = run.subjects[number]
    let (training, setting) = (subject.training, subject.training.setting)
    let test = training.data.test.map { "\($0.samples) to test" } ?? "none to test"
    let trained =
      subject.isRun
      ? ", weight_decay \(readable(setting.descent.weightDecay)), learning rate "
        + "\(readable(setting.descent.learningRate)), batches of \(setting.batchSize), \(training.protocolText)"
      : ""
    return "\(subject.source): \(training.data.name), \(training.data.train.samples) samples to train, "
      + "\(test); \(training.shape)\(trained)"
  }

  /// Which weights the ranks of a line are of, where they are not all linear layers.
  private func weights(_ number: Int) -> [String] {
    let network = run.subjects[number].training.setting.network
    guard network.weights.contains(where: { $0.layerKind != .linear }) else { return [] }
    return [
      "weights: "
        + network.weights.indices.map { place in
          let weight = network.weights[place]
          let role = network.role(of: place)
          return "\(weight.layerKind?.label ?? "") \(weight.rows) x \(weight.columns)"
            + (role == .hidden ? "" : " (\(role.rawValue))")
        }.joined(separator: "; ")
    ]
  }

  private var hasTraining: Bool { run.request.passes > 0 }
  private var hasClasses: Bool { run.subjects.allSatisfy { $0.training.data.train.classes != nil } }

  private func table(_ number: Int, _ style: TerminalStyle) -> String {
    let what = hasClasses ? "" : " loss"
    var columns: [(String, TextTable.Alignment)] = [
      ("cut to", .left), ("ranks", .left), ("numbers", .right), ("share", .right), ("spectral error", .right),
      ("Frobenius", .right), ("train\(what)", .right), ("test\(what)", .right),
    ]
    if hasTraining {
      columns += [("then train\(what)", .right), ("test\(what)", .right), ("ranks above 0.001", .left)]
    }
    var table = TextTable(columns)
    for line in run.lines[number] {
      let isSame = line.choice != nil && line.layers.allSatisfy { $0.rank == nil }
      func worst(_ error: (CutLayer) -> Double) -> TextTable.Cell {
        line.choice == nil ? "-" : .init(scientific(line.layers.map(error).max() ?? 0))
      }
      var row: [TextTable.Cell] = [
        .init(line.choice?.words ?? "whole", line.choice == nil ? .strong : nil),
        .init(ranks(line), isSame ? .faint : nil),
        .init("\(line.count)"), .init(TrainRun.percent(line.share)), worst(\.spectralError),
        worst(\.frobeniusError), .init(text(line.cut.train)), .init(line.cut.test.map(text) ?? "-"),
      ]
      if hasTraining {
        let ranks = line.trained?.ranks.map { $0.map(String.init) ?? "0" }.joined(separator: " ")
        row += [
          .init(line.trained.map { text($0.train) } ?? "diverged", line.trained == nil ? .bad : nil),
          .init(line.trained?.test.map(text) ?? "-"), .init(ranks ?? "-"),
        ]
      }
      table.add(row)
    }
    return table.written(style)
  }

  private func ranks(_ line: CompressRun.Line) -> String {
    line.layers.map { $0.rank.map(String.init) ?? "-" }.joined(separator: " ")
  }

  private func text(_ score: CompressRun.Score) -> String {
    hasClasses ? TrainRun.percent(score.accuracy) : readable(score.loss)
  }

  private var legend: [String] {
    var lines = [
      "ranks: of each weight in order; -: it stays whole"
        + (run.request.cutsHead ? "" : " (the last one always)")
        + ", since two factors of that rank, r (p + q) numbers, would not be fewer than p q.",
      "Errors are the largest of a weight: s_(r+1)/s_1, and the root of the tail's share of the squares "
        + "(Eckart and Young): no other matrix of that rank is nearer.",
    ]
    let weights = run.subjects.flatMap { $0.training.setting.network.weights }
    if weights.contains(where: { $0.layerKind?.isConvolution == true }) {
      lines.append(
        "A convolution, c_out x c_in k^2 as a matrix, becomes one of r filters and a convolution of one pixel behind it: "
          + "r (c_in k^2 + c_out) numbers, and as many multiplications a patch.")
    }
    if weights.contains(where: \.isOfAttention) {
      lines.append(
        "Queries, keys and values of attention stay whole: what counts of them are products such as W_Q^T W_K, whose nearest "
          + "cut is not that of the factors.")
    }
    if hasTraining {
      lines.append(
        "then: after \(run.request.passes) passes over the data with both factors as layers; the whole network was "
          + "trained on as long.")
    }
    return lines
  }
}
