import Simulation

/// Every integrator converges at the orders it declares.
public enum DeclaredConvergence: NetworkTheorem {
  public static let claim = Claim(
    name: "declared-convergence", label: "(4.2)",
    statement:
      "Every integrator converges to the solution of its equation at its declared orders: without noise, "
      + "strongly for commuting and for general noise, and weakly.",
    formula: "error(h) ~ C h^order, measured within 0.25",
    assumptions: ["steps small enough for the leading term"],
    source:
      "Kloeden and Platen 1992; Celledoni, Marthinsen, Owren 2003; Ninomiya and Victoir 2008; rankfall's notes"
  )

  public static let counterexamples = [
    "fixed-field-order", "ito-correction-missing", "damping-halved", "damping-missing", "damping-isotropic",
    "euler-as-gradient-flow", "noise-isotropic", "gradient-doubled",
  ]

  /// How far a measured order may be from the declared one.
  public static let allowance = 0.25

  public static func examine(_ engine: Engine) -> Verdict {
    Verdict(
      OrderMeasurement.all(of: engine).map {
        Evidence(
          "\($0.kind) order of \($0.integrator)", predicted: $0.declared, measured: $0.measured,
          allowed: Tolerance(allowance, .discretization, "next order's share at the steps used"))
      })
  }
}
