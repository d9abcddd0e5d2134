import DeepNetworks

/// What `rankfall bound` was asked: weights, and how they were trained.
public struct BoundRequest: Sendable {
  public var weights: String
  public var learningRate: Double?
  /// PyTorch's weight_decay.
  public var weightDecay: Double?
  /// Theory's lambda, half of it.
  public var lambda: Double?
  public var batchSize: Int
  /// name=number: how often a sample uses a layer's weights
  public var uses: [String] = []
  public var thresholds = [0.1, 0.01, 0.001]
  public var norms: String?
  public var previous: String?
  public var updates: Int?
  /// With momentum: the archive of one update before `previous`.
  public var beforePrevious: String?
  /// updates x learning rate, such as 3000x0.1,1000x0.02
  public var schedule: String?
  public var momentum = 0.0
  /// Whether the decay was beside the step, not in the gradient: with momentum it differs.
  public var isDecoupled = false
  public var head: String?
  public var shortcuts: [String] = []
  public var batchNormalised: [String] = []
  public var isCrossEntropy = false

  public init(weights: String, batchSize: Int) {
    self.weights = weights
    self.batchSize = batchSize
  }

  /// Thresholds between 0 and 1 from a text with commas.
  public mutating func setThresholds(_ text: String) throws(LaboratoryError) {
    let numbers = text.split(separator: ",").map { Double($0) }
    let whole = numbers.compactMap(\.self)
    thresholds = distinct(whole)
    guard !whole.isEmpty, whole.count == numbers.count, whole.allSatisfy({ $0 > 0 && $0 < 1 }) else {
      throw .unknown(
        "--eps \(legible(text)) is no list of thresholds",
        cure: "numbers between 0 and 1, such as 0.1,0.01,0.001")
    }
  }

  /// The weight decay of either flag; throws unless exactly one is there.
  func decay() throws(LaboratoryError) -> Double {
    switch (weightDecay, lambda) {
    case (let decay?, nil): return decay
    case (nil, let lambda?): return 2 * lambda
    case (_?, _?):
      throw .unknown(
        "--wd and --lambda say the same thing twice, with a factor 2 between them",
        cure: "give --wd, PyTorch's weight_decay, or --lambda, the coefficient of lambda |W|^2 in the loss")
    case (nil, nil):
      throw .unknown(
        "how strong was the weight decay?",
        cure: "give --wd, PyTorch's weight_decay, or --lambda, which is half of it")
    }
  }

  /// The most updates of a stage: sums of them stay within the integers.
  static let mostUpdates = 1_000_000_000_000

  /// The stages of training; the last one is that of now.
  func stages() throws(LaboratoryError) -> (last: Forgetting, schedule: LearningRateSchedule?) {
    let decay = try decay()
    guard let schedule else {
      guard let learningRate else {
        throw .unknown(
          "how large was the learning rate?", cure: "give --lr, or --schedule 3000x0.1,1000x0.02")
      }
      return (try Self.forgetting(learningRate, decay), nil)
    }
    guard learningRate == nil else {
      throw .unknown("--schedule does not go with --lr", cure: "leave --lr out: the schedule has all rates")
    }
    var stages: [LearningRateSchedule.Stage] = []
    for word in schedule.split(separator: ",") {
      let parts = word.split(separator: "x")
      guard parts.count == 2, let updates = Int(parts[0]), (1...Self.mostUpdates).contains(updates),
        let rate = Double(parts[1])
      else {
        throw .unknown(
          "\(quoted(word)) is no stage of a schedule",
          cure: "write updates x rate, such as 3000x0.1,1000x0.02, at most 1e12 updates")
      }
      stages.append(.init(updates: updates, forgetting: try Self.forgetting(rate, decay)))
    }
    guard let last = stages.last else {
      throw .unknown("--schedule has no stage", cure: "write updates x rate, such as 3000x0.1,1000x0.02")
    }
    return (last.forgetting, LearningRateSchedule(stages))
  }

  private static func forgetting(_ rate: Double, _ decay: Double) throws(LaboratoryError) -> Forgetting {
    guard let forgetting = Forgetting(learningRate: rate, weightDecay: decay) else {
      throw .unknown(
        "a learning rate of \(readable(rate)) and a weight decay of \(readable(decay)) are not those of a training",
        cure: "both are 0 or more, and their product, the share that a step forgets, is below 1")
    }
    return forgetting
  }

  /// How often a sample uses the weights of each layer that --uses names.
  func usesPerSample(of layers: [String]) throws(LaboratoryError) -> [String: Int] {
    var found: [String: Int] = [:]
    for word in uses {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, let number = Int(parts[1]), number > 0 else {
        throw .unknown(
          "--uses \(word) is not a layer and a number",
          cure: "write --uses conv1.weight=49: patches or tokens a sample")
      }
      let layer = try Self.layer(String(parts[0]), of: layers, for: "--uses")
      guard found.updateValue(number, forKey: layer) == nil else {
        throw .unknown("--uses says \(quoted(layer)) twice", cure: "say it once")
      }
    }
    return found
  }

  /// A layer by its name, or by its name without ".weight".
  static func layer(
    _ name: String, of layers: [String], for flag: String
  ) throws(LaboratoryError) -> String {
    if layers.contains(name) { return name }
    if layers.contains(name + ".weight") { return name + ".weight" }
    throw .unknown(
      "\(flag) names \(quoted(name)), but the layers are \(listed(layers))",
      cure: didYouMean(name, among: layers) ?? "name one of these")
  }
}
