import Learning
import Matrices
import Simulation

/// (5.5): the spectrum, with as many numbers again, moves by itself.
public enum SpectralClosure: NetworkTheorem {
  public static let claim = Claim(
    name: "spectral-closure", label: "(5.5)",
    statement:
      "For one output and white inputs the eigenvalues of W1 W1^T, the components of W1 w2 and of X^T Y along its "
      + "eigenvectors, and |w2|^2 move by themselves: where they are equal at the start their laws stay equal, whatever the "
      + "weights and the width.",
    formula:
      "d(lambda, zeta, g, q) = drift(lambda, zeta, g, q) dt + diffusion(lambda, zeta, g, q) dbeta, lambda_i = "
      + "|W1^T u_i|^2, zeta_i = u_i^T W1 w2, g_i = u_i^T X^T Y / n, q = |w2|^2",
    assumptions: [
      "one output, X^T X a multiple of the identity", "the label-noise flow in the sense of Ito",
      "a width of p or more, distinct eigenvalues",
    ],
    source: "Varre, Sagitova, Flammarion, NeurIPS 2024, Theorem 5.1, closed here")

  public static let counterexamples = [
    "repulsion-reversed", "repulsion-absent", "repulsion-doubled", "damping-missing", "damping-doubled",
    "damping-first-block-right-trace", "noise-doubled", "variance-squared", "gradient-doubled",
  ]

  public static func examine(_ engine: Engine) -> Verdict {
    Verdict(rates(engine) + laws(engine))
  }

  /// Drift and diffusion of all 3p + 1 numbers in one step, without a random number.
  private static func rates(_ engine: Engine) -> [Evidence] {
    [3, 5].flatMap { width -> [Evidence] in
      let setting = Witness.setting(
        .stochasticGradientFlow(.splitHyperbolic2, .ito), problem: white, width: width, eta: 0.3, delta: 3,
        batch: 2)
      let begin = setting.fixedStart
      let start = SpectralState(begin, crossMoment: white.crossMoment)
      let names = numberNames(start.inputs)
      let motion = ClosedMotion(
        start, noise: eps(setting), curvature: white.secondMoment.trace / Double(setting.inputs))
      let before = numbers(start)
      let generator = QuadratureGenerator(engine: engine, setting: setting, step: longestStep)
      let rates = generator.rates(from: begin, count: 2 * names.count) { next in
        let after = SpectralState(next, crossMoment: white.crossMoment).aligned(with: start)
        let change = zip(numbers(after), before).map { $0 - $1 }
        return change + change.map { $0 * $0 }
      }
      guard let rates else { return [] }
      return names.indices.flatMap { i -> [Evidence] in
        let variation = motion.diffusion.squaredNorm(row: i)
        // What one step of the longest length spreads, beside the smallest gap: the expansion's parameter.
        let spread = largestVariation(motion, start) * longestStep
        let allowed = Tolerance(
          1000 * spread * spread * spread * spread * (motion.size[i] + variation)
            + 64 * .ulpOfOne * scale(before) / generator.shortestStep, .discretization,
          "the fourth order of the step and roundings over h")
        return [
          Evidence(
            "drift of \(names[i]) by quadrature, width \(width)", predicted: motion.drift[i],
            measured: rates[i], allowed: allowed),
          Evidence(
            "variation of \(names[i]) by quadrature, width \(width)", predicted: variation,
            measured: rates[names.count + i], allowed: allowed),
        ]
      }
    }
  }

  /// Networks of two widths beside the closed system: samples at the end have one law.
  private static func laws(_ engine: Engine) -> [Evidence] {
    let cases = [(problem: white, delta: 3.0, name: "with the loss"), (noise, 3e12, "noise alone")]
    let names = lawNames(white.inputCount)
    let test = TwoSampleTest(paths, paths, comparisons: names.count * cases.count * 2)
    return cases.flatMap { problem, delta, name -> [Evidence] in
      [3, 5].flatMap { width -> [Evidence] in
        var setting = Witness.setting(
          .stochasticGradientFlow(.splitHyperbolic2, .ito), problem: problem, width: width, eta: 0.3, h: 0.01,
          delta: delta, batch: 2, steps: 40, every: 40, trajectories: paths, seed: 171)
        let start = SpectralState(setting.fixedStart, crossMoment: problem.crossMoment)
        let seen = engine.run(setting, observing: [ofWeights(problem)])
        setting.ensemble.seed = 172
        guard let flow = SpectralFlow(setting) else { return [] }
        let known = simulate(
          flow, from: { _, _ in start }, over: setting.schedule, ensemble: setting.ensemble,
          observing: [ofSpectrum(white.inputCount)])
        return names.indices.map { i in
          test.evidence(
            "\(names[i]), width \(width), \(name)", seen["closed"].sample(time: 1, component: i),
            known["closed"].sample(time: 1, component: i))
        }
      }
    }
  }

