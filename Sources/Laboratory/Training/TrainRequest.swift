import DeepNetworks
import Learning

/// What `rankfall train` was asked for, flag by flag.
public struct TrainRequest: Sendable {
  public var data: String
  public var train: Int?
  public var test: Int?
  public var standardise: String?
  public var isTarget = false
  /// Hidden widths such as 128-128 and other layers between them, as `LayerText` reads them; none for no hidden layer.
  public var layers = "128-128"
  public var isNormalized = false
  public var hasBiases = true
  public var start = "he"
  public var isDouble = false
  public var loss: String?
  public var learningRate = 0.1
  /// PyTorch's weight_decay.
  public var weightDecay: Double?
  /// Theory's lambda, half of it.
  public var lambda: Double?
  public var isDecoupled = false
  public var momentum = 0.0
  public var schedule = "constant"
  public var batchSize = 16
  public var order = "shuffled"
  public var labelNoise = 0.0
  /// The probability of another class.
  public var labelFlips = 0.0
  /// Without rectifiers and biases.
  public var isLinear = false
  /// Whether every step has the length of the learning rate.
  public var isUnitGradient = false
  public var epochs: Int?
  public var updates: Int?
  public var seed: UInt64 = 1
  public var thresholds = [0.1, 0.01, 0.001]
  public var looks: Int?
  public var hasCertificates = false
  public var threads = 1

  public init(data: String) { self.data = data }

  /// Thresholds between 0 and 1 from a text with commas.
  public mutating func setThresholds(_ text: String) throws(LaboratoryError) {
    var reader = BoundRequest(weights: "", batchSize: 1)
    try reader.setThresholds(text)
    thresholds = reader.thresholds
  }

  /// What is to be trained, or the first thing that is wrong with what was asked for.
  public func subject() throws -> TrainSubject {
    var shelf = TrainDataShelf()
    return try subject(taking: &shelf)
  }

  /// The same, with data that other trainings may have read.
  func subject(taking shelf: inout TrainDataShelf) throws -> TrainSubject {
    // What costs nothing is looked at before files are.
    let (decay, rule) = (try decay(), try askedLoss())
    let (weights, sequence) = (try weightStart(), try batchOrder())
    let words = try LayerText(layers)
    try checkSizes()
    let data = try shelf.data(for: self)
    let architecture = try architecture(for: data, words)
    let chosen = rule ?? (data.train.classes == nil ? .squares : .crossEntropy())
    try check(chosen, data)
    let perEpoch = data.train.samples / batchSize
    let length: TrainingSetting.Length = epochs.map { .epochs($0) } ?? .updates(updates ?? 1)
    let total = epochs.map { $0 * perEpoch } ?? updates ?? 1
    guard total <= 1_000_000_000 else {
      throw LaboratoryError.unknown("\(total) updates", cure: "at most 1e9")
    }
    let descent = Descent(
      learningRate: learningRate, weightDecay: decay,
      method: isUnitGradient ? .unitGradient : momentum > 0 ? .heavyBall(momentum: momentum) : .plain,
      decay: isDecoupled ? .decoupled : .coupled, schedule: try rates(total, perEpoch))
    let isSigned = chosen == .logistic
    let setting = TrainingSetting(
      architecture.network, on: architecture.seen(isSigned ? data.train.signed ?? data.train : data.train),
      test: (isSigned ? data.test?.signed : data.test).map(architecture.seen), loss: chosen, start: weights,
      descent: descent,
      order: sequence, batchSize: batchSize, labelNoise: LabelNoise(variance: labelNoise),
      labelFlips: labelFlips, length: length, seed: seed)
    let plan = TrainingPlan(
      setting, every: interval(total, perEpoch), thresholds: thresholds, recordsFactors: hasCertificates,
      threads: threads)
    let subject = TrainSubject(data: data, request: self, architecture: architecture, plan: plan)
    try subject.checkMemory()
    return subject
  }

  /// Every so many updates: whole epochs, at most a hundred looks, where epochs were asked for.
  private func interval(_ total: Int, _ perEpoch: Int) -> Int {
    if let looks { return max(1, total / looks) }
    return epochs.map { perEpoch * (($0 + 99) / 100) } ?? max(1, total / 50)
  }

  private func checkSizes() throws(LaboratoryError) {
    switch (epochs, updates) {
    case (nil, nil), (_?, _?):
      throw .unknown(
        "how long? exactly one of --epochs and --updates says so",
        cure:
          "with --epochs a smaller batch makes more updates, with --updates as many: what is compared differs"
      )
    default: break
    }
    for (flag, number) in [("epochs", epochs ?? 1), ("updates", updates ?? 1), ("looks", looks ?? 1)] {
      guard number > 0, number <= 1_000_000_000 else {
        throw .unknown("--\(flag) \(number)", cure: "1 or more, at most 1e9")
      }
    }
    guard !thresholds.isEmpty, thresholds.allSatisfy({ $0 > 0 && $0 < 1 }) else {
      throw .unknown("--eps without thresholds", cure: "numbers between 0 and 1, such as 0.1,0.01,0.001")
    }
    guard batchSize > 0 else {
      throw .unknown("--batch \(batchSize)", cure: "a batch has 1 sample or more")
    }
    guard learningRate > 0, learningRate.isFinite else {
      throw .unknown("--lr \(readable(learningRate))", cure: "a learning rate is positive, such as 0.1")
    }
    guard momentum >= 0, momentum < 1 else {
      throw .unknown("--momentum \(readable(momentum))", cure: "a momentum is at least 0 and below 1")
    }
    guard labelNoise >= 0, labelNoise.isFinite else {
      throw .unknown("--label-noise \(readable(labelNoise))", cure: "it is a variance, 0 or more")
    }
    guard !isUnitGradient || (momentum == 0 && !hasCertificates) else {
      throw .unknown(
        "--unit-gradient with \(momentum > 0 ? "--momentum" : "--certificates")",
        cure: "leave one of the two out: the length of a step is known when all of its gradient is")
    }
    guard labelFlips >= 0, labelFlips <= 1 else {
      throw .unknown("--label-flips \(readable(labelFlips))", cure: "it is a probability, between 0 and 1")
    }
  }

  private func check(_ loss: TrainingLoss, _ data: TrainData) throws(LaboratoryError) {
    if case .crossEntropy = loss {
      guard data.train.classes != nil else {
        throw .unknown("cross-entropy of samples without classes", cure: "take --loss squares")
      }
      guard labelNoise == 0 else {
        throw .unknown(
          "--label-noise is noise on the targets of squares, and the loss is cross-entropy",
          cure: "take --label-flips, which changes classes, or --loss squares")
      }
    }
    guard loss != .logistic || (data.train.classes == 2 && labelNoise == 0 && labelFlips == 0) else {
      throw .unknown(
        "--loss logistic of other than two classes without label noise",
        cure: "take --loss cross-entropy, which is the same for two classes and two outputs")
    }
    guard labelFlips == 0 || (data.train.classes ?? 0) > 1 else {
      throw .unknown(
        "--label-flips of samples without classes", cure: "take --label-noise, a variance, for targets")
    }
    guard batchSize <= data.train.samples else {
      throw .unknown(
        "a batch of \(batchSize) of \(data.train.samples) samples", cure: "lower --batch, or raise --train")
    }
  }
}
