import Learning
import Matrices
import Simulation

/// (5.7'): the two-dimensional theorem of the large-noise limit for a first layer of two by two.
public enum FirstLayerPowers: NetworkTheorem {
  public static let claim = Claim(
    name: "first-layer-powers", label: "(5.7')",
    statement:
      "For two inputs, one output and two hidden units under label noise alone, white inputs make the larger singular "
      + "value of W1 grow and the smaller fall in the mean; among the powers of their squares those from 0 to 1/2 do so "
      + "from every start, and no others.",
    formula:
      "L s_1 = (eps/2) s_1 |w2|^2 / (s_1^2 - s_2^2), L s_2 = -(eps/2) s_2 |w2|^2 / (s_1^2 - s_2^2); "
      + "L lambda_1^r = eps r lambda_1^(r-1) [ q + 2 r a_1^2 ], L lambda_2^r = eps r lambda_2^(r-1) [ -q + 2 r a_2^2 ], "
      + "q = (lambda_1 a_2^2 + lambda_2 a_1^2) / (lambda_1 - lambda_2), lambda_i = s_i^2",
    assumptions: [
      "p = l = 2, k = 1, C = c I and J = 0", "the label-noise flow in the sense of Ito", "s_1 > s_2 > 0",
    ],
    source: "rankfall's notes; Varre, Sagitova, Flammarion, NeurIPS 2024, Section 5, in a reading of ours")

  public static let counterexamples = [
    "repulsion-reversed", "repulsion-absent", "repulsion-doubled", "damping-missing", "damping-doubled",
    "damping-first-block-right-trace", "noise-doubled", "noise-amplified", "noise-absent",
  ]

  private static let powers = [0.05, 0.25, 0.5, 0.55]
  private static let step = 1e-5

  public static func examine(_ engine: Engine) -> Verdict {
    Verdict(formula(engine) + threshold(engine))
  }

  /// W1 = R(phi) diag(s_i) V^T and w2 = V a, for a rotation V
  private struct Start {
    let lambda: [Double]
    let a: [Double]
    let theta: Matrix

    init(_ lambda: [Double], a: [Double], phi: Double, turn: Double) {
      (self.lambda, self.a) = (lambda, a)
      func rotation(_ angle: Double) -> Matrix {
        Matrix(rows: 2, columns: 2, entries: [cosine(angle), sine(angle), -sine(angle), cosine(angle)])
      }
      let v = rotation(turn)
      let w1 = rotation(phi) * .diagonal(lambda.map { $0.squareRoot() }) * v.transposed
      let w2 = v * Matrix(rows: 2, columns: 1, entries: a)
      theta = Matrix(3, 2) { $0 < 2 ? w1[$0, $1] : w2[$1, 0] }
    }

    /// The bracket of the claim for lambda_i^r.
    func bracket(_ i: Int, power r: Double) -> Double {
      let q = (lambda[0] * a[1] * a[1] + lambda[1] * a[0] * a[0]) / (lambda[0] - lambda[1])
      return (i == 0 ? q : -q) + 2 * r * a[i] * a[i]
    }
  }

  /// The first one has next to no second singular value and w2 along it: there 1/2 is the largest power.
  private static let starts: [Start] = {
    var random = RandomStream(seed: 145, for: .data)
    let extreme = Start([1, 0.01], a: [0, 1], phi: 0.4, turn: 1.1)
    return [extreme]
      + (0..<100).map { _ in
        Start(
          [1, 0.05 + 0.6 * random.uniform()], a: [random.normal(), random.normal()],
          phi: 4 * quarterTurn * random.uniform(), turn: 4 * quarterTurn * random.uniform())
      }
  }()

  private static let problem = Regression(
    inputs: GaussianTeacher(samples: 8, inputs: 2, outputs: 1, covariance: .whitened, seed: 146).draw()
      .problem.inputs,
    targets: Matrix(zeros: 8, 1))

  private static func setting(_ start: Start) -> Setting {
    var setting = Witness.pureNoise(.splitHyperbolic, problem: problem, seed: 147)
    setting.start = .fixed(start.theta)
    return setting
  }

  private static var eps: Double {
    let setting = setting(starts[0])
    return setting.learningRate * setting.noiseCovariance.trace / 2
  }

  /// The brackets of both eigenvalues for all powers, by quadrature.
  private static func brackets(_ engine: Engine, _ start: Start) -> [Double]? {
    let setting = setting(start)
    let eps = eps
    let count = powers.count
    return QuadratureGenerator(engine: engine, setting: setting, step: step)
      .rates(from: setting.fixedStart, count: 2 * count) { next in
        let s = next.W1.singularValues
        return (0..<(2 * count)).map { n in
          let (i, r) = (n / count, powers[n % count])
          let lambda = start.lambda[i]
          return (power(s[i] * s[i] / lambda, r) - 1) * lambda / (eps * r)
        }
      }
  }

  /// Fourth order of the step beside the gap and the smaller eigenvalue, and roundings over h.
  private static func allowance(_ start: Start) -> Tolerance {
    let gap = min(start.lambda[0] - start.lambda[1], start.lambda[1])
    let length = start.a[0] * start.a[0] + start.a[1] * start.a[1]
    let size = step * eps * 4 * (1 + length) / gap
    return Tolerance(
      1000 * (1 + length) * size * size * size * size / gap
        + 256 * .ulpOfOne / (start.lambda[1].squareRoot() * eps * step / 8), .discretization,
      "fourth order of the step and roundings over h")
  }

  private static func formula(_ engine: Engine) -> [Evidence] {
    starts.enumerated().flatMap { number, start -> [Evidence] in
      guard let measured = brackets(engine, start) else { return [] }
      let allowed = allowance(start)
      let count = powers.count
      return measured.indices.map { n in
        Evidence(
          "drift of lambda_\(n / count + 1)^\(powers[n % count]) at start \(number)",
          predicted: start.bracket(n / count, power: powers[n % count]), measured: measured[n],
          allowed: allowed)
      }
        + (0..<3).flatMap { n in
          [
            Evidence(
              "fall of lambda_1^\(powers[n]) in the mean at start \(number)", predicted: 0,
              measured: max(0, -measured[n]), allowed: allowed),
            Evidence(
              "rise of lambda_2^\(powers[n]) in the mean at start \(number)", predicted: 0,
              measured: max(0, measured[count + n]), allowed: allowed),
          ]
        }
    }
  }

  /// At the first start the drift of lambda_2^r changes sign at r = 1/2 + lambda_2 / (2 (lambda_1 - lambda_2)): 0.55 is
  /// beyond it, and 1/2 is not.
  private static func threshold(_ engine: Engine) -> [Evidence] {
    let start = starts[0]
    guard let measured = brackets(engine, start) else { return [] }
    let count = powers.count
    let (half, beyond) = (measured[count + 2], measured[count + 3])
    let allowed = allowance(start).amount
    return [
      Evidence(
        "critical power of lambda_2 where w2 lies along it",
        predicted: 0.5 * start.lambda[0] / (start.lambda[0] - start.lambda[1]),
        measured: 0.5 - 0.05 * half / (beyond - half),
        allowed: Tolerance(
          2 * allowed, .discretization, "the bracket's allowance over its slope 2, at both powers"))
    ]
  }
}
