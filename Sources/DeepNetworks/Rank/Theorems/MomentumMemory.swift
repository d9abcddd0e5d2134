import Matrices
import Simulation

/// (R2): the same with momentum.
public struct MomentumMemory: RankTheorem {
  public static let claim = Claim(
    name: "momentum-memory", label: "(R2)",
    statement:
      "Weights under PyTorch's SGD with momentum rho and weight decay, at a constant rate, are a combination of two old "
      + "weights and of the gradients since, with the kernel h of a damped oscillator.",
    formula:
      "W_T = h_n W_(T-n) - rho h_(n-1) W_(T-n-1) - mu sum_(j=1..n) h_(j-1) G_(T-j), h_(k+1) = (1 + rho - mu wd) h_k - rho "
      + "h_(k-1), h_0 = 1, h_(-1) = 0",
    assumptions: ["v' = rho v + G + wd W, W' = W - mu v'", "constant mu, wd and rho"],
    source: "rankfall's notes")

  public static let counterexamples = ["momentum-nesterov", "momentum-decay-other-way", "momentum-damped"]

  private static let count = 60

  public static func examine(_ engine: RankEngine) -> Verdict {
    Verdict(
      [(0.0, 0.1, 0.2), (0.9, 0.01, 0.2), (0.9, 0.1, 0.2), (0.5, 0.2, 0.5)].map {
        evidence(engine, momentum: $0, rate: $1, decay: $2)
      })
  }

  private static func evidence(
    _ engine: RankEngine, momentum: Double, rate: Double, decay: Double
  ) -> Evidence {
    var random = RandomStream(seed: 21, for: .data)
    random.begin(step: 0)
    let gradients = (0..<count).map { _ in Matrix(5, 4) { _, _ in random.normal() } }
    let start = Matrix(5, 4) { _, _ in random.normal() }
    let rule = MomentumRule(momentum: momentum, weightDecay: decay)
    let end = gradients.reduce(RankEngine.Weights(weights: start, velocity: Matrix(zeros: 5, 4))) {
      engine.momentumStep($0, $1, rate, rule)
    }
    var h = [0.0, 1.0]
    for _ in 0..<count {
      h.append((1 + momentum - rate * decay) * h[h.count - 1] - momentum * h[h.count - 2])
    }
    // h[k + 1] is h_k. Without velocity at the start the weights one update before it are the same.
    var sum = (h[count + 1] - momentum * h[count]) * start
    var terms = sum.norm
    for j in 1...count {
      let term = (rate * h[j]) * gradients[count - j]
      terms += term.norm
      sum = sum - term
    }
    return Evidence(
      "deviation of the weights after \(count) updates from the formula, rho = \(momentum), mu = \(rate), wd = \(decay)",
      predicted: 0, measured: (end.weights - sum).norm,
      // A rounding of the velocity acts on the weights with the whole sum of the kernel, 1/(1 - rho) of it.
      allowed: Tolerance(
        Double(4 * count) / (1 - momentum) * Double.ulpOfOne * terms, .rounding,
        "four roundings of the terms for each of \(count) updates, remembered for 1/(1 - rho)"))
  }
}
