import Learning
import Matrices
import Simulation

/// (5.7): the two-dimensional theorem of the large-noise limit, with its exact power, for two rows: p = k = 1.
public enum CriticalPower: NetworkTheorem {
  public static let claim = Claim(
    name: "critical-power", label: "(5.7)",
    statement:
      "For one input and one output under label noise alone, the powers mu_1^r and mu_2^r of the eigenvalues of theta "
      + "theta^T are a sub- and a supermartingale from every start exactly for r = 1/2: the singular values separate in "
      + "the mean, and no other power says so.",
    formula:
      "L mu_i^r = eps r mu_i^r [ -1 +- 2 cos^2(2 phi) (mu_1 + mu_2) / (mu_1 - mu_2) + 2 r sin^2(2 phi) ], eps = eta c, + for "
      + "i = 1, with phi the angle of the first eigenvector; inf over theta of the bracket is 2 r - 1 for i = 1, r <= 1, and "
      + "its supremum 2 r - 1 for i = 2, r >= 0",
    assumptions: ["p = k = 1 and J = 0", "the label-noise flow in the sense of Ito", "mu_1 > mu_2 > 0"],
    source: "rankfall's notes; Varre, Sagitova, Flammarion, NeurIPS 2024, Section 5, in a reading of ours")

  public static let counterexamples = [
    "damping-missing", "damping-halved", "damping-doubled", "noise-doubled", "noise-amplified",
    "noise-absent",
    "stratonovich-reading", "ito-correction-missing",
  ]

  static let powers = [0.45, 0.5, 0.55]

  public static func examine(_ engine: Engine) -> Verdict {
    Verdict(formula(engine) + threshold(engine) + sampled(engine))
  }

  private static let problem = Regression(
    inputs: Matrix(4, 1) { i, _ in 0.6 + 0.3 * Double(i) }, targets: Matrix(zeros: 4, 1))

  /// theta = R(phi) diag(sqrt mu_i) V^T with V the first two columns of an orthogonal matrix of order 3
  private struct Start {
    let mu: [Double]
    let phi: Double
    let theta: Matrix

    init(_ mu: [Double], phi: Double, frame: Matrix) {
      (self.mu, self.phi) = (mu, phi)
      let (c, s) = (cosine(phi), sine(phi))
      let scaled = Matrix.diagonal(mu.map { $0.squareRoot() }) * frame[0..<3, 0..<2].transposed
      theta = Matrix(rows: 2, columns: 2, entries: [c, s, -s, c]) * scaled
    }

    /// The bracket of the claim for mu_i^r.
    func bracket(_ i: Int, power r: Double) -> Double {
      let (c, s) = (cosine(2 * phi), sine(2 * phi))
      let repulsion = 2 * c * c * (mu[0] + mu[1]) / (mu[0] - mu[1])
      return -1 + (i == 0 ? repulsion : -repulsion) + 2 * r * s * s
    }
  }

  private static let starts: [Start] = {
    var random = RandomStream(seed: 141, for: .data)
    let balanced = Start([1, 0.3], phi: quarterTurn / 2, frame: normals(3, 3, &random).qr.q)
    return [balanced]
      + (0..<200).map { _ in
        Start(
          [1, 0.05 + 0.6 * random.uniform()], phi: 2 * quarterTurn * random.uniform(),
          frame: normals(3, 3, &random).qr.q)
      }
  }()

  private static func setting(_ start: Start, _ method: StochasticFlowMethod = .splitHyperbolic) -> Setting {
    var setting = Witness.pureNoise(method, problem: problem, seed: 142)
    setting.start = .fixed(start.theta)
    return setting
  }

  private static var eps: Double {
    let setting = setting(starts[0])
    return setting.learningRate * setting.noiseCovariance[0, 0]
  }

  /// L mu_i^r / (eps r mu_i^r) by quadrature: for each start the two eigenvalues by the three powers.
  private static func brackets(_ engine: Engine, _ method: StochasticFlowMethod, _ start: Start) -> [Double]?
  {
    let generator = QuadratureGenerator(engine: engine, setting: setting(start, method), step: 2e-4)
    let eps = eps
    return generator.rates(from: setting(start).fixedStart, count: 6) { next in
      let s = next.theta.singularValues
      return (0..<6).map { n in
        let (i, r) = (n / 3, powers[n % 3])
        return (power(s[i] * s[i] / start.mu[i], r) - 1) / (eps * r)
      }
    }
  }

