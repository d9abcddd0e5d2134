import Matrices
import Simulation

/// (1.3'): not only their sum of squares, every maximal minor of theta is conserved.
public struct MaximalMinors: NetworkPrediction {
  public static let claim = Claim(
    name: "maximal-minors", label: "(1.3')",
    statement:
      "Gradient flow conserves each maximal minor of theta separately, sign included: its steps have "
      + "determinant one.",
    formula:
      "det (theta_t)_J = exp(-lambda P t) det (theta_0)_J for every choice J of P = p + k hidden units",
    assumptions: [
      "gradient flow", "width >= inputs + outputs", "at most 500 minors",
      "an integrator by exponentials of A(M): exponential-euler, exponential-midpoint or commutator-free-4",
    ],
    source: "rankfall's notes; by Cauchy and Binet it implies Theorem 4.1 of Varre, Sagitova, Flammarion 2024"
  )

  public static let counterexamples = [
    "euler-as-gradient-flow", "sequential-layers", "single-precision", "decay-first-layer",
  ]

  public static var witnesses: [Setting] {
    [
      Witness.setting(.gradientFlow(.commutatorFree4), width: 7, h: 0.05, steps: 400, every: 20),
      Witness.setting(
        .gradientFlow(.exponentialMidpoint), width: 6, h: 0.05, decay: 0.1, steps: 100, every: 20),
    ]
  }

  private let choices: [[Int]]
  private let decay: Double

  public init?(for setting: Setting) {
    guard case .gradientFlow(let method) = setting.algorithm, method.keepsGroup,
      setting.width >= setting.rows,
      binomial(setting.width, setting.rows) <= 500
    else { return nil }
    choices = combinations(of: setting.width, choose: setting.rows)
    decay = setting.weightDecay * Double(setting.rows)
  }

  public var observables: [Observable<NetworkState>] {
    let (choices, decay) = (choices, decay)
    return [
      Observable(
        "maximal_minors_change", symbol: "largest change of a minor, over the root sum of their squares",
        components: 2
      ) { look in
        let old = minors(look.initial.theta, choices)
        let growth = exponential(decay * look.time)
        let new = minors(look.state.theta, choices)
        let size = old.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let change = zip(old, new).map { abs(growth * $1 - $0) }.max() ?? 0
        let spectrum = look.state.singularValues
        return [change / size, (spectrum.first ?? 0) / (spectrum.last ?? 1)]
      }
    ]
  }

  public func check(_ record: Record) -> Verdict {
    let series = record["maximal_minors_change"]
    var evidence: [Evidence] = []
    for trajectory in 0..<record.trajectories {
      var condition = series[trajectory, 0, 1]
      for look in record.times.indices.dropFirst() where !series[trajectory, look, 0].isNaN {
        condition = max(condition, series[trajectory, look, 1])
        guard condition < Resolution.largestCondition else { break }
        evidence.append(
          Evidence(
            "largest relative change of a minor at t = \(record.times[look].short)", predicted: 0,
            measured: series[trajectory, look, 0],
            allowed: Resolution.path(steps: record.steps[look], condition: 8 * condition)))
      }
    }
    return Verdict(evidence, otherwise: Resolution.beyond)
  }
}

/// The determinants of the chosen columns.
private func minors(_ theta: Matrix, _ choices: [[Int]]) -> [Double] {
  choices.map { choice in
    let minor = Matrix(theta.rows, theta.rows) { theta[$0, choice[$1]] }.logDeterminant
    return minor.sign * exponential(minor.log)
  }
}

private func binomial(_ n: Int, _ k: Int) -> Double {
  (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
}

/// All increasing lists of `k` numbers below `n`.
private func combinations(of n: Int, choose k: Int) -> [[Int]] {
  guard k > 0 else { return [[]] }
  guard k <= n else { return [] }
  return combinations(of: n - 1, choose: k) + combinations(of: n - 1, choose: k - 1).map { $0 + [n - 1] }
}
