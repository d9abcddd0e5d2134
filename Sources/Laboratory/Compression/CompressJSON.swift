import DeepNetworks

extension CompressRun {
  /// What was asked and what came out.
  public var json: JSONText {
    let labels = CompressSubject.labels(of: subjects)
    return .object([
      "asked": asked, "threshold_of_ranks": .number(Self.threshold),
      "networks": .array(
        subjects.indices.map { number in
          .object([
            "name": .text(labels[number]), "source": .text(subjects[number].source),
            "lines": .array(lines[number].map(\.json)),
          ])
        }),
    ])
  }
}

extension CompressRun.Line {
  var json: JSONText {
    .object([
      "cut_to": choice.map(\.json) ?? .null, "parameters": .integer(count), "share": .number(share),
      "network": .text(Architecture.written(factored.network.layers)),
      "layers": .array(
        layers.map { layer in
          .object([
            "name": .text(layer.name), "rows": .integer(layer.rows), "columns": .integer(layer.columns),
            "rank": layer.rank.map { .integer($0) } ?? .null, "parameters": .integer(layer.count),
            "spectral_error": .number(layer.spectralError), "frobenius_error": .number(layer.frobeniusError),
          ])
        }), "cut": cut.json, "trained": trained.map(\.json) ?? .null,
    ])
  }
}

extension CompressRun.Standing {
  var json: JSONText {
    .object([
      "train": train.json, "test": test.map(\.json) ?? .null,
      "ranks": .array(ranks.map { $0.map { .integer($0) } ?? .null }),
    ])
  }
}

extension CompressRun.Score {
  var json: JSONText { .object(["loss": .number(loss), "accuracy": .number(accuracy)]) }
}
