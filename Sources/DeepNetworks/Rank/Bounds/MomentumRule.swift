/// How a layer's weights remember, beside the learning rates: the heavy ball's constants.
public struct MomentumRule: Sendable, Equatable {
  /// rho
  public let momentum: Double
  public let decay: StepMemory.Decay
  /// PyTorch's weight_decay
  public let weightDecay: Double

  public init(momentum: Double, decay: StepMemory.Decay = .coupled, weightDecay: Double) {
    self.momentum = momentum
    self.decay = decay
    self.weightDecay = weightDecay
  }

  /// The factor that a step keeps in the long run at this learning rate: the slower root of the recursion, beta or rho where
  /// the decay is decoupled.
  public func slowFactor(learningRate mu: Double) -> Double {
    guard decay == .coupled, let step = Forgetting(learningRate: mu, weightDecay: weightDecay) else {
      return max(1 - mu * weightDecay, momentum)
    }
    return StepMemory.slowRoot(of: step, momentum: momentum)
  }

  /// Of no updates.
  public var memory: StepMemory { StepMemory(momentum: momentum, decay: decay) }

  /// What weights remember of weights and velocities before updates with these learning rates, the last one first.
  public func memory(of rates: some Sequence<Double>) -> StepMemory {
    rates.reduce(into: memory) { $0.extend(learningRate: $1, weightDecay: weightDecay) }
  }

  /// c_1, c_2, ...: what they remember of the gradients of these updates.
  public func gradientWeights(of rates: some Sequence<Double>) -> [Double] {
    var memory = memory
    return rates.map { memory.extend(learningRate: $0, weightDecay: weightDecay) }
  }
}

/// The bound of theory with momentum: the rank above eps is at most r1 n, n the smallest number of updates after which the
/// remainder a W_{T-n} + b v_{T-n} is forgotten, if W_{T-n} and W_{T-n-1} had at most 1 + eta times the norm of now.
public struct MomentumBound: Sendable, Equatable {
  public let threshold: Double
  public let updateRank: Int
  public let largestRank: Int
  /// n; nil if all updates together do not forget as much.
  public let window: Int?
  private let most: Double

  /// - Parameter rate: the learning rate j updates ago, 1 the last; nil beyond the first update.
  public init(
    threshold: Double, slack: Double = 1, updateRank: Int, largestRank: Int, rule: MomentumRule,
    rate: (Int) -> Double?
  ) {
    self.threshold = threshold
    self.updateRank = updateRank
    self.largestRank = largestRank
    most = 1 + slack
    window = Self.window(to: threshold / most, rule, rate: rate)
  }

  /// The smallest n after which (1 + eta) of what weights of one norm leave is at most eps.
  public static func window(
    to target: Double, _ rule: MomentumRule, rate: (Int) -> Double?
  ) -> Int? {
    guard rule.weightDecay > 0 || target >= 1 else { return nil }
    var memory = rule.memory
    var n = 0
    while true {
      // Before the first update there was no velocity.
      let reach =
        rate(n + 1).map { memory.reach(learningRate: $0, weightDecay: rule.weightDecay) }
        ?? abs(memory.ofWeights)
      if reach <= target { return n }
      n += 1
      guard let mu = rate(n), n <= 10_000_000 else { return nil }
      memory.extend(learningRate: mu, weightDecay: rule.weightDecay)
    }
  }

  public var certificate: RankCertificate {
    RankCertificate(
      "T3.3", "memory with momentum",
      "rank <= r1 n for the smallest n with (1 + eta) |a W_(T-n) + b v_(T-n)| <= eps |W| for old weights of norm |W|",
      .atMost, window.map { Double($0) * Double(updateRank) } ?? .infinity, largestRank: largestRank,
      window: window, assuming: "|W_(T-n)|, |W_(T-n-1)| <= \(most == 2 ? "2" : "\(most)") |W_T|")
  }
}
