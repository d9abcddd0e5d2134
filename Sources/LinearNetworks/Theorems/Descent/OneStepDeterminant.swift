import Simulation

/// (3.1): the determinant's change in one step, exactly.
public struct OneStepDeterminant: NetworkPrediction {
  public static let claim = Claim(
    name: "one-step-determinant", label: "(3.1)",
    statement:
      "A step with any gradient matrix M changes log det(theta theta^T) by a function of eta and the singular "
      + "values of M alone.",
    formula: "Delta log det = 2 sum_i log |1 - eta^2 s_i(M)^2|; with weight decay "
      + "2 [(P - 2q) log |r| + sum_{i <= q} log |r^2 - eta^2 s_i^2|], q = min(p, k), r = 1 - eta lambda",
    assumptions: [
      "gradient descent, SGD, label noise, or Euler-Maruyama (with R = h M + sqrt(eta) dN for eta M)",
      "inputs + outputs <= width <= 64",
    ],
    source: "rankfall's notes; (7c) for weight decay")

  public static let counterexamples = ["untied-noise", "sequential-layers", "decay-first-layer"]
  public static var witnesses: [Setting] { Witness.everyDiscreteAlgorithm }

  private let setting: Setting

  public init?(for setting: Setting) {
    guard setting.takesCoupledSteps, setting.width >= setting.rows, setting.width <= 64 else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<NetworkState>] { [setting.stepAudit] }

  public func check(_ record: Record) -> Verdict {
    StepAudit.check(record, component: 1, quantity: "log det's change less the formula's") {
      4 * Double(setting.rows) * ($0.recovery + $0.theta) * $0.factor
    }
  }
}
