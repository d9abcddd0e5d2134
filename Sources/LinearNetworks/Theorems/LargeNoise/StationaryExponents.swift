import Learning
import Matrices
import Simulation

/// (7h): the Lyapunov exponents of the stationary state under small label noise, and how they are approached.
public struct StationaryExponents: NetworkPrediction {
  public static let claim = Claim(
    name: "stationary-exponents", label: "(7h')",
    statement:
      "For white inputs and a least-squares solution of full rank k, small label noise lets k singular values of theta live, "
      + "and kills p - k at one rate and k at another; the rates are proportional to eta c but for corrections of relative "
      + "order eta c, and their sum has none.",
    formula:
      "exponents / (eta c) -> 0 (k times), -k/2 (p - k times), -(p + k)/2 (k times) as eta -> 0; "
      + "sum = -eta k p c exactly, C = c I",
    assumptions: [
      "X^T X a multiple of the identity, p >= k, and the singular values of the least-squares solution above ten times "
        + "eta c sqrt(k p)/2, h = |X|^2/(n p) = 1",
      "the label-noise flow in the sense of Ito, in its stationary state; for a run also a tracked factor, sh, sh2 or "
        + "ninomiya-victoir, and eta c T >= 20",
      "one eta cannot tell an exponent from its correction: of a run only the sum is judged",
    ],
    source: "rankfall's notes: an averaging argument, not a proof")

  public static let counterexamples = [
    "damping-missing", "damping-halved", "damping-doubled", "damping-first-block", "damping-isotropic",
    "noise-doubled", "variance-squared", "stratonovich-reading",
  ]

  public static var witnesses: [Setting] {
    var setting = ExponentTrial.setting(inputs: 3, outputs: 1, noise: 0.08, trajectories: 1, seed: 160)
    setting.schedule = Schedule(steps: 2 * setting.schedule.steps, every: setting.schedule.interval)
    setting.trackingInterval = 50
    return [setting]
  }

  public static func examine(_ engine: Engine) -> Verdict {
    Verdict(
      ExponentTrial(inputs: 3, outputs: 1, seed: 161).evidence(engine)
        + ExponentTrial(inputs: 3, outputs: 2, seed: 165).evidence(engine))
  }

  /// The limits of the exponents over eta c, in the order of the singular values.
  static func limits(inputs p: Int, outputs k: Int) -> [Double] {
    let (dying, opposed) = (-Double(k) / 2, -Double(p + k) / 2)
    return (0..<(p + k)).map { $0 < k ? 0 : $0 < p ? dying : opposed }
  }

  private let setting: Setting
  /// eta c
  private let noise: Double

  public init?(for setting: Setting) {
    guard case .stochasticGradientFlow(let method, .ito) = setting.algorithm, method.keepsDeterminantLaw,
      setting.trackingInterval != nil, setting.labelNoise.variance > 0, setting.weightDecay == 0,
      setting.inputs >= setting.outputs
    else { return nil }
    let p = setting.inputs
    let h = setting.problem.secondMoment
    let noise = setting.learningRate * setting.noiseCovariance.trace / Double(p)
    let time = Double(setting.schedule.steps) * setting.timeStep
    guard (h - .identity(p)).norm < 1e-9, noise * time >= 20,
      let smallest = setting.problem.crossMoment.singularValues.last,
      smallest > 5 * noise * Double(p * setting.outputs).squareRoot()
    else { return nil }
    self.setting = setting
    self.noise = noise
  }

  public var observables: [Observable<NetworkState>] {
    NetworkObservables.all(for: setting).filter { $0.name == "theta_singular_values" }
  }

  /// From the look at a quarter of the time on, by which the start is forgotten.
  public func curves(for record: Record) -> [Curve] {
    let series = record["theta_singular_values"]
    let first = record.times.count / 4
    return Self.limits(inputs: setting.inputs, outputs: setting.outputs).enumerated().map { i, limit in
      let start = series[0, first, i]
      return Curve(
        .equality, of: "theta_singular_values", component: i, label: "theory (7h): slopes for small eta c",
        values: record.times.map {
          $0 < record.times[first]
            ? .nan : start * exponential(limit * noise * ($0 - record.times[first]))
        })
    }
  }

  public func check(_ record: Record) -> Verdict {
    let series = record["theta_singular_values"]
    let (first, last) = (record.times.count / 4, record.times.count - 1)
    let rate = noise * Double(setting.inputs * setting.outputs)
    let sums = (0..<record.trajectories).map { trajectory in
      let change = (0..<series.components).reduce(0) {
        $0 + logarithm(series[trajectory, last, $1] / series[trajectory, first, $1])
      }
      let predicted = -rate * (record.times[last] - record.times[first])
      return Evidence(
        "sum of the logarithms of the singular values, trajectory \(trajectory)", predicted: predicted,
        measured: change,
        allowed: Resolution.path(
          steps: record.steps[last], condition: Double(series.components) * (1 + abs(predicted))))
    }
    let verdict = Verdict(sums)
    return verdict.fails
      ? verdict
      : .undecided(
        because: "one eta cannot tell the exponents from their corrections of order eta c; "
          + "`rankfall verify` extrapolates over eta")
  }
}

