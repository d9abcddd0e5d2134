import LinearNetworks
import Simulation

/// The measured orders of convergence beside the declared ones.
public enum OrderTable {
  /// Measures every declared order of every integrator of an engine.
  public static func measurements(of engine: Engine) -> [OrderMeasurement] {
    OrderMeasurement.all(of: engine)
  }

  public static func written(_ measurements: [OrderMeasurement], _ style: TerminalStyle) -> String {
    var table = TextTable([
      ("integrator", .left), ("order", .left), ("declared", .right), ("measured", .right), ("verdict", .left),
    ])
    for one in measurements {
      let holds = isAsDeclared(one)
      let steps = zip(one.steps, one.errors).map { "h \(readable($0)): \(readable($1))" }
      table.add(
        [
          .init(one.integrator), .init(one.kind), .init(readable(one.declared)),
          .init(readable(one.measured)),
          .init(holds ? "as declared" : "not as declared", holds ? .good : .bad),
        ], note: "errors " + steps.joined(separator: ", "))
    }
    return table.written(style)
  }

  public static func isAsDeclared(_ one: OrderMeasurement) -> Bool {
    abs(one.measured - one.declared) <= DeclaredConvergence.allowance
  }

  public static func json(_ measurements: [OrderMeasurement]) -> JSONText {
    .array(
      measurements.map {
        .object([
          "integrator": .text($0.integrator), "kind": .text($0.kind), "declared": .number($0.declared),
          "measured": .number($0.measured), "as_declared": .boolean(isAsDeclared($0)),
          "steps": .array($0.steps.map { .number($0) }), "errors": .array($0.errors.map { .number($0) }),
        ])
      })
  }
}
