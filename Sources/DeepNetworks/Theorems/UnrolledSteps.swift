import Matrices
import Simulation

/// The weights are what is left of older ones and the gradients of the steps since, each as far as it is not forgotten.
public enum UnrolledSteps: TrainingTheorem {
  public static let claim = Claim(
    name: "unrolled-steps", label: "(9.11)",
    statement:
      "The weights of a layer are those of n steps ago, shrunk by the product of the forgetting factors, and a sum of the n "
      + "gradients since, each shrunk by the factors after it; the sum has rank n m_l B at most.",
    formula:
      "W_T = P_n W_{T-n} + U_n, U_n = -sum_{j=1}^n mu_{T-j} (prod_{s=T-j+1}^{T-1} beta_s) G_{T-j}, "
      + "rank U_n <= n m_l B; so |W_T - U_n| = P_n |W_{T-n}| in every norm",
    assumptions: ["SGD without momentum, with weight decay, whatever the schedule of the learning rate"],
    source: "Galanti, Siegel, Gupte, Poggio, CPAL 2025 (PMLR v280), proof of Lemma 3.2")

  public static let counterexamples = [
    "decay-halved", "decay-missing", "decay-doubled", "decay-after-step", "decay-skips-head",
    "decay-skips-first",
    "decay-to-start", "gradient-of-batch-summed", "sample-more", "learning-rate-off", "sign-of-gradient",
    "gradient-clipped", "weights-shaken", "single-precision-weights", "momentum-unasked", "bias-in-weights",
    "adam",
  ]

  public static func examine(_ engine: TrainingEngine) -> Verdict {
    let constant = TrainingWitness.perceptron(.perceptron([12, 16, 14, 4]), updates: 80)
    var stepped = TrainingWitness.perceptron(
      .perceptron([12, 16, 14, 4], biases: false, normalized: .batchNormalization()), batchSize: 4,
      updates: 80)
    stepped.descent.schedule = .steps(milestones: [30, 60], factor: 0.2)
    return Verdict(
      all: [(constant, 20), (constant, 60), (stepped, 60)].map { examine(engine, $0, window: $1) })
  }

  private static func examine(_ engine: TrainingEngine, _ setting: TrainingSetting, window n: Int) -> Verdict
  {
    let layers = setting.network.weights
    let first = setting.updates - n
    var start = setting.initialState(in: Double.self)
    var end = start
    var sums = layers.map { Matrix(zeros: $0.rows, $0.columns) }
    engine.follow(setting) { step in
      end = step.after
      guard step.number >= first else { return }
      if step.number == first { start = step.before }
      for number in layers.indices {
        let gradient = step.updates[number].gradient(batchSize: setting.batchSize)
        sums[number] =
          setting.forgetting(of: number, at: step.number) * sums[number]
          - setting.learningRate(of: number, at: step.number) * gradient
      }
    }
    return Verdict(
      layers.enumerated().map { number, layer in
        let kept = (first..<setting.updates).reduce(1) { $0 * setting.forgetting(of: number, at: $1) }
        let remainder = end[layer] - kept * start[layer] - sums[number]
        return Evidence(
          "|W - P W_old - U| of \(layer.name), \(n) steps", predicted: 0, measured: remainder.norm,
          allowed: TrainingResolution.path(
            steps: n, size: end[layer].norm + start[layer].norm + sums[number].norm))
      })
  }
}
