import CGSL
import Foundation
import Simulation

/// (8.4): from zero, Wishart's determinant is a product of independent chi-square variables.
public enum BartlettDeterminant: RepulsionTheorem {
  public static let claim = Claim(
    name: "bartlett-determinant", label: "(8.4)",
    statement:
      "Wishart's process that starts at zero has a determinant whose logarithm is n log t plus the sum of the logarithms of "
      + "independent chi-square variables.",
    formula:
      "E log det W_t = sum_(i=1..n) (log(2 t) + psi(beta (m-i+1)/2)), var log det W_t = sum psi'(beta (m-i+1)/2)",
    assumptions: ["W_0 = 0, beta (m - n + 1) > 1"],
    source: "Bartlett 1933; Dumitriu and Edelman 2002 for every beta")

  public static let counterexamples = [
    "repulsion-reversed", "repulsion-doubled", "repulsion-halved", "ito-drift-missing", "noise-root-two",
    "noise-recycled",
  ]

  public static func examine(_ engine: RepulsionEngine) -> Verdict {
    Verdict(
      [(1.0, 4.0), (2, 3), (4, 3)].enumerated().flatMap { number, pair in
        evidence(engine, beta: pair.0, rows: pair.1, seed: UInt64(91 + 2 * number))
      })
  }

  private static func evidence(_ engine: RepulsionEngine, beta: Double, rows: Double, seed: UInt64)
    -> [Evidence]
  {
    let (n, time, trajectories) = (3, 1.0, 4000)
    /// log det W_t of every trajectory with steps of time/steps.
    func samples(_ steps: Int, _ seed: UInt64) -> SampleSummary? {
      let setting = RepulsionWitness.setting(
        .laguerre(beta: beta, rows: rows), start: [Double](repeating: 0, count: n),
        h: time / Double(steps), steps: steps, every: steps, trajectories: trajectories, seed: seed)
      let record = engine.run(setting, observing: [PointObservables.logDeterminant])
      let sample = record["log_determinant"].sample(time: 1)
      return sample.allSatisfy(\.isFinite) ? SampleSummary(sample) : nil
    }
    guard let coarse = samples(200, seed), let fine = samples(400, seed + 1) else {
      return [
        Evidence(
          "log det that is not finite, trajectories", predicted: 0, measured: .infinity,
          allowed: Tolerance(0, .rounding, "a count"))
      ]
    }
    let shapes = (0..<n).map { beta * (rows - Double($0)) / 2 }
    let mean = shapes.reduce(0) { $0 + log(2 * time) + gsl_sf_psi($1) }
    let variance = shapes.reduce(0) { $0 + gsl_sf_psi_1($1) }
    let extrapolated = 2 * fine.mean - coarse.mean
    let error = (5 * variance / Double(trajectories)).squareRoot()
    return [
      Evidence(
        "mean of log det W_t, extrapolated from two steps, beta = \(Int(beta))", predicted: mean,
        measured: extrapolated,
        allowed: Tolerance(5 * error, .sampling, "5 standard errors of 4000 trajectories of each step")),
      Evidence(
        "variance of log det W_t, extrapolated from two steps, beta = \(Int(beta))", predicted: variance,
        measured: 2 * fine.variance - coarse.variance,
        allowed: Tolerance(
          5 * variance * (5 * kurtosis(shapes) / Double(trajectories)).squareRoot(), .sampling,
          "5 standard errors of the variances of 4000 trajectories of each step")),
    ]
  }

  /// E (x - mean)^4 / variance^2 - 1 of the sum of logarithms of Gamma variables.
  private static func kurtosis(_ shapes: [Double]) -> Double {
    let variance = shapes.reduce(0) { $0 + gsl_sf_psi_1($1) }
    let fourth = shapes.reduce(0) { $0 + gsl_sf_psi_n(3, $1) }
    return fourth / (variance * variance) + 2
  }
}
