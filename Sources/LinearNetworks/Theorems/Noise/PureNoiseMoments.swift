import Matrices
import Simulation

/// Without a loss the second moments of the weights solve a linear equation.
public enum PureNoiseMoments: NetworkTheorem {
  public static let claim = Claim(
    name: "pure-noise-moments", label: "(2.7')",
    statement:
      "Under label noise alone the second moments of the two layers feed each other and nothing else.",
    formula: "d E[W1 W1^T] / dt = eta tr(E Q) C, d E[Q] / dt = eta tr(C E[W1 W1^T]) I, Q = W2^T W2 (J = 0)",
    assumptions: ["the label-noise flow without its drift"],
    source: "rankfall's notes")

  public static let counterexamples = [
    "rate-for-root", "noise-amplified", "noise-absent", "noise-doubled", "noise-isotropic",
  ]

  public static func examine(_ engine: Engine) -> Verdict {
    Verdict(
      [StochasticFlowMethod.splitHyperbolic, .splitHyperbolic2].enumerated().flatMap { number, method in
        check(engine, Witness.pureNoise(method, seed: UInt64(41 + number)))
      })
  }

  private static func check(_ engine: Engine, _ setting: Setting) -> [Evidence] {
    guard case .fixed(let start) = setting.start else { return [] }
    let (p, k) = (setting.inputs, setting.outputs)
    let gram = Observable<NetworkState>(
      "second_moments", symbol: "W1 W1^T and W2^T W2", components: p * p + k * k
    ) { look in
      let (w1, w2) = (look.state.W1, look.state.W2)
      return (w1 * w1.transposed).entries + (w2.transposed * w2).entries
    }
    let record = engine.run(setting, observing: [gram])
    let initial = NetworkState(theta: start, inputs: p, outputs: k)
    let predicted = evolve(
      initial.W1 * initial.W1.transposed, initial.W2.transposed * initial.W2, c: setting.noiseCovariance,
      eta: setting.learningRate, time: 1)
    let scale = predicted.map(abs).max() ?? 1
    return predicted.indices.map { i in
      meanEvidence(
        "second moment \(i) at t = 1", record["second_moments"].sample(time: 1, component: i),
        predicted: predicted[i], bias: 0.01 * scale)
    }
  }

  /// The moments' linear equation, by small steps of the classical Runge-Kutta method.
  private static func evolve(
    _ first: Matrix, _ second: Matrix, c: Matrix, eta: Double, time: Double
  ) -> [Double] {
    var (a, q) = (first, second)
    let steps = 2000
    let h = time / Double(steps)
    func slopes(_ a: Matrix, _ q: Matrix) -> (Matrix, Matrix) {
      ((eta * q.trace) * c, (eta * (c * a).trace) * .identity(q.rows))
    }
    for _ in 0..<steps {
      let k1 = slopes(a, q)
      let k2 = slopes(a + (h / 2) * k1.0, q + (h / 2) * k1.1)
      let k3 = slopes(a + (h / 2) * k2.0, q + (h / 2) * k2.1)
      let k4 = slopes(a + h * k3.0, q + h * k3.1)
      a = a + (h / 6) * (k1.0 + 2 * k2.0 + 2 * k3.0 + k4.0)
      q = q + (h / 6) * (k1.1 + 2 * k2.1 + 2 * k3.1 + k4.1)
    }
    return a.entries + q.entries
  }
}
