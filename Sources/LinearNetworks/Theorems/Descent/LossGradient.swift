import Matrices
import Simulation

/// A step of descent goes down the loss: its direction is the loss's gradient by finite differences.
public enum LossGradient: NetworkTheorem {
  public static let claim = Claim(
    name: "loss-gradient", label: "(0.1)",
    statement:
      "A noiseless step of descent moves theta by minus eta times the gradient of |X W1 W2 - Y|^2 / (2n) + "
      + "(lambda/2) |theta|^2.",
    formula: "(theta_1 - theta_0) / eta = -grad L(theta_0) - lambda theta_0",
    assumptions: ["full-batch gradient descent without noise"],
    source: "the definition of the algorithm")

  public static let counterexamples = [
    "gradient-doubled", "gradient-summed", "gradient-ascent", "sequential-layers", "decay-first-layer",
    "decay-after-step",
  ]

  public static func examine(_ engine: Engine) -> Verdict {
    Verdict(
      [Algorithm.descent(.fullBatch), .momentDescent].flatMap { algorithm in
        [0, 0.3].map { check(engine, algorithm, decay: $0) }
      })
  }

  private static func check(_ engine: Engine, _ algorithm: Algorithm, decay: Double) -> Evidence {
    let eta = 0.01
    let setting = Witness.setting(algorithm, eta: eta, decay: decay, steps: 1)
    let theta = Witness.theta(setting.problem, width: setting.width)
    let record = engine.run(setting, observing: [.weights(setting)])
    let end = Matrix(
      rows: theta.rows, columns: theta.columns, entries: record["theta"].vector(time: 1))
    let step = (1 / eta) * (end - theta)
    let gradient = Matrix(theta.rows, theta.columns) { i, j in
      let h = 1e-5
      var (up, down) = (theta, theta)
      up[i, j] += h
      down[i, j] -= h
      return (loss(up, setting) - loss(down, setting)) / (2 * h)
    }
    return Evidence(
      "|step / eta + gradient by differences| / |gradient|", predicted: 0,
      measured: (step + gradient).norm / gradient.norm,
      allowed: Tolerance(1e-6, .discretization, "central differences of step 1e-5"))
  }

  private static func loss(_ theta: Matrix, _ setting: Setting) -> Double {
    let state = NetworkState(theta: theta, inputs: setting.inputs, outputs: setting.outputs)
    return setting.problem.loss(at: state.W1 * state.W2) + setting.weightDecay / 2 * theta.squaredNorm
  }
}

extension Observable<NetworkState> {
  /// All of theta, column after column.
  static func weights(_ setting: Setting) -> Observable<NetworkState> {
    Observable("theta", symbol: "theta", components: setting.rows * setting.width) { $0.state.theta.entries }
  }
}
