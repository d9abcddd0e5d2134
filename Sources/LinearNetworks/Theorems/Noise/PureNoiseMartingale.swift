import Simulation

/// Without a loss the weights are a martingale.
public enum PureNoiseMartingale: NetworkTheorem {
  public static let claim = Claim(
    name: "pure-noise-martingale", label: "(2.7)",
    statement:
      "Label noise alone moves no weight in the mean: in the sense of Ito theta is a martingale when the loss is "
      + "left out.",
    formula: "J = 0  =>  E theta_t = theta_0",
    assumptions: ["the label-noise flow without its drift"],
    source: "rankfall's notes; (5.6)")

  public static let counterexamples = [
    "damping-isotropic", "damping-first-block-right-trace", "damping-missing", "damping-doubled",
    "ito-correction-missing", "noise-absent",
  ]

  public static func examine(_ engine: Engine) -> Verdict {
    let methods: [StochasticFlowMethod] = [
      .splitHyperbolic, .stratonovichHeun, .ninomiyaVictoir, .eulerMaruyama,
    ]
    return Verdict(
      methods.enumerated().flatMap { number, method in
        let setting = Witness.pureNoise(method, seed: UInt64(31 + number))
        guard case .fixed(let start) = setting.start else { return [Evidence]() }
        let record = engine.run(setting, observing: [.weights(setting)])
        let theta = record["theta"]
        return start.entries.indices.map { i in
          meanEvidence(
            "E theta[\(i)] at t = 1 by \(method.rawValue)", theta.sample(time: 1, component: i),
            predicted: start.entries[i], errors: 5.5)
        }
      })
  }
}
