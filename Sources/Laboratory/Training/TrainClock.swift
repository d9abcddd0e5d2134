import DeepNetworks

/// How fast a training at a constant rate forgets its start.
struct TrainClock: Sendable, Equatable {
  /// What an update adds to the time: mu weight_decay, over 1 - momentum where the decay is in the gradient.
  let share: Double
  /// What the start keeps of itself in an update in the long run.
  let factor: Double
  /// Whether the share is over 1 - momentum.
  let countsMomentum: Bool

  /// Nil where the rate changes, or nothing is forgotten.
  init?(rate: Double, weightDecay: Double, momentum: Double, isDecoupled: Bool, schedule: String) {
    countsMomentum = momentum > 0 && !isDecoupled
    share = rate * weightDecay / (countsMomentum ? 1 - momentum : 1)
    factor = MomentumRule(
      momentum: momentum, decay: isDecoupled ? .decoupled : .coupled, weightDecay: weightDecay
    ).slowFactor(learningRate: rate)
    guard schedule == "constant", share > 0, share < 1, factor < 1 else { return nil }
  }
}
