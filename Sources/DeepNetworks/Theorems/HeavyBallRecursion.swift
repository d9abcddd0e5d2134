import Matrices
import Simulation

/// With momentum, too, the weights are a short memory of gradients: its coefficients obey a recursion of two terms.
public enum HeavyBallRecursion: TrainingTheorem {
  public static let claim = Claim(
    name: "heavy-ball-recursion", label: "(9.9)",
    statement:
      "With the heavy ball the weights are a combination of two earlier ones and of the gradients since, whose coefficients "
      + "follow from the learning rate, the momentum and the decay alone.",
    formula:
      "W_T = h_n W_{T-n} - c h_{n-1} W_{T-n-1} - mu sum_{j=1}^n h_{j-1} G_{T-j}, h_{-1} = 0, h_0 = 1, "
      + "h_{k+1} = a h_k - c h_{k-1}; a = 1 + rho - mu wd, c = rho (coupled); a = beta + rho, c = rho beta (decoupled)",
    assumptions: [
      "heavy ball with momentum rho, constant learning rate", "weight decay coupled or decoupled",
    ],
    source: "Polyak 1964; rankfall's notes")

  public static let counterexamples = [
    "momentum-nesterov", "momentum-damped", "momentum-unasked", "decay-other-way", "decay-halved",
    "decay-missing",
    "decay-doubled", "sample-more", "learning-rate-off", "weights-shaken", "single-precision-weights", "adam",
  ]

  public static func examine(_ engine: TrainingEngine) -> Verdict {
    Verdict(all: Descent.Decay.allCases.map { examine(engine, $0) })
  }

  private static func examine(_ engine: TrainingEngine, _ decay: Descent.Decay) -> Verdict {
    let (rho, steps, window) = (0.9, 60, 40)
    let descent = Descent(
      learningRate: 0.01, weightDecay: 0.4, method: .heavyBall(momentum: rho), decay: decay)
    let setting = TrainingWitness.perceptron(
      .perceptron([12, 16, 4], biases: false), descent: descent, updates: steps)
    var states = [setting.initialState(in: Double.self)]
    var updates: [[LayerUpdate]] = []
    engine.follow(setting) {
      states.append($0.after)
      updates.append($0.updates)
    }
    let (mu, x) = (descent.learningRate, descent.learningRate * descent.weightDecay)
    let (a, c) = decay == .coupled ? (1 + rho - x, rho) : (1 - x + rho, rho * (1 - x))
    // coefficients[k] is h_{k-1}.
    var coefficients = [0.0, 1.0]
    for k in 1...window { coefficients.append(a * coefficients[k] - c * coefficients[k - 1]) }
    return Verdict(
      setting.network.weights.enumerated().map { number, layer in
        var sum =
          coefficients[window + 1] * states[steps - window][layer]
          - (c * coefficients[window]) * states[steps - window - 1][layer]
        // What roundings are magnified by: a rounding of step T - j comes with h_{j-1}.
        var size = sum.norm
        for j in 1...window {
          let gradient = updates[steps - j][number].gradient(batchSize: setting.batchSize)
          sum = sum - (mu * coefficients[j]) * gradient
          size += abs(coefficients[j]) * states[steps - j][layer].norm / Double(window)
        }
        return Evidence(
          "|W - combination| of \(layer.name), \(decay.rawValue) decay, \(window) steps", predicted: 0,
          measured: (states[steps][layer] - sum).norm,
          allowed: TrainingResolution.path(steps: window, size: size))
      })
  }
}
