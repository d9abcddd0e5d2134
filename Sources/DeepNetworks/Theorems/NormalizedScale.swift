import Matrices
import Simulation

/// Before batch normalisation only the product of learning rate and weight decay counts: to the bit.
public enum NormalizedScale: TrainingTheorem {
  public static let claim = Claim(
    name: "normalized-scale", label: "(9.7)",
    statement:
      "Weights before batch normalisation that start twice as large, learn four times as fast and decay by a quarter as "
      + "much stay twice as large in every bit, and all else is the same.",
    formula: "(mu, wd, W_0) -> (4 mu, wd / 4, 2 W_0)  =>  W_t -> 2 W_t",
    assumptions: [
      "batch normalisation with epsilon = 0 and without gain and shift behind the layers that are scaled, no biases there",
      "SGD without momentum; learning rate and decay of the other layers unchanged",
    ],
    source: "van Laarhoven, arXiv:1706.05350 (2017), with powers of two; rankfall's notes")

  public static let counterexamples = [
    "normalization-epsilon", "normalization-stale", "decay-to-start", "weights-shaken", "sign-of-gradient",
    "adam",
    "gradient-clipped",
  ]

  public static func examine(_ engine: TrainingEngine) -> Verdict {
    let network = Network.perceptron(
      [12, 16, 14, 4], biases: false, normalized: .batchNormalization(epsilon: 0, affine: false))
    // A learning rate that is a power of two, so that four times it, and its product with a quarter of the decay, are exact.
    var plain = TrainingWitness.perceptron(
      network, descent: Descent(learningRate: 0.0625, weightDecay: 0.08), batchSize: 6, updates: 60)
    plain.start = .gaussian(deviation: 0.5)
    var scaled = plain
    scaled.rateFactors = [4, 4, 1]
    scaled.decayFactors = [0.25, 0.25, 1]
    let layers = network.weights
    let ends = [plain, scaled].map { setting in
      engine.finish(setting) { state in
        guard setting.rateFactors == scaled.rateFactors else { return }
        for layer in layers.dropLast() { state[layer] = 2 * state[layer] }
      }
    }
    return Verdict(
      layers.enumerated().map { number, layer in
        let scale = number + 1 < layers.count ? 0.5 : 1.0
        let (a, b) = (ends[0][layer], scale * ends[1][layer])
        return Evidence(
          "entries of \(layer.name) that differ after 60 steps", predicted: 0,
          measured: a.isFinite && b.isFinite ? Double(zip(a.entries, b.entries).count { $0 != $1 }) : .nan,
          allowed: Tolerance(0, .rounding, "products with powers of two are exact"))
      })
  }
}

extension TrainingEngine {
  /// The end of a training whose start was changed.
  func finish(
    _ setting: TrainingSetting, changing change: (inout TrainingState<Double>) -> Void = { _ in }
  ) -> TrainingState<Double> {
    let altered = altered(setting)
    var state = altered.initialState(in: Double.self)
    change(&state)
    var random = RandomStream(seed: setting.seed)
    dynamics(setting, Training(altered)).makeWalk(for: state)(&state, 0..<setting.updates, &random)
    return state
  }
}
