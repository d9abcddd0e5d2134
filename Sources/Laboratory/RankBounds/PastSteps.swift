import DeepNetworks
import Matrices

/// What a training's steps remember of earlier weights: its learning rates backwards, and its momentum.
struct PastSteps: Sendable {
  /// The last stage.
  let last: Forgetting
  let schedule: LearningRateSchedule?
  /// Nil without momentum.
  let momentum: MomentumRule?

  init(_ request: BoundRequest) throws(LaboratoryError) {
    (last, schedule) = try request.stages()
    guard request.momentum >= 0, request.momentum < 1 else {
      throw .unknown("--momentum \(readable(request.momentum))", cure: "a momentum is at least 0 and below 1")
    }
    momentum =
      request.momentum == 0
      ? nil
      : MomentumRule(
        momentum: request.momentum, decay: request.isDecoupled ? .decoupled : .coupled,
        weightDecay: last.weightDecay)
  }

  /// The learning rate j updates ago, 1 the last; nil before the first.
  func rate(_ ago: Int) -> Double? {
    guard let schedule else { return last.learningRate }
    var left = ago
    for stage in schedule.stages.reversed() {
      if left <= stage.updates { return stage.forgetting.learningRate }
      left -= stage.updates
    }
    return nil
  }

  /// P_n
  func product(ofLast n: Int) throws(LaboratoryError) -> Double {
    guard let schedule else { return last.power(n) }
    guard n <= schedule.updates else { throw Self.tooShort(n) }
    return schedule.product(ofLast: n)
  }

  /// What is left of weights n updates ago and of those one update before, W_T = a W_{T-n} + b v_{T-n} + gradients with the
  /// velocity v = (beta W_{T-n-1} - W_{T-n}) / mu, beta = 1 if the decay is coupled: the factors of both, for some n that rise.
  func factors(
    of momentum: MomentumRule, after ages: [Int]
  ) throws(LaboratoryError) -> [(age: Int, own: Double, older: Double)] {
    var memory = momentum.memory
    var seen = 0
    var found: [(age: Int, own: Double, older: Double)] = []
    for age in ages {
      while seen < age {
        seen += 1
        guard let rate = rate(seen) else { throw Self.tooShort(age + 1) }
        memory.extend(learningRate: rate, weightDecay: momentum.weightDecay)
      }
      guard let rate = rate(age + 1) else { throw Self.tooShort(age + 1) }
      let share = memory.ofVelocity / rate
      let kept = momentum.decay == .coupled ? 1 : 1 - rate * momentum.weightDecay
      found.append((age, memory.ofWeights - share, share * kept))
    }
    return found
  }

  private static func tooShort(_ updates: Int) -> LaboratoryError {
    .unknown("--schedule has fewer than \(updates) updates", cure: "give the stages of all of them")
  }
}