  /// Fourth order of the step in units of the gap, and roundings over h.
  private static func allowance(_ start: Start) -> Tolerance {
    let gap = start.mu[0] - start.mu[1]
    let size = 2e-4 * eps * 4 / (gap * gap)
    return Tolerance(
      1000 * size * size * size * size / gap + 256 * .ulpOfOne / (start.mu[1] * eps * 2.5e-5),
      .discretization,
      "fourth order of the step and roundings over h")
  }

  private static func formula(_ engine: Engine) -> [Evidence] {
    [StochasticFlowMethod.splitHyperbolic, .stratonovichHeun].flatMap { method in
      starts.enumerated().flatMap { number, start -> [Evidence] in
        guard let measured = brackets(engine, method, start) else { return [] }
        let allowed = allowance(start)
        let half = [measured[1], measured[4]]
        return measured.indices.map { n in
          Evidence(
            "drift of mu_\(n / 3 + 1)^\(powers[n % 3]) at start \(number)",
            predicted: start.bracket(n / 3, power: powers[n % 3]), measured: measured[n], allowed: allowed)
        } + [
          Evidence(
            "fall of s_1 in the mean at start \(number)", predicted: 0, measured: max(0, -half[0]),
            allowed: allowed),
          Evidence(
            "rise of s_2 in the mean at start \(number)", predicted: 0, measured: max(0, half[1]),
            allowed: allowed),
        ]
      }
    }
  }

  /// Where both layers weigh alike the bracket is 2 r - 1: its zero is the critical power, as the engine shows it.
  private static func threshold(_ engine: Engine) -> [Evidence] {
    guard let measured = brackets(engine, .splitHyperbolic, starts[0]) else { return [] }
    let allowed = allowance(starts[0]).amount
    return (0..<2).map { i in
      let (low, high) = (measured[3 * i], measured[3 * i + 2])
      return Evidence(
        "critical power of mu_\(i + 1)", predicted: 0.5, measured: 0.45 + 0.1 * low / (low - high),
        allowed: Tolerance(
          allowed, .discretization, "the bracket's allowance over its slope 2, at both powers"))
    }
  }

  /// The same by random numbers: at the balanced start E mu_1^0.45 falls and E mu_2^0.55 rises, each by five standard errors at
  /// least, and E mu_i^0.5 does neither. What is linear in the noise has mean zero and is taken away.
  private static func sampled(_ engine: Engine) -> [Evidence] {
    let start = starts[0]
    var short = setting(start, .splitHyperbolic2)
    let h = 1e-3
    short.flowStep = h
    short.schedule = Schedule(steps: 1, every: 1)
    let frame = GramFrame(start.theta)
    let eps = eps
    let seen = Observable<NetworkState>("powers", symbol: "mu_i^r, without its linear part", components: 6) {
      let change = frame.change(to: $0.state.theta)
      let total = change.total
      return (0..<6).map { n in
        let (i, r) = (n / 3, powers[n % 3])
        let mu = frame.values[i]
        return (power(1 + total[i] / mu, r) - 1 - r * change.first[i] / mu) / (eps * h * r)
      }
    }
    let record = engine.run(short, observing: [seen])
    return (0..<6).flatMap { n -> [Evidence] in
      let (i, r) = (n / 3, powers[n % 3])
      let samples = record["powers"].sample(time: 1, component: n)
      let mean = meanEvidence(
        "E mu_\(i + 1)^\(r) after a step of \(h), in units of eps r", samples, predicted: 2 * r - 1,
        bias: 4 * eps * h)
      let isRejected = (i == 0 && r < 0.5) || (i == 1 && r > 0.5)
      guard isRejected else { return [mean] }
      let summary = SampleSummary(samples)
      let signal = (i == 0 ? -1 : 1) * summary.mean / summary.standardError
      return [
        mean,
        Evidence(
          "standard errors that are missing to five in the rejection of r = \(r)", predicted: 0,
          measured: max(0, 5 - signal), allowed: Tolerance(0, .sampling, "z >= 5")),
      ]
    }
  }
}
