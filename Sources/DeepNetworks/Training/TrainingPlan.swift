import Matrices

/// A training, and what is to be seen of it on its way.
public struct TrainingPlan: Sendable {
  public var setting: TrainingSetting
  /// A look every so many updates, beside the first and the last.
  public var interval: Int
  /// The thresholds of ranks, each times the norm of a weight matrix.
  public var thresholds: [Double]
  /// Whether the factors of the last updates are recorded, for the certificates that need them.
  public var recordsFactors: Bool
  public var threads: Int

  public init(
    _ setting: TrainingSetting, every interval: Int, thresholds: [Double], recordsFactors: Bool = false,
    threads: Int = 1
  ) {
    self.setting = setting
    self.interval = interval
    self.thresholds = thresholds
    self.recordsFactors = recordsFactors
    self.threads = threads
  }

  public var looks: [Int] { setting.schedule(every: interval).recordedSteps }

  /// How many of the last updates are recorded: as many as the smallest threshold's memory has, of those there are.
  public var window: Int {
    guard recordsFactors, let least = thresholds.min() else { return 0 }
    return setting.memoryWindow(to: least) ?? setting.updates
  }

  /// The memory of what is recorded, 8 bytes a number.
  public var windowBytes: Int {
    guard window > 0 else { return 0 }
    return setting.network.weights.reduce(0) {
      $0
        + UpdateWindow.bytes(
          outputs: $1.rows, inputs: $1.columns, usesPerUpdate: $1.uses * setting.batchSize, capacity: window)
    }
  }

  /// Updates after which singular values are taken beside the looks: at the end of every threshold's memory, where the bound
  /// of theory asks for the norm, and 24 times on the way through the longest.
  var marks: [Int] {
    let windows = thresholds.compactMap { setting.memoryWindow(to: $0) }
    let longest = windows.max() ?? setting.updates
    let even = (1...24).map { longest * $0 / 24 }
    // The bound with momentum asks for the norm one update earlier, too.
    let earlier = setting.hasMomentum ? windows.map { $0 + 1 } : []
    return (windows + earlier + even + [window]).filter { $0 > 0 && $0 < setting.updates }.map {
      setting.updates - $0
    }
  }

  /// Everything after which the training pauses, in order.
  var stops: [Int] { Set(looks + marks).sorted() }
}

extension TrainingSetting {
  /// The smallest n with 2 P_n <= threshold: weights of n updates ago that were at most twice as large are forgotten. Nil if
  /// all updates together do not forget as much. With momentum the same of what is left of weights and velocity.
  public func memoryWindow(to threshold: Double) -> Int? {
    if let rule = momentumRule {
      return MomentumBound.window(to: threshold / 2, rule) { pastLearningRate($0) }
    }
    var product = 2.0
    for n in 0...updates {
      if product <= threshold { return n }
      if n < updates { product *= descent.forgetting(at: updates - 1 - n) }
    }
    return nil
  }

  /// How weights remember with momentum; nil without.
  public var momentumRule: MomentumRule? {
    guard case .heavyBall(let momentum) = descent.method else { return nil }
    return MomentumRule(
      momentum: momentum, decay: descent.decay == .coupled ? .coupled : .decoupled,
      weightDecay: descent.weightDecay)
  }

  public var hasMomentum: Bool { momentumRule != nil }

  /// The same of one weight.
  func momentumRule(of number: Int) -> MomentumRule? {
    momentumRule.map {
      let factor = decayFactors.isEmpty ? 1 : decayFactors[number]
      return MomentumRule(momentum: $0.momentum, decay: $0.decay, weightDecay: $0.weightDecay * factor)
    }
  }

  /// The learning rate of j updates before the end, 1 the last; nil beyond the first.
  public func pastLearningRate(_ j: Int) -> Double? {
    j <= updates ? descent.learningRate(at: updates - j) : nil
  }

  /// The stages of the learning rate.
  public var rateStages: LearningRateSchedule? {
    var stages: [LearningRateSchedule.Stage] = []
    var (begin, rate) = (0, descent.learningRate(at: 0))
    for step in 1...max(1, updates) where step == updates || descent.learningRate(at: step) != rate {
      guard let forgetting = Forgetting(learningRate: rate, weightDecay: descent.weightDecay) else {
        return nil
      }
      stages.append(.init(updates: step - begin, forgetting: forgetting))
      (begin, rate) = (step, descent.learningRate(at: step))
    }
    return LearningRateSchedule(stages)
  }

  /// What a weight's use says of the rank of its updates.
  public func updateRank(of number: Int) -> UpdateRank {
    let weight = network.weights[number]
    if case .crossEntropy = loss, number == network.weights.count - 1, weight.uses == 1 {
      return .crossEntropyHead(classes: weight.rows, batchSize: batchSize)
    }
    if weight.sampleRank < weight.uses { return .attention(tokens: weight.uses, batchSize: batchSize) }
    return weight.isNormalized
      ? .batchNormalised(usesPerSample: weight.uses, batchSize: batchSize)
      : .linear(usesPerSample: weight.uses, batchSize: batchSize)
  }
}
