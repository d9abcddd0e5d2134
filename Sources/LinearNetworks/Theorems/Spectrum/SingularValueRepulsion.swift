import Learning
import Matrices
import Simulation

/// (5.2), (5.3): Theorem 5.1 as it is stated, for one output and white inputs.
public enum SingularValueRepulsion: NetworkTheorem {
  public static let claim = Claim(
    name: "singular-value-repulsion", label: "(5.3)",
    statement:
      "For one output and white inputs each singular value of W1 is driven by the noise along its own singular vectors, "
      + "and any two push each other apart in proportion to how much of w2 lies along them.",
    formula:
      "d s_i = a_i u_i^T M dt + sqrt(eps) a_i dbeta_i + (eps/2) [ s_i sum_{j != i} (a_i^2 + a_j^2) / (s_i^2 - s_j^2) "
      + "+ |a_perp|^2 / s_i + (p - l)_+ a_i^2 / s_i ] dt; d(s_i^2) = 2 s_i a_i u_i^T M dt + 2 sqrt(eps) s_i a_i dbeta_i "
      + "+ eps [ |w2|^2 + sum_{j != i} (s_i^2 a_i^2 + s_j^2 a_j^2) / (s_i^2 - s_j^2) ] dt, "
      + "eps = eta c, C = c I, a_i = <v_i, w2>",
    assumptions: [
      "one output, X^T X a multiple of the identity", "the label-noise flow in the sense of Ito",
      "distinct singular values, none zero; the sum of squares runs over all p, with s_j = a_j = 0 beyond the width",
    ],
    source: "Varre, Sagitova, Flammarion, NeurIPS 2024, Theorem 5.1")

  public static let counterexamples = [
    "repulsion-reversed", "repulsion-absent", "repulsion-doubled", "damping-missing", "damping-doubled",
    "damping-first-block-right-trace", "noise-doubled", "variance-squared", "gradient-doubled",
  ]

  public static func examine(_ engine: Engine) -> Verdict {
    let white = GaussianTeacher(
      samples: 40, inputs: 3, outputs: 1, noise: 0.3, covariance: .whitened, seed: 15
    ).draw().problem
    // Wide, square and narrow: a part of w2 outside the row space, none, and a direction of the inputs that is not reached.
    return Verdict([5, 3, 2].flatMap { check(engine, white, width: $0) })
  }

  private static func check(_ engine: Engine, _ problem: Regression, width: Int) -> [Evidence] {
    var setting = Witness.setting(
      .stochasticGradientFlow(.splitHyperbolic, .ito), problem: problem, width: width, eta: 0.3, delta: 3,
      batch: 2)
    let state = setting.fixedStart
    let eps = setting.learningRate * setting.noiseCovariance.trace / Double(setting.inputs)
    let theory = SingularValueMotion(
      state.W1, w2: state.W2, gradient: problem.functionGradient(at: state.product), eps: eps)
    let s = theory.values
    let count = s.count
    let general = SpectralMotion(firstLayerOf: state, setting)
    let formula = (0..<count).map { i in
      Evidence(
        "drift of s_\(i + 1)^2 by (5.2) beside (5.1), width \(width)", predicted: general.drift[i],
        measured: theory.eigenvalueDrift[i],
        allowed: Tolerance(
          1e3 * .ulpOfOne * (general.repulsionSize[i] + abs(general.loss[i])) * general.values[0]
            / gap(general, i), .rounding, "1000 eps x sizes x condition of the gaps"))
    }
    let h = 4e-5
    let spread = (0..<count).map { general.excess($0, step: h) / 3 }.max() ?? 0
    return formula
      + [StochasticFlowMethod.splitHyperbolic2, .stratonovichHeun].flatMap { method -> [Evidence] in
        setting.algorithm = .stochasticGradientFlow(method, .ito)
        let generator = QuadratureGenerator(engine: engine, setting: setting, step: h)
        let rates = generator.rates(from: state, count: 3 * count) { next in
          let new = next.W1.singularValues
          return (0..<count).map { new[$0] - s[$0] } + (0..<count).map { new[$0] * new[$0] - s[$0] * s[$0] }
            + (0..<count).map { (new[$0] - s[$0]) * (new[$0] - s[$0]) }
        }
        guard let rates else { return [] }
        let scale = general.drift.reduce(0) { $0 + abs($1) }
        let allowed = Tolerance(
          1000 * spread * spread * spread * spread * scale
            + 64 * .ulpOfOne * s[0] * max(s[0], 1) / generator.shortestStep, .discretization,
          "fourth order of the step and roundings over h, by \(method.rawValue)")
        let predicted =
          theory.drift + theory.eigenvalueDrift + theory.alignments.map { eps * $0 * $0 }
        return predicted.indices.map { i in
          let name = ["drift of s", "drift of s^2", "variation of s"][i / count]
          return Evidence(
            "\(name)_\(i % count + 1) by quadrature, width \(width)", predicted: predicted[i],
            measured: rates[i],
            allowed: allowed)
        }
      }
  }

  private static func gap(_ motion: SpectralMotion, _ i: Int) -> Double {
    motion.values.indices.filter { $0 != i }.map { abs(motion.values[i] - motion.values[$0]) }.min() ?? 1
  }
}
