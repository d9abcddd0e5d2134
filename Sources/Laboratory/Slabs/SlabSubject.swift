import DeepNetworks

/// One combination of batch size, learning rate and decay that random slabs are walked with.
public struct SlabSubject: Sendable {
  let slabs: RandomSlabs
  let forgetting: Forgetting
  let updates: Int
  /// The deviation of the first weights.
  let start: Double
  let thresholds: [Double]

  /// How many updates each threshold's bound goes back.
  var windows: [Int] { thresholds.compactMap { forgetting.window(to: $0 / 2) }.map { min($0, updates) } }

  /// r1
  var updateRank: Int { min(slabs.batchSize, slabs.outputs, slabs.inputs) }

  /// Of the recorded updates, three times over while sums of them are decomposed.
  var bytes: Double {
    let capacity = SlabWalk.capacity(updates, windows)
    return 3 * 8 * Double(capacity) * Double(slabs.batchSize) * Double(slabs.outputs + slabs.inputs)
  }

  var name: String {
    "B = \(slabs.batchSize), mu = \(readable(forgetting.learningRate)), lambda = \(readable(forgetting.lambda))"
  }

  var lawText: String {
    switch slabs.law {
    case .normal: "normal"
    case .orthogonal: "orthogonal"
    case .alike(let directions): "alike, along \(directions) directions"
    }
  }

  var json: JSONText {
    .object([
      "rows": .integer(slabs.outputs), "columns": .integer(slabs.inputs), "law": .text(lawText),
      "batch": .integer(slabs.batchSize), "learning_rate": .number(forgetting.learningRate),
      "weight_decay": .number(forgetting.weightDecay), "lambda": .number(forgetting.lambda),
      "share_forgotten": .number(forgetting.share), "beta": .number(forgetting.factor),
      "memory": .number(forgetting.memory), "updates": .integer(updates), "start": .number(start),
      "seed": .text("\(slabs.seed)"), "thresholds": .array(thresholds.map { .number($0) }),
    ])
  }
}
