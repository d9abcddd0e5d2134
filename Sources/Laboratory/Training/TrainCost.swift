import DeepNetworks

/// What one batch of a training costs beside its weights.
struct TrainCost {
  /// Everything that flows forwards and back, while training and while looking, 4 or 8 bytes a number.
  let bytes: Int
  /// Of these the patches of convolutions: each pixel once for every kernel above it.
  let patchBytes: Int
  /// Multiply-adds of an update: each weight matrix forwards, back to its inputs and for its gradient.
  let products: Double

  init(_ setting: TrainingSetting, isDouble: Bool) {
    let network = setting.network
    // A look takes 256 samples at a time.
    let samples = setting.batchSize + min(256, max(setting.samples.samples, setting.test?.samples ?? 0))
    let patches = Set(
      network.operations.compactMap { operation -> Int? in
        if case .unfold = operation.kind { operation.to } else { nil }
      })
    var (all, unfolded) = (0, 0)
    for (number, buffer) in network.buffers.enumerated() where buffer.isPerSample {
      let count = 2 * buffer.rows * buffer.columns * samples * (isDouble ? 8 : 4)
      all += count
      if patches.contains(number) { unfolded += count }
    }
    (bytes, patchBytes) = (all, unfolded)
    products = network.weights.reduce(0) {
      $0 + 3 * Double($1.count) * Double($1.uses) * Double(setting.batchSize)
    }
  }

  /// Worth a word: memory that is felt, or work that takes a core minutes.
  func isLarge(updates: Int) -> Bool { bytes >= 256 << 20 || products * Double(updates) >= 5e12 }

  var text: String {
    "\(flow) takes \(memorySize(Double(bytes))); an update takes \(scientific(products)) multiply-adds"
  }

  var flow: String {
    "what flows through the network"
      + (patchBytes > 0 ? " (patches of convolutions: \(memorySize(Double(patchBytes))))" : "")
  }
}

extension TrainSubject {
  var cost: TrainCost { TrainCost(setting, isDouble: request.isDouble) }

  /// What a training costs, where that is much.
  public var costText: String? {
    let cost = cost
    return cost.isLarge(updates: totalUpdates) ? cost.text : nil
  }

  /// What `rankfall bound` has to be told of the layers that weights.npz does not show; nil where there are none.
  var boundWords: String? {
    let weights = setting.network.weights
    guard weights.contains(where: { $0.uses > 1 || $0.isShortcut || $0.isNormalized }) else { return nil }
    return weights.flatMap { weight in
      [
        weight.uses > 1 ? "--uses \(weight.name)=\(weight.uses)" : nil,
        weight.isNormalized ? "--batch-norm \(weight.name)" : nil,
        weight.isShortcut ? "--shortcut \(weight.name)" : nil,
      ].compactMap(\.self)
    }.joined(separator: " ")
  }
}
