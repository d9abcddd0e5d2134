import Matrices
import Simulation

/// What is called gradient flow solves the equation of gradient flow.
public enum GradientFlowSolution: NetworkTheorem {
  public static let claim = Claim(
    name: "gradient-flow-solution", label: "(1.1)",
    statement:
      "The integrators of gradient flow of order 2 and more, and the adaptive reference, follow the solution of "
      + "theta' = A(M) theta to their own order.",
    formula: "|theta_h(T) - theta(T)| / |theta(T)| = O(h^order)",
    assumptions: ["gradient flow without noise"],
    source: "the definition of the flow")

  public static let counterexamples = [
    "euler-as-gradient-flow", "gradient-doubled", "gradient-summed", "gradient-ascent", "sequential-layers",
  ]

  public static func examine(_ engine: Engine) -> Verdict {
    let theta = Witness.theta(Witness.problem, width: 6)
    let end = ReferenceFlow(Witness.problem).end(from: theta, duration: 4, steps: 8000)
    return Verdict(
      [
        (GradientFlowMethod.commutatorFree4, 4.0), (.rungeKutta4, 4), (.exponentialMidpoint, 2),
        (.reference, 8),
      ].map {
        method, order in
        let coarse = reached(engine, method, steps: 100)
        let fine = reached(engine, method, steps: 200)
        // What halving the step changed tells the error that is left, if the order is right.
        let left = (coarse - fine).norm / (pow2(order) - 1) / end.norm
        return Evidence(
          "|theta - reference| / |theta| at t = 4, h = 0.02, by \(method.rawValue)", predicted: 0,
          measured: (fine - end).norm / end.norm,
          allowed: Tolerance(
            3 * left + 1e-10, .discretization, "3 times the error that the change from h = 0.04 foretells"))
      })
  }

  private static func pow2(_ exponent: Double) -> Double { exponential(exponent * logarithm(2)) }

  private static func reached(_ engine: Engine, _ method: GradientFlowMethod, steps: Int) -> Matrix {
    let setting = Witness.setting(
      .gradientFlow(method), h: 4 / Double(steps), steps: steps, every: steps)
    let record = engine.run(setting, observing: [.weights(setting)])
    return Matrix(rows: setting.rows, columns: setting.width, entries: record["theta"].vector(time: 1))
  }
}
