import Simulation

/// (3.1'): with one output, what the first layer did in every step fixes what happened to the determinant over all of them.
public struct DeterminantAccount: NetworkPrediction {
  public static let claim = Claim(
    name: "determinant-account", label: "(3.1')",
    statement:
      "With one output, the determinant of theta theta^T after any number of steps follows from the first layer's "
      + "changes alone, whatever gradient and noise made them.",
    formula:
      "log det_t = log det_0 + sum_{s < t} 2 log |1 - |R_s|^2|, R_s = (W1_{s+1} - W1_s) w2_s / |w2_s|^2",
    assumptions: [
      "k = 1; descent, Euler-Maruyama or explicit Euler, both layers from the same weights",
      "no weight decay, width >= inputs + 1",
      "the triangular factor of theta is tracked, so that log det is known",
    ],
    source: "rankfall's notes")

  public static let counterexamples = [
    "sequential-layers", "untied-noise", "noise-first-layer", "determinant-unsquared", "additive-noise",
  ]

  public static var witnesses: [Setting] {
    [
      Witness.setting(
        .momentDescent, problem: Witness.singleOutput, eta: 0.05, delta: 60, steps: 3000, every: 300),
      Witness.setting(
        .descent(.withReplacement(1)), problem: Witness.singleOutput, eta: 0.02, delta: 1, steps: 1000,
        every: 250),
      Witness.setting(
        .stochasticGradientFlow(.eulerMaruyama, .ito), problem: Witness.singleOutput, eta: 0.1, h: 0.02,
        delta: 2, steps: 1000, every: 500),
    ].map {
      var tracked = $0
      tracked.trackingInterval = 10
      return tracked
    }
  }

  /// Its name makes an engine keep the account.
  static let observable = Observable<NetworkState>(
    "determinant_account", symbol: "sum of 2 log |1 - |R|^2| over the steps"
  ) { look, values in
    for lane in 0..<look.state.lanes { values[lane] = look.state.account?.value(lane: lane) ?? .nan }
  }

  private let setting: Setting

  public init?(for setting: Setting) {
    guard setting.outputs == 1, setting.takesCoupledSteps, setting.weightDecay == 0,
      setting.width >= setting.rows, setting.trackingInterval != nil, setting.schedule.interval > 1,
      setting.ensemble.keeping == .trajectories
    else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<NetworkState>] {
    DeterminantComparison(setting).observables(setting) + [Self.observable]
  }

  public func curves(for record: Record) -> [Curve] {
    let account = record["determinant_account"].path()
    let start = record["log_determinant"][0, 0, 0]
    return [
      Curve(
        .equality, of: "log_determinant", label: "theory (3.1'): the steps' account",
        values: account.map { start + $0 })
    ]
  }

  public func check(_ record: Record) -> Verdict {
    let (measured, account) = (record["log_determinant"], record["determinant_account"])
    return DeterminantComparison(setting).check(record) { trajectory, look in
      measured[trajectory, 0, 0] + account[trajectory, look, 0]
    }
  }
}
