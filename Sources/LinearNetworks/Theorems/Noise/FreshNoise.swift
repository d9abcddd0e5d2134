import Matrices
import Simulation

/// Every step's noise is new, and normal where it should be.
public enum FreshNoise: NetworkTheorem {
  public static let claim = Claim(
    name: "fresh-noise", label: "(0.1'')",
    statement:
      "The noise of different steps is uncorrelated, and that of the flow and of Gaussian full-batch label noise "
      + "has the kurtosis of a normal distribution.",
    formula: "corr(Z_t, Z_{t+j}) = 0 for j = 1 ... 8, Z_t = R_t - E[R_t | theta_t]; E Z^4 = 3 (E Z^2)^2",
    assumptions: ["Euler-Maruyama, or full-batch descent with Gaussian label noise"],
    source: "the definition of label noise")

  public static let counterexamples = ["noise-frozen", "noise-recycled", "noise-uniform"]

  public static func examine(_ engine: Engine) -> Verdict {
    let settings = [
      Witness.setting(.stochasticGradientFlow(.eulerMaruyama, .ito), eta: 0.02, delta: 0.2, steps: 4000),
      Witness.setting(.momentDescent, eta: 0.02, delta: 4, steps: 4000),
    ]
    return Verdict(settings.flatMap { check(engine, $0) })
  }

  private static func check(_ engine: Engine, _ setting: Setting) -> [Evidence] {
    let problem = setting.problem
    let h = setting.timeStep
    let expected = Observable<NetworkState>(
      "expected_step", symbol: "h M", components: setting.inputs * setting.outputs
    ) { look in
      guard let previous = look.previous else {
        return [Double](repeating: .nan, count: problem.inputCount * problem.outputCount)
      }
      return (h * problem.functionGradient(at: previous.product)).entries
    }
    let record = engine.run(setting, observing: [recoveredStep(setting), expected])
    let (steps, means) = (record["recovered_step"], record["expected_step"])
    var evidence: [Evidence] = []
    for component in 0..<steps.components {
      let noise = zip(steps.path(component: component), means.path(component: component)).dropFirst().map {
        $0 - $1
      }
      let n = Double(noise.count)
      let variance = noise.reduce(0) { $0 + $1 * $1 } / n
      for lag in 1...8 {
        let products = zip(noise, noise.dropFirst(lag)).map { $0 * $1 / variance }
        evidence.append(
          Evidence(
            "autocorrelation of R[\(component)] at lag \(lag)", predicted: 0,
            measured: products.reduce(0, +) / n,
            allowed: Tolerance(5 / n.squareRoot(), .sampling, "5 / sqrt(\(noise.count) steps)")))
      }
      let fourth = noise.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
      evidence.append(
        Evidence(
          "kurtosis of R[\(component)]", predicted: 3, measured: fourth / (variance * variance),
          allowed: Tolerance(6 * (24 / n).squareRoot(), .sampling, "6 standard errors, sqrt(24/n) each")))
    }
    return evidence
  }
}
