import DeepNetworks

extension BoundReport {
  public var json: JSONText {
    .object([
      "file": .text(weights.file), "learning_rate": .number(forgetting.learningRate),
      "weight_decay": .number(forgetting.weightDecay), "lambda": .number(forgetting.lambda),
      "share_forgotten": .number(forgetting.share), "momentum": .number(momentum?.momentum ?? 0),
      "decay": .text((momentum?.decay ?? .coupled).rawValue),
      "arrays": .array(
        weights.arrays.map {
          .object([
            "name": .text($0.name), "shape": .array($0.shape.map { .integer($0) }),
            "taken_for": .text($0.kind.rawValue),
          ])
        }),
      "layers": .array(layers.map(\.json)), "consistent": .boolean(isConsistent),
    ])
  }
}

extension LayerBounds {
  var json: JSONText {
    .object([
      "name": .text(name), "role": .text(role.rawValue), "kind": kind.map { .text($0) } ?? .null,
      "rows": .integer(rows), "columns": .integer(columns),
      "status": .text(spectrum.word), "uses_per_sample": usesPerSample.map { .integer($0) } ?? .null,
      "update_rank": .integer(updateRank), "update_rank_formula": .text(updateRankFormula),
      "ranks": spectrum.ranks?.json ?? .null, "thresholds": .array(lines.map(\.json)),
      "spectrum_bounds": .array(summed.map(\.json)),
      "transport_violation": transportViolation.map { .number($0) } ?? .null,
      "unexplained": unexplained.map { .number($0) } ?? .null,
    ])
  }
}

extension LayerRanks {
  var json: JSONText {
    .object([
      "spectral_norm": .number(spectralNorm), "frobenius_norm": .number(frobeniusNorm),
      "stable_rank": .number(stableRank), "participation_ratio": .number(participationRatio),
      "entropy_rank_2": .number(entropyRank2), "effective_rank": .number(effectiveRank),
      "nuclear_rank": .number(nuclearRank), "singular_values": .array(singularValues.map { .number($0) }),
    ])
  }
}

extension LayerBounds.Line {
  var json: JSONText {
    .object([
      "eps": .number(threshold), "rank": .integer(assessment.rank), "rank_frobenius": .integer(frobeniusRank),
      "printed_bound": printed.map { .number($0) } ?? .null,
      "printed_form_holds": .boolean(printedFormHolds),
      "certificates": .array(assessment.certificates.map(\.json)),
      "sharpest": assessment.sharpest.map { $0.isVacuous ? .null : .text($0.number) } ?? .null,
    ])
  }
}

extension RankCertificate {
  var json: JSONText {
    .object([
      "number": .text(number), "name": .text(name), "statement": .text(statement),
      "quantity": .text(quantity.rawValue), "direction": .text(direction.rawValue), "bound": .number(bound),
      "vacuous": .boolean(isVacuous), "window": window.map { .integer($0) } ?? .null,
      "assumes": assumption.map { .text($0) } ?? .null,
    ])
  }
}
