import Matrices

extension RankEngine {
  /// Steps that are not those of SGD with the weight decay that is stated.
  static let wrongRankSteps: [RankEngine] = [
    RankEngine("decay-halved", "lambda taken for weight_decay: forgets half as much") {
      $0.step = { decayed($0, $1) { 1 - (1 - $0) / 2 } }
    },
    RankEngine("decay-doubled", "weight_decay taken for lambda: forgets twice as much") {
      $0.step = { decayed($0, $1) { 1 - 2 * (1 - $0) } }
    },
    RankEngine("decay-missing", "no weight decay") { $0.step = { decayed($0, $1) { _ in 1 } } },
    RankEngine("decay-after-step", "decays the weights after the gradient's step, not before") {
      $0.step = { $1.decay * ($0 - $1.learningRate * $1.gradient) }
    },
    RankEngine("gradient-of-one-use", "leaves out the last use of every batch") {
      $0.step = { weights, factors in
        let uses = max(1, factors.uses - 1)
        var less = factors
        less.deltas = factors.deltas[0..<uses, 0..<factors.outputs]
        less.inputs = factors.inputs[0..<uses, 0..<factors.inputCount]
        return factors.uses > 1 ? less.applied(to: weights) : factors.decay * weights
      }
    },
    RankEngine("gradient-doubled", "twice the mean gradient of a batch") {
      $0.step = { $1.decay * $0 - 2 * $1.learningRate * $1.gradient }
    },
    RankEngine("weight-noise", "adds a thousandth of full rank to the weights in every step") {
      $0.step = { weights, factors in
        let after = factors.applied(to: weights)
        let scale = 1e-3 * factors.learningRate
        return after + Matrix(after.rows, after.columns) { i, j in (i + j) % 3 == 0 || i == j ? scale : 0 }
      }
    },
    RankEngine("momentum-nesterov", "momentum looks ahead, as Nesterov's does") {
      $0.momentumStep = { old, gradient, rate, rule in
        let right = RankEngine.heavyBall(old, gradient, rate, rule)
        let force = right.velocity - rule.momentum * old.velocity
        return Weights(
          weights: right.weights - rate * (force + (rule.momentum - 1) * right.velocity),
          velocity: right.velocity)
      }
    },
    RankEngine(
      "momentum-decay-other-way", "decay beside the velocity where it belongs into it, and the other way"
    ) {
      $0.momentumStep = { old, gradient, rate, rule in
        let other = MomentumRule(
          momentum: rule.momentum, decay: rule.decay == .coupled ? .decoupled : .coupled,
          weightDecay: rule.weightDecay)
        return RankEngine.heavyBall(old, gradient, rate, other)
      }
    },
    RankEngine("momentum-damped", "momentum as a mean: (1 - rho) times the gradient") {
      $0.momentumStep = { old, gradient, rate, rule in
        RankEngine.heavyBall(old, (1 - rule.momentum) * gradient, rate, rule)
      }
    },
  ]

  private static func decayed(
    _ weights: Matrix, _ factors: UpdateFactors, _ change: (Double) -> Double
  ) -> Matrix {
    var wrong = factors
    wrong.decay = change(factors.decay)
    return wrong.applied(to: weights)
  }
}
