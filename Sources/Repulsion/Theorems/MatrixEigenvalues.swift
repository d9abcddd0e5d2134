import Foundation
import Matrices
import Simulation

/// (8.7): the equations are those of eigenvalues: samples of both have one law.
public enum MatrixEigenvalues: RepulsionTheorem {
  public static let claim = Claim(
    name: "matrix-eigenvalues", label: "(8.7)",
    statement:
      "The points have the law of the eigenvalues of matrices that move: Brownian motion of real symmetric and of complex "
      + "Hermitian matrices, of X^T X for Brownian X, and of Gamma under multiplicative noise.",
    formula: "law of (x_1, ..., x_n)(t) = law of the ordered eigenvalues of M_t",
    assumptions: ["the same start", "two samples of 2500, each eigenvalue and the smallest gap compared"],
    source: "Dyson 1962; Bru 1989, 1991")

  public static let counterexamples = [
    "repulsion-reversed", "repulsion-absent", "repulsion-doubled", "repulsion-halved", "ito-drift-missing",
    "noise-root-two",
  ]

  static let samples = 2500

  public static func examine(_ engine: RepulsionEngine) -> Verdict {
    let test = TwoSampleTest(samples, samples, comparisons: MatrixMotion.all.count * 4)
    return Verdict(
      MatrixMotion.all.enumerated().flatMap { number, motion -> [Evidence] in
        let setting = RepulsionWitness.setting(
          motion.model, start: motion.start, h: motion.timeStep, steps: motion.steps, every: motion.steps,
          trajectories: samples, seed: UInt64(101 + number))
        let record = engine.run(setting)
        if let diverged = divergence(record) { return [diverged] }
        let series = record[PointObservables.points]
        let seen = (0..<samples).map { statistics(series.vector(trajectory: $0, time: 1)) }
        let known = matrices[number]
        return seen[0].indices.map { i in
          test.evidence(
            i < motion.start.count
              ? "eigenvalue \(i + 1), \(motion.name)" : "smallest gap, \(motion.name)",
            seen.map { $0[i] }, known.map { $0[i] })
        }
      })
  }

  /// The samples of matrices, drawn once.
  private static let matrices: [[[Double]]] = MatrixMotion.all.map { motion in
    (0..<samples).map { number in
      var random = RandomStream(seed: 7, trajectory: number, for: .data)
      return statistics(motion.eigenvalues(&random))
    }
  }

  /// The points and their smallest gap.
  private static func statistics(_ x: [Double]) -> [Double] {
    x + [zip(x, x.dropFirst()).map { $1 - $0 }.min() ?? .nan]
  }
}
