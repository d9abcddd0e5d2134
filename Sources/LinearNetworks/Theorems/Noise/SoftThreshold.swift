import Learning
import Matrices
import Simulation

/// (7h): where label noise is small, the time average of the network is least squares with its singular values
/// thresholded softly.
public struct SoftThreshold: NetworkPrediction {
  public static let claim = Claim(
    name: "soft-threshold", label: "(7h)",
    statement:
      "In the limit of small label noise the time average of X W1 W2 is the least-squares fit with every singular "
      + "value lowered by tau, or zero below tau, and the noise that the two layers feel is in equilibrium.",
    formula:
      "X mean(W) -> SVT_tau(P_X Y), tau = eta delta sqrt(k) |X|_F / (2B); "
      + "k tr(W1^T C W1) -> tr(C) |W2|^2; relative errors O(eta)",
    assumptions: [
      "label noise without weight decay: descent on the full batch, or the flow read in the sense of Ito",
      "n >= p and X of full column rank, width >= min(p, k), at least one singular value above tau",
      "a run is judged where tau is below half of the smallest singular value of P_X Y, and where its time average "
        + "is long against its own memory",
    ],
    source: "rankfall's notes")

  public static let counterexamples = [
    "label-noise-doubled", "variance-squared", "untied-noise", "noise-first-layer", "gradient-doubled",
  ]

  public static let allowsNoiseToEnd = true

  public static var witnesses: [Setting] { [witness(eta: 0.05), witness(eta: 0.025)] }

  /// tau is 0.45 of the smallest singular value at eta = 0.05, and the average some hundred relaxation times long.
  private static func witness(eta: Double) -> Setting {
    let steps = Int((400 / eta).rounded())
    var setting = Witness.setting(
      .momentDescent, width: 5, eta: 0.05, delta: 1, steps: steps, every: steps / 40, trajectories: 64,
      seed: 91)
    setting.labelNoise.variance = 0.45 / (ThresholdedFit(setting)?.strength ?? 1)
    setting.learningRate = eta
    setting.averaging = (steps / 10 + 1)...steps
    return setting
  }

  private let setting: Setting
  private let fit: ThresholdedFit

  public init?(for setting: Setting) {
    switch setting.algorithm {
    case .descent(.fullBatch), .momentDescent, .stochasticGradientFlow(_, .ito): break
    default: return nil
    }
    guard setting.labelNoise.variance > 0, setting.weightDecay == 0, let window = setting.averaging,
      window.upperBound <= setting.noiseEnd ?? .max, setting.width >= min(setting.inputs, setting.outputs),
      setting.ensemble.keeping == .trajectories, let fit = ThresholdedFit(setting), fit.thresholded.norm > 0
    else { return nil }
    self.setting = setting
    self.fit = fit
  }

  public var observables: [Observable<NetworkState>] {
    let names = ["W_average", "average_excess_risk", "W_average_singular_values"]
    return NetworkObservables.all(for: setting).filter { names.contains($0.name) } + [balance]
  }

  /// k tr(W1^T C W1) / (tr(C) |W2|^2) - 1
  private var balance: Observable<NetworkState> {
    let c = setting.problem.secondMoment
    let k = Double(setting.outputs)
    return Observable("noise_balance", symbol: "k tr(W1^T C W1) / (tr(C) |W2|^2) - 1") { look in
      let (w1, w2) = (look.state.W1, look.state.W2)
      return [k * inner(w1, c * w1) / (c.trace * w2.squaredNorm) - 1]
    }
  }

  public func curves(for record: Record) -> [Curve] {
    func constant(_ value: Double, _ name: String, _ component: Int = 0, _ label: String) -> Curve {
      Curve(
        .equality, of: name, component: component, label: label, values: record.times.map { _ in value })
    }
    let values = fit.weights.singularValues.enumerated().map {
      constant($1, "W_average_singular_values", $0, "theory (7h)")
    }
    guard let teacher = setting.teacher else { return values }
    let delta = "delta = \(setting.labelNoise.variance.short)"
    return values + [
      constant(teacher.excessRisk(of: fit.weights), "average_excess_risk", 0, "theory (7h), \(delta)")
    ]
  }

