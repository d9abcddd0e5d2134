import DeepNetworks
import Matrices

extension TrainRun {
  /// What came out, layer by layer; what was asked is in the subject's.
  public var summary: JSONText {
    func number(_ name: String) -> JSONText { last(name).map { .number($0) } ?? .null }
    return .object([
      "status": .text(training.hasDiverged ? "diverged" : "finished"),
      "protocol": .text(subject.protocolText), "train_loss": number("train_loss"),
      "train_accuracy": number("train_accuracy"), "test_loss": number("test_loss"),
      "test_accuracy": number("test_accuracy"), "mean_hidden_ranks": .array(meanRanks),
      "layers": .array(
        zip(layers, remainders).map { layer, remainder in
          .object([
            "bounds": layer.json, "remainder": remainder.map(\.json) ?? .null,
          ])
        }),
    ])
  }

  /// The mean over hidden layers that have a rank, threshold by threshold.
  private var meanRanks: [JSONText] {
    let ranked = layers.filter { $0.role == .hidden }.compactMap(\.spectrum.ranks)
    guard !ranked.isEmpty else { return [] }
    return subject.plan.thresholds.map { threshold in
      let sum = ranked.reduce(0) { $0 + $1.rank(above: threshold) }
      return .object([
        "eps": .number(threshold), "mean": .number(Double(sum) / Double(ranked.count)),
        "layers": .integer(ranked.count),
      ])
    }
  }
}

extension RemainderCheck {
  var json: JSONText {
    .object([
      "window": .integer(window), "rank_bound": .integer(rankBound),
      "numerical_rank": .integer(numericalRank),
      "predicted_error": .number(predictedError), "measured_error": .number(measuredError),
      "residual": .number(residual),
    ])
  }
}