  /// Whether the eigenvalues, |w2|^2 and |W1 w2| at the end of a run of the closed system and of one of the weights, from the
  /// same start, have one law.
  public static func verdict(_ record: Record, beside weights: Record) -> Verdict {
    let numbers = SpectralObservables.shared.flatMap { name in
      (0..<record[name].components).map { (name: name, component: $0) }
    }
    let test = TwoSampleTest(record.trajectories, weights.trajectories, comparisons: numbers.count)
    guard test.canReject else {
      return .undecided(
        because: "\(record.trajectories) and \(weights.trajectories) paths cannot tell two laws apart")
    }
    guard record.divergedTrajectories == 0, weights.divergedTrajectories == 0 else {
      return .undecided(because: "some paths did not get to their end")
    }
    return Verdict(
      numbers.map { name, i in
        let samples = [record, weights].map { $0[name].sample(time: $0.times.count - 1, component: i) }
        let title = record[name].components > 1 ? "\(name), number \(i + 1)" : name
        return test.evidence(title + " at the end", samples[0], samples[1])
      })
  }

  private static let paths = 2000
  private static let longestStep = 4e-5

  private static let white = GaussianTeacher(
    samples: 40, inputs: 3, outputs: 1, noise: 0.3, covariance: .whitened, seed: 15
  ).draw().problem
  private static let noise = Witness.noiseOnly(white)

  private static func eps(_ setting: Setting) -> Double {
    setting.learningRate * setting.noiseCovariance.trace / Double(setting.inputs)
  }

  private static func largestVariation(_ motion: ClosedMotion, _ start: SpectralState) -> Double {
    let lambda = start.eigenvalues
    let gap = zip(lambda, lambda.dropFirst()).map { $1 - $0 }.min() ?? lambda[0]
    return lambda.indices.map { motion.diffusion.squaredNorm(row: $0) }.reduce(0, max) / (gap * gap)
  }

  private static func scale(_ numbers: [Double]) -> Double {
    let most = numbers.map { abs($0) }.max() ?? 0
    return max(1, most) * max(1, most)
  }

  private static func numbers(_ state: SpectralState) -> [Double] {
    state.eigenvalues + state.products + state.targets + [state.outputSquare]
  }

  private static func numberNames(_ p: Int) -> [String] {
    ["lambda", "zeta", "g"].flatMap { name in (1...p).map { "\(name)_\($0)" } } + ["q"]
  }

  /// What is compared in law: no sign of an eigenvector enters.
  private static func lawNames(_ p: Int) -> [String] {
    (1...p).map { "lambda_\($0)" } + (1...p).map { "zeta_\($0)^2" } + ["q"]
  }

  private static func invariants(_ state: SpectralState) -> [Double] {
    state.eigenvalues + state.products.map { $0 * $0 } + [state.outputSquare]
  }

  private static func ofWeights(_ problem: Regression) -> Observable<NetworkState> {
    Observable("closed", symbol: "lambda, zeta^2 and q", components: 2 * problem.inputCount + 1) {
      guard $0.state.isFinite else { return [Double](repeating: .nan, count: 2 * problem.inputCount + 1) }
      return invariants(SpectralState($0.state, crossMoment: problem.crossMoment))
    }
  }

  private static func ofSpectrum(_ p: Int) -> Observable<SpectralState> {
    Observable("closed", symbol: "lambda, zeta^2 and q", components: 2 * p + 1) { invariants($0.state) }
  }
}

extension SpectralState {
  /// The same with the eigenvectors' signs such that the components zeta and g are near those of another state.
  func aligned(with other: SpectralState) -> SpectralState {
    let (p, mine) = (inputs, frame.matrix)
    let signs = (0..<p).map { i in
      products[i] * other.products[i] + targets[i] * other.targets[i] < 0 ? -1.0 : 1
    }
    return SpectralState(
      frame: Matrix(p, 3) { i, j in j == 0 ? mine[i, 0] : signs[i] * mine[i, j] }, output: outputSquare)
  }
}

extension Regression {
  /// Whether X^T X is a multiple of the identity, to rounding.
  var isWhite: Bool {
    let (h, p) = (secondMoment, inputCount)
    let mean = h.trace / Double(p)
    return (0..<p).allSatisfy { i in
      (0..<p).allSatisfy { j in abs(h[i, j] - (i == j ? mean : 0)) <= 1e-12 * mean }
    }
  }
}