  public func check(_ record: Record) -> Verdict {
    guard fit.strength < 0.5 else {
      return .undecided(
        because: "tau is \(fit.strength.short) of the smallest singular value: the noise is not small")
    }
    let step = setting.isDescent ? fit.sharpness * setting.learningRate / 2 : 0
    guard step < 0.5 else {
      return .undecided(because: "eta x sharpness / 2 is \(step.short): the steps are not small")
    }
    let shift = shift(record)
    if let objection = shift.objection { return .undecided(because: objection) }
    return Verdict([
      Evidence(
        "shift of the time average, in units of the predicted one", predicted: 1, measured: shift.mean,
        allowed: Tolerance(
          5 * shift.error + fit.strength / 2 + step / (1 - step), .sampling,
          "5 standard errors; the next order, half of tau over the smallest singular value; and the noise that "
            + "descent's own steps add, x / (1 - x) for x = eta x sharpness / 2"))
    ])
  }

  /// Richardson: the same experiment at eta and at eta / 2, whose next orders differ by a factor of two.
  public static func examine(_ engine: Engine) -> Verdict {
    let found = witnesses.map { setting -> (shift: BatchMeans, balance: SampleSummary) in
      guard let prediction = SoftThreshold(for: setting) else {
        preconditionFailure("\(claim.name) does not apply to its own witness")
      }
      let record = engine.run(setting, observing: prediction.observables)
      let last = record.times.count - 1
      return (prediction.shift(record), SampleSummary(record["noise_balance"].sample(time: last)))
    }
    let (coarse, fine) = (found[0], found[1])
    let verdict = Verdict([
      extrapolated(
        "shift of the time average, in units of the predicted one, at eta -> 0", predicted: 1,
        (coarse.shift.mean, coarse.shift.error), (fine.shift.mean, fine.shift.error)),
      extrapolated(
        "k tr(W1^T C W1) / (tr(C) |W2|^2) - 1 at eta -> 0", predicted: 0,
        (coarse.balance.mean, coarse.balance.standardError),
        (fine.balance.mean, fine.balance.standardError)),
    ])
    let objections = found.compactMap(\.shift.objection)
    if verdict.holds, let objection = objections.first { return .undecided(because: objection) }
    return verdict
  }

  /// 2 f(eta / 2) - f(eta), which is f(0) but for a term of second order.
  private static func extrapolated(
    _ quantity: String, predicted: Double, _ coarse: (mean: Double, error: Double),
    _ fine: (mean: Double, error: Double)
  ) -> Evidence {
    let error = (4 * fine.error * fine.error + coarse.error * coarse.error).squareRoot()
    return Evidence(
      quantity, predicted: predicted, measured: 2 * fine.mean - coarse.mean,
      allowed: Tolerance(
        5 * error + 0.2 * abs(fine.mean - coarse.mean), .sampling,
        "5 standard errors, and a fifth of the extrapolation's own correction"))
  }

  /// The shift of the average over each stretch between looks.
  private func shift(_ record: Record) -> BatchMeans {
    let series = record["W_average"]
    guard let window = setting.averaging else { return BatchMeans([]) }
    let looks = record.steps.indices.filter { window.contains(record.steps[$0]) }
    return BatchMeans(
      (0..<record.trajectories).map { trajectory in
        let sums = looks.map { look -> (count: Double, shift: Double) in
          let average = Matrix(
            rows: setting.inputs, columns: setting.outputs,
            entries: series.vector(trajectory: trajectory, time: look))
          let count = Double(record.steps[look] - window.lowerBound + 1)
          return (count, count * fit.shift(of: average))
        }
        return zip(sums, sums.dropFirst()).map { ($1.shift - $0.shift) / ($1.count - $0.count) }
      })
  }
}