/// The exponents that an engine shows for several small noises.
struct ExponentTrial {
  let inputs: Int
  let outputs: Int
  let seed: UInt64

  /// The smallest eta c; the others are twice and four times as large.
  private static let smallest = 0.04

  private var groups: [Range<Int>] {
    [0..<outputs, outputs..<inputs, inputs..<(inputs + outputs)].filter { !$0.isEmpty }
  }

  /// Inputs that are white exactly, an orthonormal solution of size 2, and c = delta/B = 2.
  static func setting(
    inputs p: Int, outputs k: Int, noise: Double, trajectories: Int, seed: UInt64
  ) -> Setting {
    let white = GaussianTeacher(samples: 20, inputs: p, outputs: k, covariance: .whitened, seed: 17)
    let x = white.draw().problem.inputs
    let problem = Regression(inputs: x, targets: x * Matrix(p, k) { i, j in i == j ? 2 : 0 })
    let (variance, h) = (2.0, 0.1)
    let interval = Int((4 / noise / h).rounded())
    return Setting(
      problem, start: .fixed(Witness.theta(problem, width: p + k)),
      algorithm: .stochasticGradientFlow(.splitHyperbolic2, .ito), learningRate: noise / variance,
      flowStep: h,
      labelNoise: LabelNoise(variance: variance), noiseBatchSize: 1,
      schedule: Schedule(steps: 3 * interval, every: interval),
      ensemble: Ensemble(trajectories: trajectories, seed: seed))
  }

  /// What is left of the start has a share exp(-4) in the first look and none in the last: log s_i between eta c t = 4 and 12, over
  /// eta c t, as the mean of each group of equal exponents and as the sum of all.
  private func exponents(_ engine: Engine, noise: Double, seed: UInt64) -> (
    groups: [SampleSummary], sum: Double
  ) {
    let setting = Self.setting(
      inputs: inputs, outputs: outputs, noise: noise, trajectories: 96, seed: seed)
    let spectrum = NetworkObservables.all(for: setting).filter { $0.name == "theta_singular_values" }
    let record = engine.run(setting, observing: spectrum)
    let series = record["theta_singular_values"]
    let duration =
      setting.learningRate * setting.noiseCovariance.trace / Double(inputs)
      * (record.times[3] - record.times[1])
    let rates = (0..<record.trajectories).map { trajectory in
      (0..<series.components).map {
        logarithm(series[trajectory, 3, $0] / series[trajectory, 1, $0]) / duration
      }
    }
    let summaries = groups.map { group in
      SampleSummary(rates.map { $0[group].reduce(0, +) / Double(group.count) })
    }
    return (summaries, rates[0].reduce(0, +))
  }

  func evidence(_ engine: Engine) -> [Evidence] {
    let noises = [1, 2, 4].map { $0 * Self.smallest }
    let found = noises.enumerated().map { exponents(engine, noise: $1, seed: seed + UInt64($0)) }
    let limits = StationaryExponents.limits(inputs: inputs, outputs: outputs)
    let words = "p = \(inputs), k = \(outputs)"
    let sums = zip(noises, found).map { noise, one in
      Evidence(
        "sum of the exponents over eta c at eta c = \(noise.short), \(words)",
        predicted: -Double(inputs * outputs), measured: one.sum,
        // The smallest of them is exp(-12 (p + k)/2) of the largest at the end.
        allowed: Tolerance(
          1e3 * .ulpOfOne * exponential(6 * Double(inputs + outputs)), .rounding,
          "1000 eps over s_min/s_max at the end"))
    }
    return sums
      + groups.indices.map { number in
        let (a, b, c) = (found[0].groups[number], found[1].groups[number], found[2].groups[number])
        let error =
          (4 * a.standardError * a.standardError + b.standardError * b.standardError).squareRoot()
        let (first, second) = (a.mean - b.mean, b.mean - c.mean)
        // The next order of the expansion, from the second difference: (x(4) - 3 x(2) + 2 x(1)) / 3.
        let curvature = abs(2 * first - second) / 3
        let group = groups[number]
        return Evidence(
          "exponents \(group.lowerBound + 1) to \(group.upperBound) over eta c, extrapolated, \(words)",
          predicted: limits[group.lowerBound], measured: 2 * a.mean - b.mean,
          allowed: Tolerance(
            5 * error + curvature, .sampling, "5 standard errors and the next order of the extrapolation"))
      }
  }
}
