import Simulation

/// The settings on which the one-step identities examine an engine: every discrete algorithm there is.
private let everyDiscreteAlgorithm: [Setting] = [
  Witness.setting(.descent(.fullBatch), steps: 50),
  Witness.setting(.descent(.fullBatch), delta: 4, steps: 50),
  Witness.setting(.descent(.fullBatch), problem: Witness.singleOutput, delta: 4, decay: 0.1, steps: 50),
  Witness.setting(.descent(.withReplacement(1)), delta: 0.5, steps: 50),
  Witness.setting(.descent(.withoutReplacement(8)), delta: 0.5, steps: 50),
  Witness.setting(.descent(.shuffled(7)), decay: 0.1, steps: 50),
  Witness.setting(.momentDescent, delta: 4, steps: 50),
  Witness.setting(.stochasticGradientFlow(.eulerMaruyama, .ito), delta: 0.5, decay: 0.1, steps: 50),
]

/// The looks at which an audit can be read: component `component` against zero.
private func check(
  _ record: Record, component: Int, quantity: String, condition: (StepConditions) -> Double
) -> Verdict {
  let audit = record["step_audit"]
  var evidence: [Evidence] = []
  for trajectory in 0..<record.trajectories {
    for look in record.times.indices.dropFirst() {
      let values = audit.vector(trajectory: trajectory, time: look)
      let conditions = StepConditions(recovery: values[3], theta: values[4])
      guard !values[component].isNaN, condition(conditions) < 1e9 else { continue }
      evidence.append(
        Evidence(
          "\(quantity), step \(record.steps[look])", predicted: 0, measured: values[component],
          allowed: Resolution.path(steps: 0, condition: condition(conditions))))
    }
  }
  return Verdict(evidence, otherwise: "W2 or theta is too ill-conditioned to tell")
}

/// How roundings are magnified in an audit.
private struct StepConditions {
  let recovery: Double
  let theta: Double
}

/// One step moves both layers by one matrix.
public struct TiedLayers: NetworkPrediction {
  public static let claim = Claim(
    name: "tied-layers", label: "(3.0)",
    statement:
      "Every step of descent, and of Euler-Maruyama, moves both layers by one and the same matrix R and from "
      + "the same weights, noise included.",
    formula: "W1 <- kappa W1 + R W2^T and W2^T <- kappa W2^T + R^T W1, kappa = 1 - eta lambda",
    assumptions: ["gradient descent, SGD, label noise, or Euler-Maruyama", "W2 has full column rank"],
    source: "the definition of the algorithms; Varre, Sagitova, Flammarion, NeurIPS 2024, Section 3")

  public static let counterexamples = [
    "untied-noise", "sequential-layers", "single-precision", "decay-first-layer",
  ]
  public static var witnesses: [Setting] { everyDiscreteAlgorithm }

  private let setting: Setting

  public init?(for setting: Setting) {
    guard setting.takesCoupledSteps, setting.width >= setting.outputs, setting.width <= 64 else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<NetworkState>] { [setting.stepAudit] }

  public func check(_ record: Record) -> Verdict {
    LinearNetworks.check(
      record, component: 0, quantity: "what R leaves of the second layer's change, over |theta|"
    ) { 4 * $0.recovery }
  }
}

/// (3.1): the determinant's change in one step, exactly.
public struct OneStepDeterminant: NetworkPrediction {
  public static let claim = Claim(
    name: "one-step-determinant", label: "(3.1)",
    statement:
      "A step with any gradient matrix M changes log det(theta theta^T) by a function of eta and the singular "
      + "values of M alone.",
    formula: "Delta log det = 2 sum_i log |1 - eta^2 s_i(M)^2|; with weight decay "
      + "2 [(P - 2q) log |kappa| + sum_{i <= q} log |kappa^2 - eta^2 s_i^2|], q = min(p, k)",
    assumptions: [
      "gradient descent, SGD, label noise, or Euler-Maruyama (with R = h M + sqrt(eta) dN for eta M)",
      "width >= inputs + outputs",
    ],
    source: "rankfall's notes; (7c) for weight decay")

  public static let counterexamples = ["untied-noise", "sequential-layers", "decay-first-layer"]
  public static var witnesses: [Setting] { everyDiscreteAlgorithm }

  private let setting: Setting

  public init?(for setting: Setting) {
    guard setting.takesCoupledSteps, setting.width >= setting.rows, setting.width <= 64 else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<NetworkState>] { [setting.stepAudit] }

  public func check(_ record: Record) -> Verdict {
    LinearNetworks.check(record, component: 1, quantity: "log det's change less the formula's") {
      4 * Double(setting.rows) * ($0.recovery + $0.theta)
    }
  }
}

/// (3.2): the balancedness' change in one step, exactly.
public struct OneStepBalancedness: NetworkPrediction {
  public static let claim = Claim(
    name: "one-step-balancedness", label: "(3.2)",
    statement:
      "A step with any gradient matrix M changes the balancedness at second order in eta only, by a difference "
      + "of squares.",
    formula: "D <- kappa^2 D - eta^2 (W1^T M M^T W1 - W2 M^T M W2^T)",
    assumptions: ["gradient descent, SGD, label noise, or Euler-Maruyama", "W2 has full column rank"],
    source: "rankfall's notes")

  public static let counterexamples = ["untied-noise", "sequential-layers", "decay-first-layer"]
  public static var witnesses: [Setting] { everyDiscreteAlgorithm }

  private let setting: Setting

  public init?(for setting: Setting) {
    guard setting.takesCoupledSteps, setting.width >= setting.outputs, setting.width <= 64 else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<NetworkState>] { [setting.stepAudit] }

  public func check(_ record: Record) -> Verdict {
    LinearNetworks.check(record, component: 2, quantity: "D's change less the formula's, over |theta|^2") {
      4 * $0.recovery
    }
  }
}
