import Matrices
import Simulation

/// log det as rankfall computes it is log det as it is defined.
public enum DeterminantFormula: NetworkTheorem {
  public static let claim = Claim(
    name: "determinant-formula", label: "(1.3'')",
    statement:
      "2 sum log s_i(theta) is log det(theta theta^T): it agrees with a factorisation of theta theta^T where that "
      + "is accurate, and scales as it must far below its reach.",
    formula: "2 sum log s_i(theta) = log det(theta theta^T); theta -> diag(c) theta adds 2 sum log |c_i|",
    assumptions: ["width >= inputs + outputs"],
    source: "linear algebra")

  public static let counterexamples = ["determinant-unsquared"]

  public static func examine(_ engine: Engine) -> Verdict {
    let measure = engine.logDeterminant ?? { $0.logDeterminant }
    let theta = Witness.theta(Witness.problem, width: 8)
    let state = NetworkState(theta: theta, inputs: 3, outputs: 2)
    let gram = theta * theta.transposed
    // Rows scaled down to 1e-40: theta theta^T would underflow, the rows of theta keep their shape.
    let scales = [1, 1e-10, 1e-20, 1e-30, 1e-40]
    let graded = NetworkState(theta: .diagonal(scales) * theta, inputs: 3, outputs: 2)
    let shift = 2 * scales.reduce(0) { $0 + logarithm($1) }
    return Verdict([
      Evidence(
        "log det of a random start, against LU of theta theta^T", predicted: gram.logDeterminant.log,
        measured: measure(state),
        allowed: Resolution.path(steps: 0, condition: 5 * conditionSquared(theta))),
      Evidence(
        "log det with rows scaled by 1 ... 1e-40", predicted: gram.logDeterminant.log + shift,
        measured: measure(graded), allowed: Tolerance(1e-9, .rounding, "one-sided Jacobi")),
    ])
  }

  private static func conditionSquared(_ theta: Matrix) -> Double {
    let s = theta.singularValues
    guard let first = s.first, let last = s.last else { return 1 }
    return (first / last) * (first / last)
  }
}
