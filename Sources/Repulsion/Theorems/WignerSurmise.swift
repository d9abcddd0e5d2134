import Foundation
import Simulation

/// (8.3): for two points the surmise is the law.
public enum WignerSurmise: RepulsionTheorem {
  public static let claim = Claim(
    name: "wigner-surmise", label: "(8.3)",
    statement:
      "The gap g of two confined points has the stationary density of Wigner's surmise: theta g^2 / 2 is Gamma distributed with "
      + "shape (beta + 1)/2, so that small gaps are as rare as g^beta.",
    formula: "p(g) prop. to g^beta exp(-theta g^2 / 2)",
    assumptions: ["n = 2; for more points the surmise is an approximation", "beta >= 1, stationarity"],
    source: "Wigner 1957; Mehta, Random Matrices, chapter 1")

  public static let counterexamples = [
    "repulsion-reversed", "repulsion-absent", "repulsion-doubled", "repulsion-halved", "noise-root-two",
    "noise-recycled",
  ]

  static let trajectories = 4000

  public static func examine(_ engine: RepulsionEngine) -> Verdict {
    let theta = 2.0
    // exp(-4 theta) of the start is left in the mean of the square: below the resolution of 4000 samples.
    let evidence = [1.0, 2, 4].enumerated().map { number, beta -> Evidence in
      let setting = RepulsionWitness.setting(
        .dyson(beta: beta, confinement: theta), start: [-0.5, 0.5], h: 0.0025, steps: 800, every: 800,
        trajectories: trajectories, seed: UInt64(81 + number))
      let record = engine.run(setting)
      if let diverged = divergence(record) { return diverged }
      let series = record[PointObservables.points]
      let gaps = (0..<trajectories).map { series[$0, 1, 1] - series[$0, 1, 0] }
      let (distance, _) = kolmogorovSmirnov(gaps.map { theta * $0 * abs($0) / 2 }) {
        $0 <= 0 ? 0 : Distributions.gamma($0, shape: (beta + 1) / 2, scale: 1)
      }
      return Evidence(
        "Kolmogorov-Smirnov distance of the gap from the surmise, beta = \(Int(beta))", predicted: 0,
        measured: distance,
        allowed: Tolerance(
          criticalDistance, .sampling,
          "one false alarm in 10000 for three comparisons of \(trajectories) gaps (Massart)"))
    }
    return Verdict(evidence)
  }

  /// P(D > this) <= 1e-4 / 3 for every sample size (Massart 1990).
  static var criticalDistance: Double { (log(2 * 3 / 1e-4) / (2 * Double(trajectories))).squareRoot() }
}
