import Simulation

/// (2.6): independent noise in the two layers, each of the right law: the mean of log det does not fall.
public struct UntiedLayers: NetworkPrediction {
  public static let claim = Claim(
    name: "untied-layers", label: "(2.6')",
    statement:
      "If the two layers feel independent copies of the label noise, log det(theta theta^T) has no drift: the "
      + "determinant falls because both layers see the same noisy labels.",
    formula: "E log det(theta_t theta_t^T) = log det(theta_0 theta_0^T) + O(h)",
    assumptions: [
      "the untied flow by Euler-Maruyama", "width >= inputs + outputs, no weight decay",
      "at least 30 trajectories, a look at every step",
    ],
    source: "rankfall's notes; a counterfactual to Theorem 4.2 of Varre, Sagitova, Flammarion 2024")

  public static let counterexamples = ["tied-noise"]

  public static var witnesses: [Setting] {
    [Witness.setting(.untiedGradientFlow, eta: 0.1, h: 0.002, delta: 2, steps: 200, trajectories: 200)]
  }

  private let setting: Setting

  public init?(for setting: Setting) {
    guard setting.algorithm == .untiedGradientFlow, setting.width >= setting.rows, setting.weightDecay == 0,
      setting.ensemble.trajectories >= 30, setting.schedule.interval == 1
    else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<NetworkState>] {
    NetworkObservables.all(for: setting).filter { $0.name == "log_determinant" } + [
      squaredGradient(setting)
    ]
  }

  public func curves(for record: Record) -> [Curve] {
    let start = SampleSummary(record["log_determinant"].sample(time: 0)).mean
    return [
      Curve(
        .equality, of: "log_determinant", label: "theory (2.6'): constant in the mean",
        values: record.times.map { _ in start })
    ]
  }

  /// A step of length h shifts log det by -2 h^2 |M|^2 - eta^2 h^2 k tr C^2 in the mean, to leading order.
  public func check(_ record: Record) -> Verdict {
    let (determinant, gradient) = (record["log_determinant"], record["squared_gradient"])
    let h = record.timeStep
    let c = setting.noiseCovariance
    let wandering =
      setting.learningRate * setting.learningRate * Double(setting.outputs) * c.squaredNorm
    var changes: [Double] = []
    for trajectory in 0..<record.trajectories where record.outcomes[trajectory] == .finished {
      var shift = 0.0
      for look in 0..<(record.times.count - 1) {
        shift += h * h * (2 * gradient[trajectory, look, 0] + wandering)
      }
      let last = record.times.count - 1
      changes.append(determinant[trajectory, last, 0] - determinant[trajectory, 0, 0] + shift)
    }
    guard changes.count >= 30 else { return .undecided(because: "fewer than 30 trajectories finished") }
    let summary = SampleSummary(changes)
    let time = Double(record.steps.last ?? 0) * h
    let discretization = 0.5 * h * time * wandering
    return Verdict([
      Evidence(
        "mean change of log det, less the shift of the step size", predicted: 0, measured: summary.mean,
        allowed: Tolerance(
          5 * summary.standardError + discretization, .sampling,
          "5 standard errors of \(changes.count) trajectories, and half the shift of second order"))
    ])
  }
}

/// |M(W)|_F^2 of the full batch, from the data.
func squaredGradient(_ setting: Setting) -> Observable<NetworkState> {
  let problem = setting.problem
  return Observable("squared_gradient", symbol: "|M|^2") {
    [problem.functionGradient(at: $0.state.product).squaredNorm]
  }
}
