import Matrices
import Simulation

/// How large the rank of a gradient can be, kind by kind of layer.
public enum SampleGradientRank: TrainingTheorem {
  public static let claim = Claim(
    name: "sample-gradient-rank", label: "(9.1)",
    statement:
      "The gradient of a sample's loss by a weight matrix has rank one in a linear layer, the number of patches at most in "
      + "a convolution, and the number of tokens at most in attention, one less for its queries and keys; a batch has one "
      + "less than its samples before batch normalisation and one less than the classes at the head.",
    formula:
      "rank G <= 1 (linear), m_l (convolution of m_l patches), T - 1 (W_Q, W_K), T (W_V) for one sample; "
      + "B - 1 (before batch normalisation), min(B, C - 1) (cross-entropy head) for a batch",
    assumptions: [
      "a layer larger than the bound", "the step of SGD shows the gradient: W' - beta W = -mu G",
    ],
    source:
      "Galanti, Siegel, Gupte, Poggio, CPAL 2025 (PMLR v280), Lemmas 3.1 and A.1, sharpened where sums vanish: rankfall's notes"
  )

  public static let counterexamples = [
    "normalization-mean-held", "softmax-without-label", "adam", "sample-more",
    "decay-halved",
    "weights-shaken", "normalization-stale",
  ]

  private static let descent = Descent(learningRate: 0.5, weightDecay: 0.2)

  private static var settings: [TrainingSetting] {
    let linear = TrainingWitness.perceptron(
      .perceptron([12, 16, 14, 4]), descent: descent, batchSize: 1, updates: 3)
    let head = TrainingWitness.perceptron(
      .perceptron([12, 16, 4]), descent: descent, batchSize: 8, updates: 3)
    let normalized = TrainingWitness.perceptron(
      .perceptron(
        [12, 16, 14, 4], biases: false, normalized: .batchNormalization(epsilon: 1e-5, affine: false)),
      descent: descent, batchSize: 5, updates: 3)
    let convolution = TrainingSetting(
      Network(
        inputs: LayerShape(height: 4, width: 4, channels: 2),
        layers: [
          .convolution(channels: 12, kernel: 3, biases: false), .rectifier,
          .linear(outputs: 3, biases: false),
        ]), on: TrainingWitness.images, descent: descent, batchSize: 1, length: .updates(3), seed: 32)
    let attention = TrainingSetting(
      Network(
        inputs: LayerShape(height: 4, channels: 8),
        layers: [.attention(size: 6), .linear(outputs: 3, biases: false)]),
      on: TrainingWitness.images.withoutImage, descent: descent, batchSize: 1, length: .updates(3), seed: 33)
    return [linear, head, normalized, convolution, attention]
  }

  public static func examine(_ engine: TrainingEngine) -> Verdict {
    Verdict(
      settings.flatMap { setting in
        var evidence: [Evidence] = []
        engine.follow(setting) { step in
          let layers = step.before.layers
          for (number, layer) in layers.enumerated() {
            var rank = layer.gradientRank(batchSize: setting.batchSize)
            if number == layers.count - 1 { rank = min(rank, setting.samples.outputCount - 1) }
            guard rank < min(layer.rows, layer.columns) else { continue }
            let beta = setting.forgetting(of: number, at: step.number)
            evidence.append(
              StepExcess(step.before[layer], step.after[layer], beta, rank: rank)
                .evidence(of: layer, rank: rank, step: step.number + 1))
          }
        }
        return evidence
      })
  }
}
