import Matrices
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
    let paths = Witness.setting(
      .untiedGradientFlow, eta: 0.1, h: 0.002, delta: 2, steps: 200, trajectories: 200)
    return [paths, statisticsWitness]
  }

  /// A run of which only means and standard errors are kept.
  static var statisticsWitness: Setting {
    Witness.setting(.untiedGradientFlow, eta: 0.1, h: 0.002, delta: 2, steps: 100, trajectories: 200, seed: 5)
      .keeping(.statistics)
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

  public var judgesStatistics: Bool { true }

  public func curves(for record: Record) -> [Curve] {
    DeterminantComparison.line("theory (2.6'): constant in the mean", falling: 0, through: record)
  }

  /// A step of length h shifts log det by -2 h^2 |M|^2 - eta^2 h^2 k tr C^2 in the mean, to leading order.
  public func check(_ record: Record) -> Verdict {
    do {
      return verdict(try MeanChange(record), record)
    } catch {
      return .undecided(because: error.reason)
    }
  }

  private func verdict(_ change: MeanChange, _ record: Record) -> Verdict {
    let (h, time) = (record.timeStep, record.times.last ?? 0)
    let c = setting.noiseCovariance
    let eta = setting.learningRate
    let wandering = eta * eta * Double(setting.outputs) * c.squaredNorm
    // What tied layers would lose: 2 eta k tr(C) T.
    let tied = 2 * eta * Double(setting.outputs) * c.trace * time
    guard record.keepsTrajectories || 5 * change.error < tied / 2 else {
      return .undecided(
        because: "the standard errors that were kept could hide half of what tied layers lose")
    }
    return Verdict([
      Evidence(
        "mean change of log det, less the shift of the step size", predicted: 0,
        measured: change.mean + h * time * wandering,
        allowed: Tolerance(
          5 * change.error + 0.5 * h * time * wandering, .sampling,
          "\(change.basis), and half the shift of second order"))
    ])
  }
}

/// |M(W)|_F^2 of the full batch, M = X^T Y/n - X^T X/n W from the data.
func squaredGradient(_ setting: Setting) -> Observable<NetworkState> {
  let (second, cross) = (setting.problem.secondMoment, setting.problem.crossMoment)
  return Observable("squared_gradient", symbol: "|M|^2") { look in
    let gradient: Matrix = cross - second * look.state.product
    return [gradient.squaredNorm]
  }
}
