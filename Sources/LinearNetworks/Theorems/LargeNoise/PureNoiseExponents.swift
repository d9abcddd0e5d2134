import Learning
import Matrices
import Simulation

/// (5.8): the top Lyapunov exponent of label noise alone changes sign with the number of inputs.
public enum PureNoiseExponents: NetworkTheorem {
  public static let claim = Claim(
    name: "pure-noise-exponents", label: "(5.8)",
    statement:
      "For one output and white inputs, label noise alone makes the weights of a network with one input die, keeps those of "
      + "two inputs on the edge, and makes those of more grow; the exponents add up to -eps p in any case.",
    formula:
      "top exponent = eps (p - 2)/2 E tanh^2 chi, density of chi ~ cosh^{p-1} chi exp(-(p - 1) cosh^2(chi)/2), for p >= 2: 0 for "
      + "p = 2, 0.142 eps for p = 3, eps/4 for p = 4, 8 eps/19 for p = 6; -eps/2 for p = 1; sum of all = -eps p, eps = eta c, C = c I",
    assumptions: ["k = 1, C = c I and J = 0", "the label-noise flow in the sense of Ito"],
    source: "rankfall's notes")

  public static let counterexamples = [
    "damping-missing", "damping-halved", "damping-doubled", "noise-doubled",
    "noise-amplified", "noise-absent", "stratonovich-reading",
  ]

  private static let eta = 0.5
  private static let step = 0.02

  public static func examine(_ engine: Engine) -> Verdict {
    Verdict([scalar(engine)] + rational + [2, 3, 6].map { top(engine, inputs: $0) } + sum(engine))
  }

  /// For even p the density is a polynomial times a normal law in sinh chi: the mean is a rational number.
  private static let rational = [(4, 0.25), (6, 8.0 / 19)].map { p, exact in
    Evidence(
      "top exponent over eps for p = \(p) as an integral, beside its exact value", predicted: exact,
      measured: PureNoiseRate.top(inputs: p),
      allowed: Tolerance(1e-13, .rounding, "4000 terms of the trapezoidal rule"))
  }

  /// The noise alone, with c = 1: weights so small that the loss, whose inputs are 10^6 times too small already, is nothing
  /// even after they have grown.
  static func setting(
    inputs p: Int, width: Int, time: Double, looks: Int, trajectories: Int, seed: UInt64
  ) -> Setting {
    let white = GaussianTeacher(samples: 4 * p, inputs: p, outputs: 1, covariance: .whitened, seed: 16)
    let steps = Int((time / eta / step).rounded())
    var setting = Setting(
      Witness.noiseOnly(white.draw().problem),
      start: .fixed(
        1e-30 * Matrix(p + 1, width) { i, j in i == j ? 1 : i == p && j == p ? 1 : 0 }),
      algorithm: .stochasticGradientFlow(.splitHyperbolic, .ito), learningRate: eta, flowStep: step,
      labelNoise: LabelNoise(variance: Witness.noiseOnlyVarianceScale), noiseBatchSize: 1,
      schedule: Schedule(steps: steps, every: steps / looks),
      ensemble: Ensemble(trajectories: trajectories, seed: seed))
    if width > p { setting.trackingInterval = 10 }
    return setting
  }

  private static let logLength = Observable<NetworkState>("log_length", symbol: "log |theta|") {
    [logarithm($0.state.theta.norm)]
  }

  /// One input: the mean at a finite time is a Gaussian integral, and the scheme is exact.
  private static func scalar(_ engine: Engine) -> Evidence {
    let setting = setting(inputs: 1, width: 1, time: 20, looks: 1, trajectories: 800, seed: 151)
    let series = engine.run(setting, observing: [logLength])["log_length"]
    let growth = zip(series.sample(time: 1), series.sample(time: 0)).map { $0 - $1 }
    let time = 20 * setting.noiseCovariance[0, 0]
    return meanEvidence(
      "E log |theta| at eps t = \(time.short), p = 1", growth, predicted: PureNoiseRate.scalarGrowth(time))
  }

  /// The growth of a single column between eps t = 10 and 50, by which time its direction has forgotten the start.
  private static func top(_ engine: Engine, inputs p: Int) -> Evidence {
    let setting = setting(
      inputs: p, width: 1, time: 50, looks: 5, trajectories: 320, seed: UInt64(152 + p))
    let series = engine.run(setting, observing: [logLength])["log_length"]
    let last = series.times - 1
    let eps = eta * setting.noiseCovariance.trace / Double(p)
    let duration = eps * 4 * Double(setting.schedule.interval) * step
    let rates = zip(series.sample(time: last), series.sample(time: last - 4)).map { ($0 - $1) / duration }
    return meanEvidence(
      "top exponent over eps, p = \(p)", rates, predicted: PureNoiseRate.top(inputs: p), bias: eps * step)
  }

  /// The sum of all exponents is half the rate of log det, by a triangular factor that is renewed along the path.
  private static func sum(_ engine: Engine) -> [Evidence] {
    [1, 2, 3].map { p in
      let setting = setting(
        inputs: p, width: p + 1, time: 20, looks: 1, trajectories: 1, seed: UInt64(158 + p))
      let path = engine.run(setting, observing: [NetworkObservables.logDeterminant])["log_determinant"].path()
      let eps = eta * setting.noiseCovariance.trace / Double(p)
      let time = eps * Double(setting.schedule.steps) * step
      let start = Double(p + 1) * 2 * logarithm(1e-30)
      return Evidence(
        "sum of the exponents over eps, p = \(p)", predicted: -Double(p),
        measured: ((path.last ?? .nan) - start) / 2 / time,
        allowed: Resolution.path(steps: setting.schedule.steps, condition: abs(start)))
    }
  }
}
