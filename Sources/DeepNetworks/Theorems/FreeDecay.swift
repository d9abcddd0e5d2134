import Matrices
import Simulation

/// Where decay beats the loss, nothing is learnt any more: the weights shrink by beta a step and keep their shape.
public enum FreeDecay: TrainingTheorem {
  public static let claim = Claim(
    name: "free-decay", label: "(9.10)",
    statement:
      "A rectifier network without biases that decays faster than it learns collapses: every layer's norm shrinks by the "
      + "forgetting factor in every step, while its singular values keep their ratios and its rank does not fall to zero.",
    formula: "|W(t+1)| / |W(t)| -> beta = 1 - mu wd",
    assumptions: [
      "at least two linear layers, rectifiers, no biases: gradients vanish with the other layers' weights",
      "SGD without momentum and a decay that wins",
    ],
    source: "rankfall's notes")

  public static let counterexamples = [
    "decay-halved", "decay-missing", "decay-doubled", "decay-skips-head", "decay-skips-first",
    "decay-to-start",
    "weights-shaken", "sign-of-gradient", "momentum-unasked", "adam",
  ]

  public static func examine(_ engine: TrainingEngine) -> Verdict {
    let setting = TrainingWitness.perceptron(
      descent: Descent(learningRate: 0.05, weightDecay: 2), batchSize: 4, updates: 600)
    let beta = setting.forgetting(of: 0, at: 0)
    let observables = TrainingObservables<Double>(setting)
    let record = engine.run(
      setting, every: 300,
      observing: [observables.normRatios, observables.collapsed, observables.ranks(of: .spectral)])
    let thresholds = observables.thresholds.count
    return Verdict(
      setting.network.weights.indices.flatMap { layer in
        [
          Evidence(
            "|W'| / |W| of layer \(layer + 1) after 600 steps", predicted: beta,
            measured: record["norm_ratios"][0, 2, layer],
            // G is a product of the other layers' weights, each below 0.9^600 = 10^-27 of its first size: nothing beside W.
            allowed: TrainingResolution.path(steps: 0, size: 1)),
          Evidence(
            "layer \(layer + 1) is called collapsed", predicted: 1,
            measured: record["collapsed"][0, 2, layer], allowed: Tolerance(0, .rounding, "yes or no")),
          Evidence(
            "its rank above 0.001 keeps at least one dimension", predicted: 0,
            measured: record["spectral_ranks"][0, 2, layer * thresholds] >= 1 ? 0 : 1,
            allowed: Tolerance(0, .rounding, "yes or no")),
        ]
      })
  }
}
