import Learning
import Matrices
import Simulation

/// (5.6): without a loss the weights are a martingale, and every convex function of them grows in the mean.
public enum PureNoiseGrowth: NetworkTheorem {
  public static let claim = Claim(
    name: "pure-noise-growth", label: "(5.6)",
    statement:
      "Under label noise alone every convex function of the weights is a submartingale: in the mean the largest singular "
      + "value of theta never falls, nor does the sum of the two largest, the nuclear or the Frobenius norm.",
    formula: "J = 0, f convex  =>  E f(theta_t) >= E f(theta_s) for t >= s",
    assumptions: ["the label-noise flow without its drift, in the sense of Ito"],
    source: "rankfall's notes; Jensen's inequality")

  public static let counterexamples = [
    "damping-doubled", "damping-isotropic", "damping-first-block-right-trace", "noise-absent",
    "step-for-root",
  ]

  /// s_1, s_1 + s_2, sum s_i, |theta|
  static func convexFunctions(_ s: [Double]) -> [Double] {
    [s[0], s[0] + s[1], s.reduce(0, +), s.reduce(0) { $0 + $1 * $1 }.squareRoot()]
  }
  private static let names = ["s_1", "s_1 + s_2", "the nuclear norm", "the Frobenius norm"]

  public static func examine(_ engine: Engine) -> Verdict {
    Verdict(jensen(engine) + rates(engine) + paths(engine))
  }

  /// Weights that lie mostly in some of the rows, so that a damping that is wrong somewhere shows.
  private static let starts: [Matrix] = {
    let theta = Witness.theta(Witness.problem, width: 5, scale: 1)
    let emphases: [[Double]] = [
      [1, 1, 1, 1, 1], [1, 0.1, 0.1, 0.1, 0.1], [0.1, 0.1, 1, 0.1, 0.1], [0.1, 0.1, 0.1, 1, 1],
      [1, 1, 1, 0.1, 0.1],
    ]
    return emphases.map { .diagonal($0) * theta }
  }()

  private static func setting(_ method: StochasticFlowMethod, _ start: Matrix) -> Setting {
    var setting = Witness.pureNoise(method, seed: 131)
    setting.start = .fixed(start)
    return setting
  }

  /// One step of Euler-Maruyama, of any length, is a martingale: Jensen's inequality holds for every node of the quadrature.
  private static func jensen(_ engine: Engine) -> [Evidence] {
    starts.flatMap { start -> [Evidence] in
      let setting = setting(.eulerMaruyama, start)
      let state = setting.fixedStart
      let old = convexFunctions(state.singularValues)
      let mean = QuadratureGenerator(engine: engine, setting: setting, step: 0.1).mean(
        from: state, count: 4
      ) { convexFunctions($0.singularValues) }
      return (mean ?? []).enumerated().map { i, value in
        fall(
          "the mean of \(names[i]) in a step of 0.1", value - old[i],
          Tolerance(1e4 * .ulpOfOne * old[i], .rounding, "729 nodes of a few roundings each"))
      }
    }
  }

  /// The generator of the exponential scheme, whose mean is right only where its damping is.
  private static func rates(_ engine: Engine) -> [Evidence] {
    starts.flatMap { start -> [Evidence] in
      let setting = setting(.splitHyperbolic, start)
      let state = setting.fixedStart
      let old = convexFunctions(state.singularValues)
      let generator = QuadratureGenerator(engine: engine, setting: setting, step: 1e-3)
      let rates = generator.rates(from: state, count: 4) { next in
        zip(convexFunctions(next.singularValues), old).map { $0 - $1 }
      }
      let rounding = 64 * .ulpOfOne * (old.max() ?? 1) / generator.shortestStep
      return (rates ?? []).enumerated().map { i, rate in
        fall(
          "the rate of \(names[i])", rate,
          Tolerance(rounding, .rounding, "roundings over the shortest step"))
      }
    }
  }

  /// Whole paths of SH2, between looks.
  private static func paths(_ engine: Engine) -> [Evidence] {
    var setting = Witness.pureNoise(.splitHyperbolic2, seed: 132)
    setting.schedule = Schedule(steps: 50, every: 10)
    setting.start = .fixed(starts[0])
    let spectrum = NetworkObservables.all(for: setting).filter { $0.name == "theta_singular_values" }
    let series = engine.run(setting, observing: spectrum)["theta_singular_values"]
    return (1..<series.times).flatMap { look in
      (0..<4).map { i in
        let steps = (0..<series.trajectories).map { trajectory in
          convexFunctions(series.vector(trajectory: trajectory, time: look))[i]
            - convexFunctions(series.vector(trajectory: trajectory, time: look - 1))[i]
        }
        let summary = SampleSummary(steps)
        return fall(
          "the mean of \(names[i]) between looks \(look - 1) and \(look)", summary.mean,
          Tolerance(5 * summary.standardError, .sampling, "5 standard errors of \(steps.count) paths"))
      }
    }
  }

  private static func fall(_ what: String, _ change: Double, _ allowed: Tolerance) -> Evidence {
    Evidence(
      "fall of \(what)", predicted: 0, measured: change.isNaN ? .nan : max(0, -change), allowed: allowed)
  }
}
