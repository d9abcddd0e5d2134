import Learning
import Matrices
import Simulation

/// Label noise has the mean and the covariance that it should have, in every algorithm that feels it.
public enum NoiseMoments: NetworkTheorem {
  public static let claim = Claim(
    name: "noise-moments", label: "(0.1')",
    statement:
      "The matrix R of a noisy step has mean h M, and the covariance that label noise of variance delta makes "
      + "through B of n samples: the same for every output, uncorrelated between outputs.",
    formula:
      "E R = eta M; cov(R_ia, R_jb) = eta^2 C_ij 1{a = b}, C = delta X^T X / (n B); for Euler-Maruyama E R = h M "
      + "and eta h C",
    assumptions: [
      "Euler-Maruyama and full-batch label noise anywhere; minibatches where the network interpolates, since elsewhere "
        + "the choice of samples adds its own noise"
    ],
    source: "Varre, Sagitova, Flammarion, NeurIPS 2024, Section 3")

  public static let counterexamples = [
    "noise-isotropic", "noise-isotropic-descent", "noise-shared", "step-for-root", "noise-amplified",
    "noise-absent", "variance-squared",
    "covariance-single-sample", "covariance-batch-squared", "label-noise-doubled", "batch-summed",
    "gradient-doubled", "gradient-ascent",
  ]

  public static func examine(_ engine: Engine) -> Verdict {
    let theta = Witness.theta(Witness.problem, width: 6)
    let interpolated = Witness.interpolated(by: theta)
    func setting(
      _ algorithm: Algorithm, _ problem: Regression = Witness.problem, delta: Double = 3, batch: Int = 1,
      seed: UInt64
    ) -> Setting {
      Witness.setting(
        algorithm, problem: problem, eta: 0.1, h: 0.02, delta: delta, batch: batch, steps: 1,
        trajectories: 20000, seed: seed)
    }
    var rademacher = setting(.descent(.fullBatch), seed: 24)
    rademacher.labelNoise.distribution = .rademacher
    let settings = [
      setting(.stochasticGradientFlow(.eulerMaruyama, .ito), batch: 4, seed: 21),
      setting(.momentDescent, seed: 22),
      setting(.descent(.fullBatch), seed: 23),
      rademacher,
      setting(.descent(.withReplacement(8)), interpolated, seed: 25),
      setting(.descent(.withoutReplacement(8)), interpolated, seed: 26),
      setting(.descent(.withReplacement(1)), interpolated, seed: 27),
    ]
    return Verdict(settings.flatMap { check(engine, $0) })
  }

  private static func check(_ engine: Engine, _ setting: Setting) -> [Evidence] {
    let record = engine.run(setting, observing: [recoveredStep(setting)])
    let steps = record["recovered_step"]
    let theta = NetworkState(
      theta: Witness.theta(setting.problem, width: setting.width), inputs: setting.inputs,
      outputs: setting.outputs)
    let mean = setting.timeStep * setting.problem.functionGradient(at: theta.product)
    // eta^2 for descent, eta h for the flow.
    let covariance = (setting.learningRate * setting.timeStep) * setting.noiseCovariance
    let p = setting.inputs
    var evidence: [Evidence] = []
    let samples = (0..<steps.components).map { steps.sample(time: 1, component: $0) }
    for first in samples.indices {
      let (i, a) = (first % p, first / p)
      evidence.append(meanEvidence("mean of R[\(i), \(a)]", samples[first], predicted: mean[i, a]))
      for second in 0...first {
        let (j, b) = (second % p, second / p)
        let products = zip(samples[first], samples[second]).map { ($0 - mean[i, a]) * ($1 - mean[j, b]) }
        evidence.append(
          meanEvidence(
            "covariance of R[\(i), \(a)] and R[\(j), \(b)]", products,
            predicted: a == b ? covariance[i, j] : 0))
      }
    }
    return evidence
  }
}
