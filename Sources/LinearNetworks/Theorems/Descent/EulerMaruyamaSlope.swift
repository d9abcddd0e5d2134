import Simulation

/// (3.6): on an ensemble of Euler-Maruyama paths, or of full-batch label-noise descent, the line of (2.1) with the bias
/// that the step size makes.
public struct EulerMaruyamaSlope: NetworkPrediction {
  public static let claim = Claim(
    name: "euler-maruyama-slope", label: "(3.6)",
    statement:
      "In the mean over paths, log det falls under Euler-Maruyama and under full-batch label-noise descent at the "
      + "rate of the flow and by 2 h int |M|^2 dt more: the step's own bias is of the order of the noise's effect.",
    formula:
      "E[log det_T - log det_0 + 2 h sum_t h |M_t|^2] = -2 eta k tr(C) T (1 + O(h)); descent is h = eta",
    assumptions: [
      "Euler-Maruyama, or full-batch descent with label noise", "no weight decay, width >= inputs + outputs",
      "at least 30 trajectories, a look at every step",
    ],
    source: "rankfall's notes")

  public static let counterexamples = [
    "noise-amplified", "noise-absent", "step-for-root", "label-noise-doubled", "variance-squared",
    "untied-noise",
  ]

  public static var witnesses: [Setting] {
    [
      Witness.setting(
        .stochasticGradientFlow(.eulerMaruyama, .ito), eta: 0.1, h: 0.005, delta: 2, batch: 2, steps: 200,
        trajectories: 400, seed: 71),
      Witness.setting(
        .descent(.fullBatch), eta: 0.05, delta: 8, steps: 60, trajectories: 400, seed: 72),
      Witness.setting(.momentDescent, eta: 0.05, delta: 8, steps: 60, trajectories: 400, seed: 73),
      statisticsWitness,
    ]
  }

  /// A run of which only means and standard errors are kept.
  static var statisticsWitness: Setting {
    Witness.setting(
      .stochasticGradientFlow(.eulerMaruyama, .ito), eta: 0.1, h: 0.005, delta: 2, batch: 2, steps: 100,
      trajectories: 400, seed: 74
    ).keeping(.statistics)
  }

  private let setting: Setting
  /// 2 eta k tr C
  private let rate: Double

  public init?(for setting: Setting) {
    switch setting.algorithm {
    case .descent(.fullBatch), .momentDescent, .stochasticGradientFlow(.eulerMaruyama, .ito): break
    default: return nil
    }
    guard setting.labelNoise.variance > 0, setting.weightDecay == 0, setting.width >= setting.rows,
      setting.ensemble.trajectories >= 30, setting.schedule.interval == 1
    else { return nil }
    self.setting = setting
    rate = 2 * setting.learningRate * Double(setting.outputs) * setting.noiseCovariance.trace
  }

  public var observables: [Observable<NetworkState>] {
    [NetworkObservables.logDeterminant, squaredGradient(setting)]
  }

  public var judgesStatistics: Bool { true }

  public func curves(for record: Record) -> [Curve] {
    let h = record.timeStep
    var value = record.mean(of: "log_determinant", time: 0)
    var values = [value]
    for look in record.times.indices.dropFirst() {
      let square = record.mean(of: "squared_gradient", time: look - 1)
      value -= rate * h + 2 * h * h * square
      values.append(value)
    }
    return [
      Curve(
        .equality, of: "log_determinant", label: "theory (3.6): the line and the step's bias", values: values)
    ]
  }

  public func check(_ record: Record) -> Verdict {
    do {
      return verdict(try MeanChange(record), record)
    } catch {
      return .undecided(because: error.reason)
    }
  }

  private func verdict(_ change: MeanChange, _ record: Record) -> Verdict {
    let (h, time) = (record.timeStep, record.times.last ?? 0)
    guard record.keepsTrajectories || 5 * change.error < rate * time else {
      return .undecided(because: "the standard errors that were kept are as large as the fall itself")
    }
    // The next order of (3.5): h eta (k (tr C)^2 + k (k+1) tr C^2) eta + cross terms with |M|^2, over the whole time.
    let c = setting.noiseCovariance
    let k = Double(setting.outputs)
    let eta = setting.learningRate
    let pure = eta * eta * (k * c.trace * c.trace + k * (k + 1) * c.squaredNorm)
    let mixed = 2 * eta * h * change.square * c.trace * (k + 2)
    let next = h * time * (pure + mixed + h * h * change.fourth)
    return Verdict([
      Evidence(
        "E[log det_T - log det_0 + 2 h sum h |M|^2] at T = \(time.short)", predicted: -rate * time,
        measured: change.mean,
        allowed: Tolerance(
          5 * change.error + next, .sampling, "\(change.basis) and a bias of \(next.short)"))
    ])
  }
}
