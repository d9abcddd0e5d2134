import Simulation

/// A width beyond P and the inputs' frame are bookkeeping: taking them away changes no spectrum on any path.
public enum ExactReductions: NetworkTheorem {
  public static let claim = Claim(
    name: "exact-reductions", label: "(0.2)",
    statement:
      "Replacing a width l > P by P, and rotating the inputs to the eigenvectors of X^T X, changes no singular "
      + "value of theta, W1, W2 or W1 W2 and no nonzero eigenvalue of D on any path, noise included.",
    formula:
      "theta_0 -> diag(V^T, I) theta_0 Q, X -> X V: s_i(theta_t), s_i(W1), s_i(W2), s_i(W1 W2), eig D unchanged",
    assumptions: [
      "a fixed start; any algorithm",
      "for the rotation of a noisy flow or of moment descent: distinct eigenvalues of X^T X, else the law is kept and "
        + "not the path",
    ],
    source: "rankfall's notes")

  public static let counterexamples = ["single-precision"]

  public static func examine(_ engine: Engine) -> Verdict {
    let settings = [
      Witness.setting(.descent(.withReplacement(3)), width: 9, delta: 1, steps: 100, every: 10),
      Witness.setting(.momentDescent, width: 9, delta: 4, steps: 100, every: 10),
      Witness.setting(.gradientFlow(.commutatorFree4), width: 9, steps: 100, every: 10),
      Witness.setting(
        .stochasticGradientFlow(.splitHyperbolic2, .ito), width: 9, delta: 1, steps: 100, every: 10),
      Witness.setting(
        .stochasticGradientFlow(.ninomiyaVictoir, .ito), width: 9, delta: 1, steps: 100, every: 10),
      Witness.setting(
        .stochasticGradientFlow(.stratonovichHeun, .ito), width: 9, delta: 1, steps: 100, every: 10),
    ]
    return Verdict(
      settings.flatMap { setting in
        [(true, false), (false, true), (true, true)].map { width, rotation in
          compare(engine, setting, setting.reduced(width: width, rotation: rotation))
        }
      })
  }

  private static let names = [
    "theta_singular_values", "W1_singular_values", "W2_singular_values", "W_singular_values",
    "balancedness_eigenvalues", "loss",
  ]

  private static func compare(_ engine: Engine, _ full: Setting, _ reduced: Setting) -> Evidence {
    func look(_ setting: Setting) -> Record {
      engine.run(setting, observing: NetworkObservables.all(for: setting).filter { names.contains($0.name) })
    }
    let (a, b) = (look(full), look(reduced))
    var worst = 0.0
    for name in names {
      for (x, y) in zip(a[name].values, b[name].values) { worst = max(worst, abs(x - y)) }
    }
    return Evidence(
      "largest difference of a spectrum between the full and the reduced run", predicted: 0, measured: worst,
      allowed: Tolerance(1e-9, .rounding, "100 steps of weights of size 1, with room for their growth"))
  }
}
