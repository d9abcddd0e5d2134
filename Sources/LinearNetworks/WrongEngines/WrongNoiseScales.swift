import Matrices

extension Engine {
  static let wrongNoiseScales: [Engine] = [
    altering("variance-squared", "the label noise's variance is taken for its standard deviation") {
      $0.labelNoise.variance *= $0.labelNoise.variance
    },
    altering("noise-doubled", "the noise is twice too large, and its Ito correction four times") {
      $0.labelNoise.variance *= 4
    },
    altering(flow: "covariance-single-sample", "C is delta/n X^T X whatever the batch") { flow, setting in
      flow.rescale(variance: Double(setting.batchSize))
    },
    altering(flow: "covariance-batch-squared", "C is delta/(n B^2) X^T X") { flow, setting in
      flow.rescale(variance: 1 / Double(setting.batchSize))
    },
    altering(flow: "noise-amplified", "the noise is doubled and its Ito correction left") { flow, _ in
      flow.noise.factor = 2 * flow.noise.factor
    },
    altering(flow: "noise-absent", "there is no noise, only its Ito correction") { flow, _ in
      flow.noise.factor = 0 * flow.noise.factor
    },
    altering(flow: "step-for-root", "the noise of a step is h wide, not sqrt(h)") { flow, setting in
      flow.noise.factor = setting.flowStep.squareRoot() * flow.noise.factor
    },
    Engine(name: "rate-for-root", summary: "eta stands in the exponential where sqrt(eta) belongs") {
      setting in
      guard case .stochasticGradientFlow(let method, _) = setting.algorithm,
        [.splitHyperbolic, .splitHyperbolic2].contains(method)
      else { return rankfall.dynamics(setting) }
      return RateInExponential(
        base: SplitHyperbolicFlow(
          StochasticGradientFlow(setting), timeStep: setting.flowStep,
          averagesDrift: method == .splitHyperbolic2))
    },
  ]
}

extension StochasticGradientFlow {
  /// Multiplies the variance of the noise, and K with it.
  fileprivate mutating func rescale(variance: Double) {
    noise.factor = variance.squareRoot() * noise.factor
    damping = NoiseDamping(noise)
  }
}
