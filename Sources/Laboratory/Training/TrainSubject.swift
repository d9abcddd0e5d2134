import DeepNetworks
import Foundation
import Learning

/// A training that was asked for, complete.
public struct TrainSubject: Sendable {
  public let data: TrainData
  public let request: TrainRequest
  let architecture: Architecture
  public var plan: TrainingPlan

  var setting: TrainingSetting { plan.setting }

  /// Updates to be made, which progress is counted in.
  public var totalUpdates: Int { setting.updates }

  /// mu and weight decay of the last update.
  var forgetting: Forgetting {
    let mu = setting.descent.learningRate(at: max(0, setting.updates - 1))
    guard let last = Forgetting(learningRate: mu, weightDecay: setting.descent.weightDecay) else {
      preconditionFailure("a learning rate of \(mu), which the request has let through")
    }
    return last
  }

  /// Updates after which 1/e is left, at the end.
  var memory: Double {
    guard let rule = setting.momentumRule else { return forgetting.memory }
    return 1 / (1 - rule.slowFactor(learningRate: forgetting.learningRate))
  }

  /// How long, in words that say what was held fixed.
  public var protocolText: String {
    let perEpoch = setting.updatesPerEpoch
    switch setting.length {
    case .epochs(let epochs):
      return "fixed epochs: \(epochs) of \(perEpoch) updates each, \(setting.updates) updates"
    case .updates(let updates):
      return "fixed updates: \(updates), which are \(readable(Double(updates) / Double(perEpoch))) epochs"
    }
  }

  /// Layer by layer, such as 64-128-128-10.
  public var shape: String { architecture.summary }

  /// What is recorded for certificates, in words; nil if nothing is.
  public var memoryText: String? {
    guard plan.window > 0 else { return nil }
    return
      "certificates: the factors of the last \(plan.window) updates take \(memorySize(Double(plan.windowBytes))), "
      + "and as much of a checkpoint"
  }

  /// The numbers of its looks: series, the spectra of every stop once more, and as much while they are put together.
  private var recordedBytes: Double {
    let weights = setting.network.weights
    let spectra = weights.reduce(0.0) { $0 + Double(min($1.rows, $1.columns)) }
    let others = Double(weights.count) * Double(4 + 2 * plan.thresholds.count) + 8
    return 8 * 4 * (spectra + others) * Double(setting.updates / plan.interval + 2)
  }

  /// The network at the start, now, one update ago and at the end, and its gradient; in doubles where it is judged.
  private var networkBytes: Double {
    Double(setting.network.learntCount) * ((request.isDouble ? 8 : 4) * 3 + 3 * 8)
  }

  /// The network, what is recorded of it and, half of it at most, what flows and, a quarter, the certificates fit into the
  /// machine's memory.
  ///
  /// - Parameters:
  ///   - sideBySide: how many such trainings run at once.
  ///   - all: how many there are, whose series are all kept.
  func checkMemory(
    sideBySide: Int = 1, all: Int = 1, on memory: MachineMemory = MachineMemory()
  ) throws(LaboratoryError) {
    let workers = Double(sideBySide)
    let (times, threads) =
      sideBySide > 1 ? (", \(sideBySide) times at once,", ", or fewer --threads") : ("", "")
    try memory.check(
      "a network of \(setting.network.learntCount) numbers" + times, takes: networkBytes * workers,
      cure: "smaller --layers" + threads)
    try memory.check(
      "\(setting.updates / plan.interval) looks" + (all > 1 ? " at each of \(all) trainings" : ""),
      takes: recordedBytes * Double(all), cure: "fewer --looks, or fewer updates")
    try memory.check(
      cost.flow + times, takes: Double(cost.bytes) * workers, atMost: .half,
      cure: "take a larger stride, fewer channels or a smaller --batch" + threads)
    try memory.check(
      "what certificates record of \(plan.window) updates" + times, takes: Double(plan.windowBytes) * workers,
      atMost: .quarter,
      cure: "a larger smallest --eps, smaller layers or batches, or more decay shorten the memory; "
        + "without --certificates nothing is recorded")
  }

  /// Everything that decides the result, and its name.
  public var json: JSONText {
    let descent = setting.descent
    let momentum: Double = if case .heavyBall(let momentum) = descent.method { momentum } else { 0 }
    return .object([
      "data": .object(data.members),
      "network": .object([
        "widths": .array(
          ([data.train.inputCount] + setting.network.weights.map(\.rows)).map { .integer($0) }),
        "biases": .boolean(request.hasBiases && !request.isLinear), "linear": .boolean(request.isLinear),
        "batch_normalization": .boolean(request.isNormalized), "shape": .text(shape),
        "layers": .text(architecture.written), "weights": .array(setting.network.weightMembers),
        "start": .text(request.start), "precision": .text(request.isDouble ? "double" : "single"),
        "parameters": .integer(setting.network.learntCount),
      ]),
      "training": .object([
        "loss": .text(lossText), "learning_rate": .number(descent.learningRate),
        "weight_decay": .number(descent.weightDecay), "lambda": .number(descent.lambda),
        "beta": .number(descent.forgetting(at: 0)), "decay": .text(descent.decay.rawValue),
        "unit_gradient": .boolean(descent.method == .unitGradient),
        "momentum": .number(momentum), "schedule": .text(request.schedule),
        "batch": .integer(setting.batchSize), "order": .text(request.order),
        "label_noise_variance": .number(setting.labelNoise.variance),
        "label_flip_probability": .number(setting.labelFlips), "protocol": .text(protocolText),
        "updates": .integer(setting.updates), "updates_per_epoch": .integer(setting.updatesPerEpoch),
        "seed": .text("\(setting.seed)"),
      ]),
      "look_every": .integer(plan.interval),
      "thresholds": .array(plan.thresholds.map { .number($0) }),
      "certificates": .boolean(plan.recordsFactors),
    ])
  }

  var lossText: String {
    switch setting.loss {
    case .squares: "squares"
    case .logistic: "logistic"
    case .crossEntropy: "cross-entropy"
    }
  }
}

extension Network {
  /// For each weight matrix what it does, its shape and how often a sample uses it.
  fileprivate var weightMembers: [JSONText] {
    weights.enumerated().map { number, weight in
      var members: [JSONText.Member] = [
        .init(key: "name", value: .text(weight.name)),
        .init(key: "kind", value: .text(weight.layerKind?.label ?? "")),
        .init(key: "role", value: .text(role(of: number).rawValue)),
        .init(key: "rows", value: .integer(weight.rows)),
        .init(key: "columns", value: .integer(weight.columns)),
        .init(key: "uses_per_sample", value: .integer(weight.uses)),
      ]
      if case .convolution(let kernel, let stride, let padding)? = weight.layerKind {
        members += [
          .init(key: "kernel", value: .integer(kernel)), .init(key: "stride", value: .integer(stride)),
          .init(key: "padding", value: .integer(padding)),
        ]
      }
      return .object(members)
    }
  }
}
