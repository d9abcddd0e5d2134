import Learning
import Matrices
import Simulation

/// (5.9): the scalar network under label noise forgets its start and settles to a Gamma law.
public enum StationaryGamma: NetworkTheorem {
  public static let claim = Claim(
    name: "stationary-gamma", label: "(5.9)",
    statement:
      "The scalar network w2 w1 under label noise has a stationary law: |w2 w1| is Gamma distributed, with a mean "
      + "below the least-squares solution by eta c / (2 H).",
    formula: "|s| ~ Gamma(shape H s* / (eta c) - 1/2, scale eta c / H), H = |X|^2 / n, c = C",
    assumptions: [
      "p = k = 1, s* > 0, and w1 + w2 != 0 at the start: the line w1 = -w2 is invariant and leads to 0",
      "H s* > eta c / 2, else theta -> 0 almost surely",
    ],
    source: "rankfall's notes")

  public static let counterexamples = [
    "noise-doubled", "noise-amplified", "noise-absent", "gradient-doubled", "damping-missing",
    "rate-for-root",
  ]

  public static func examine(_ engine: Engine) -> Verdict {
    // H = 1, s* = 1, eta c = 0.4: shape 2, scale 0.4.
    let n = 4
    let ones = Matrix(n, 1) { _, _ in 1 }
    let problem = Regression(inputs: ones, targets: ones)
    let (eta, variance) = (0.2, 2.0)
    let setting = Setting(
      problem, start: .fixed(Matrix(2, 1) { _, _ in 1 }),
      algorithm: .stochasticGradientFlow(.splitHyperbolic2, .ito), learningRate: eta, flowStep: 0.01,
      labelNoise: LabelNoise(variance: variance), noiseBatchSize: 1,
      schedule: Schedule(steps: 2500, every: 2500), ensemble: Ensemble(trajectories: 1200, seed: 51))
    let noise = eta * variance
    let product = Observable<NetworkState>("product", symbol: "|w2 w1|") { [abs($0.state.product[0, 0])] }
    let samples = engine.run(setting, observing: [product])["product"].sample(time: 1)
    guard samples.allSatisfy(\.isFinite) else {
      return Verdict([
        Evidence(
          "diverged trajectories", predicted: 0, measured: Double(samples.count { !$0.isFinite }),
          allowed: Tolerance(0.5, .sampling, "a count"))
      ])
    }
    let (distance, probability) = kolmogorovSmirnov(samples) {
      Distributions.gamma($0, shape: 1 / noise - 0.5, scale: noise)
    }
    // At p = 1e-4 the distance is 2.2 / sqrt(n) and a little less.
    let critical = 2.225 / (1200.0.squareRoot() + 0.12 + 0.11 / 1200.0.squareRoot())
    return Verdict([
      Evidence(
        "Kolmogorov-Smirnov distance from the Gamma law (p = \(probability.short))", predicted: 0,
        measured: distance,
        allowed: Tolerance(critical, .sampling, "p = 1e-4 for 1200 independent trajectories"))
    ])
  }
}
