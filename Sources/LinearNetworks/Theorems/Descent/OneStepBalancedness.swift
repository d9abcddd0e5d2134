import Simulation

/// (3.2): the balancedness' change in one step, exactly.
public struct OneStepBalancedness: NetworkPrediction {
  public static let claim = Claim(
    name: "one-step-balancedness", label: "(3.2)",
    statement:
      "A step with any gradient matrix M changes the balancedness at second order in eta only, by a difference "
      + "of squares.",
    formula: "D <- r^2 D - eta^2 (W1^T M M^T W1 - W2 M^T M W2^T), r = 1 - eta lambda",
    assumptions: [
      "gradient descent, SGD, label noise, or Euler-Maruyama", "W2 has full column rank", "width <= 64",
    ],
    source: "rankfall's notes")

  public static let counterexamples = ["untied-noise", "sequential-layers", "decay-first-layer"]
  public static var witnesses: [Setting] { Witness.everyDiscreteAlgorithm }

  private let setting: Setting

  public init?(for setting: Setting) {
    guard setting.takesCoupledSteps, setting.width >= setting.outputs, setting.width <= 64 else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<NetworkState>] { [setting.stepAudit] }

  public func check(_ record: Record) -> Verdict {
    StepAudit.check(record, component: 2, quantity: "D's change less the formula's, over |theta|^2") {
      4 * $0.recovery
    }
  }
}
