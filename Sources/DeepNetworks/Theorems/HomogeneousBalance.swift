import Matrices
import Simulation

/// Without biases every layer of a rectifier network gains the same: what the layers' norms differ by has a ledger.
public enum HomogeneousBalance: TrainingTheorem {
  public static let claim = Claim(
    name: "homogeneous-balance", label: "(9.5)",
    statement:
      "In a rectifier network without biases the inner product of a layer's weights and gradient is the same for all "
      + "layers, so that differences of squared norms decay and change by the gradients' squared norms alone.",
    formula:
      "d(t+1) = beta^2 d(t) + mu^2 (|G_l|^2 - |G_k|^2), d = |W_l|^2 - |W_k|^2, G = D^T A / B",
    assumptions: ["linear layers and rectifiers without biases", "SGD without momentum, with weight decay"],
    source:
      "Euler's theorem on homogeneous functions; Du, Hu, Lee, NeurIPS 2018 for gradient flow; rankfall's notes"
  )

  public static let counterexamples = [
    "decay-halved", "decay-missing", "decay-doubled", "decay-after-step", "decay-skips-head",
    "decay-skips-first",
    "decay-to-start", "gradient-of-batch-summed", "sample-more", "learning-rate-off", "sign-of-gradient",
    "gradient-clipped",
    "weights-shaken", "single-precision-weights", "rectifier-unmasked", "momentum-unasked", "adam",
  ]

  public static func examine(_ engine: TrainingEngine) -> Verdict {
    let setting = TrainingWitness.perceptron(updates: 500)
    let (mu, beta) = (setting.descent.learningRate, setting.forgetting(of: 0, at: 0))
    let layers = setting.network.weights
    let start = setting.initialState(in: Double.self)
    var predicted = layers.dropFirst().map { start[$0].squaredNorm - start[layers[0]].squaredNorm }
    var largest = layers.reduce(0) { $0 + start[$1].squaredNorm }
    var evidence: [Evidence] = []
    engine.follow(setting) { step in
      let gradients = step.updates.map { $0.gradient(batchSize: setting.batchSize).squaredNorm }
      let norms = layers.map { step.after[$0].squaredNorm }
      largest = max(largest, norms.reduce(0, +))
      for k in predicted.indices {
        predicted[k] = beta * beta * predicted[k] + mu * mu * (gradients[k + 1] - gradients[0])
        guard step.number % 50 == 49 else { continue }
        evidence.append(
          Evidence(
            "|W_\(k + 2)|^2 - |W_1|^2 after \(step.number + 1) steps", predicted: predicted[k],
            measured: norms[k + 1] - norms[0],
            allowed: TrainingResolution.path(steps: step.number + 1, size: largest)))
      }
    }
    return Verdict(evidence)
  }
}
