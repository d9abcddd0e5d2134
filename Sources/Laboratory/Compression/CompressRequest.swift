import DeepNetworks

/// What `rankfall compress` was asked for, beside the networks.
public struct CompressRequest: Sendable {
  /// Ranks and thresholds in the order of their lines.
  public private(set) var choices: [RankChoice] = []
  /// Whether the last layer is cut too.
  public var cutsHead = false
  /// Passes over the data that the factors are trained for after the cut.
  public var passes = 0
  /// Of the training after the cut; those of the network's own training where nil.
  public var learningRate: Double?
  public var weightDecay: Double?
  public var threads = 1

  public init() {}

  /// Ranks such as 4,8,16 and thresholds such as 0.1,0.01; powers of two where neither is there.
  public mutating func setChoices(ranks: String?, thresholds: String?) throws(LaboratoryError) {
    choices = []
    if let ranks {
      let numbers = ranks.split(separator: ",").map { Int($0) }
      let whole = numbers.compactMap(\.self).filter { $0 > 0 }
      guard !whole.isEmpty, whole.count == numbers.count else {
        throw .unknown("--ranks \(legible(ranks))", cure: "ranks of 1 or more with commas, such as 4,8,16")
      }
      choices += distinct(whole).map { .rank($0) }
    }
    if let thresholds {
      var reader = BoundRequest(weights: "", batchSize: 1)
      try reader.setThresholds(thresholds)
      choices += reader.thresholds.map { .threshold($0) }
    }
    if choices.isEmpty { choices = (0...7).map { .rank(1 << $0) } }
  }

  /// Throws at the first thing that cannot be.
  public func check() throws(LaboratoryError) {
    guard passes >= 0, passes <= 1_000_000 else {
      throw .unknown("--then-train \(passes)", cure: "passes over the data, from 0 to 1000000")
    }
    guard passes > 0 || (learningRate == nil && weightDecay == nil) else {
      throw .unknown(
        "--lr and --wd are those of a training after the cut, and there is none",
        cure: "add --then-train 10, or leave them out")
    }
  }

  /// How the factors are trained: as the network was at its end, if nothing else was asked for.
  func descent(after setting: TrainingSetting) throws(LaboratoryError) -> Descent {
    var descent = setting.descent
    descent.learningRate =
      learningRate ?? descent.learningRate(at: max(0, setting.updates - 1))
    descent.schedule = .constant
    descent.weightDecay = weightDecay ?? descent.weightDecay
    let (rate, decay) = (descent.learningRate, descent.weightDecay)
    guard rate > 0, rate.isFinite, decay >= 0, decay.isFinite, rate * decay < 1 else {
      throw .unknown(
        "a learning rate of \(readable(rate)) and a weight decay of \(readable(decay)) are not those of a training",
        cure: "--lr is positive, --wd 0 or more, and their product, the share that a step forgets, below 1")
    }
    return descent
  }
}

extension RankChoice {
  /// Such as "rank 8" and "eps 0.01".
  var words: String {
    switch self {
    case .rank(let rank): "rank \(rank)"
    case .threshold(let threshold): "eps \(readable(threshold))"
    }
  }

  var json: JSONText {
    switch self {
    case .rank(let rank): .object(["rank": .integer(rank)])
    case .threshold(let threshold): .object(["eps": .number(threshold)])
    }
  }
}
