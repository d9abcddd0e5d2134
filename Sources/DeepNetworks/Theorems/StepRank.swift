import Matrices
import Simulation

/// What a step adds to the weights has the rank of the batch at most.
public enum StepRank: TrainingTheorem {
  public static let claim = Claim(
    name: "step-rank", label: "(9.2)",
    statement:
      "A step of SGD on a batch of B samples adds to the decayed weights of a layer a matrix of rank m_l B at most, "
      + "m_l being how often a sample uses the weights.",
    formula: "rank(W(t+1) - beta W(t)) <= r_1 = min(p, q, m_l B), beta = 1 - mu wd",
    assumptions: ["SGD without momentum, with weight decay", "a layer larger than r_1"],
    source: "Galanti, Siegel, Gupte, Poggio, CPAL 2025 (PMLR v280), Lemma 3.1 and its proof of Lemma 3.2")

  public static let counterexamples = [
    "decay-halved", "decay-missing", "decay-doubled", "decay-to-start", "sample-more", "weights-shaken",
    "single-precision-weights", "sign-of-gradient", "momentum-unasked", "adam",
  ]

  public static func examine(_ engine: TrainingEngine) -> Verdict {
    var evidence: [Evidence] = []
    let setting = TrainingWitness.perceptron(updates: 60)
    engine.follow(setting) { step in
      for (number, layer) in step.before.layers.enumerated() {
        evidence += rankEvidence(
          step, layer, setting.forgetting(of: number, at: step.number),
          rank: layer.gradientRank(batchSize: setting.batchSize))
      }
    }
    return Verdict(evidence)
  }

  /// The singular value after the `rank`th of what a step added, against the roundings of the weights. Nothing for a layer that
  /// is not larger.
  static func rankEvidence(
    _ step: TrainingEngine.Step, _ layer: NetworkParameter, _ beta: Double, rank: Int
  ) -> [Evidence] {
    guard rank < min(layer.rows, layer.columns) else { return [] }
    let (before, after) = (step.before[layer], step.after[layer])
    let added = after - beta * before
    let size = before.norm + after.norm + added.norm
    return [
      Evidence(
        "singular value \(rank + 1) of the step of \(layer.name), step \(step.number)", predicted: 0,
        measured: added.singularValues[rank],
        allowed: Tolerance(
          16 * Double.ulpOfOne * size, .rounding,
          "16 eps (|W| + |W'| + |step|): each entry is rounded a few times"))
    ]
  }
}
