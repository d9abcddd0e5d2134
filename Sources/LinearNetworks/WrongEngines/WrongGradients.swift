import Learning
import Matrices

extension Engine {
  static let wrongGradients: [Engine] = [
    altering("gradient-doubled", "the gradient is twice too large") { $0.scaleGradient(by: 2) },
    altering("gradient-summed", "the gradient is summed over samples, not averaged") {
      $0.scaleGradient(by: Double($0.problem.samples))
    },
    altering(step: "gradient-ascent", "the update has the wrong sign") { _, before, after in
      after.columns = 2 * before.columns - after.columns
    },
    Engine(name: "batch-summed", summary: "a minibatch gradient is summed, not averaged") { setting in
      guard case .descent(let sampling) = setting.algorithm, sampling != .fullBatch else {
        return rankfall.dynamics(setting)
      }
      return NetworkDescent(
        .samples(setting.problem, sampling, setting.labelNoise),
        learningRate: setting.learningRate, weightDecay: setting.weightDecay
      ).altered { before, after in
        // theta + eta A(M) theta becomes theta + eta B A(M) theta.
        let size = Double(sampling.batchSize(of: setting.problem.samples))
        after.columns = before.columns + size * (after.columns - before.columns)
      }
    },
  ]
}

extension Setting {
  /// Scales M by a factor and leaves the law of the label noise in it as it was.
  fileprivate mutating func scaleGradient(by factor: Double) {
    let root = factor.squareRoot()
    problem = Regression(inputs: root * problem.inputs, targets: root * problem.targets)
    labelNoise.variance /= factor
  }
}
