import Foundation
import Matrices
import Simulation

/// (R3): the bound of theory, in integers.
public struct RankMemory: RankTheorem {
  public static let claim = Claim(
    name: "rank-memory", label: "(R3)",
    statement:
      "If the weights of n updates ago had at most 1 + eta times the norm of now, n the smallest with (1 + eta) beta^n <= "
      + "eps, then at most r1 n singular values are above eps times the norm, and r1 log((1 + eta)/eps)/(mu weight_decay) is "
      + "no smaller than r1 n whenever eps <= (1 + eta) e^-2.",
    formula: "rank_eps(W_T) <= r1 ceil(log((1 + eta)/eps)/(-log(1 - mu wd))); n <= L/x - L/2 + 1 for L >= 2",
    assumptions: [
      "SGD with weight decay, mu wd < 1", "every update has rank at most r1",
      "abs(W_(T-n)) <= (1 + eta) abs(W_T)",
    ],
    source:
      "Galanti, Siegel, Gupte, Poggio 2025, Lemma 3.2 and Theorem 3.3 (there eta = 1); the range in rankfall's notes"
  )

  public static let counterexamples = [
    "window-floored", "window-decimal", "window-lambda", "decay-missing",
  ]

  public static func examine(_ engine: RankEngine) -> Verdict {
    Verdict([windows(engine), printed(engine), ranks(engine)])
  }

  private static let shares = (1...60).map { Double($0) * 0.015 } + [1e-4, 1e-3, 0.003]

  /// Against the smallest n that multiplication finds.
  private static func windows(_ engine: RankEngine) -> Evidence {
    var wrong = 0
    for share in shares {
      for (threshold, slack) in [(0.9, 0.0), (0.5, 0.3), (0.27, 1), (0.1, 1), (0.01, 1), (0.001, 0.5)] {
        var (n, left) = (0, 1 + slack)
        while left > threshold {
          left *= 1 - share
          n += 1
        }
        if engine.window(.scripted(share), threshold, slack) != n { wrong += 1 }
      }
    }
    return violations(wrong, "windows that are not the smallest")
  }

  /// On a grid of x, for thresholds at which the printed form must follow.
  private static func printed(_ engine: RankEngine) -> Evidence {
    var wrong = 0
    for threshold in [2 * exp(-2), 0.2, 0.05, 0.001] {
      let needed = log(2 / threshold)
      for index in 1..<2000 {
        let share = Double(index) / 2000
        guard let n = engine.window(.scripted(share), threshold, 1) else {
          wrong += 1
          continue
        }
        // A rounding of the quotient is no violation.
        let slack = 1e-12 * needed / share
        if Double(n) > needed / share - needed / 2 + 1 + slack || Double(n) > needed / share + slack {
          wrong += 1
        }
      }
    }
    return violations(wrong, "windows beyond L/x - L/2 + 1 or L/x")
  }

  /// Random updates: the rank is under the bound at every time at which the ratio of norms is as assumed.
  private static func ranks(_ engine: RankEngine) -> Evidence {
    var (wrong, judged) = (0, 0)
    for (batch, share, seed) in [(1, 0.2, 31), (2, 0.4, 32), (1, 0.35, 33)] {
      let slabs = ScriptedSlabs.normal(
        .scripted(share), batch: batch, count: 80, outputs: 48, inputs: 40, seed: UInt64(seed))
      // Old weights of full rank and the size of what updates make of them, to be forgotten.
      let weights = engine.walk(from: Matrix(48, 40) { $0 == $1 ? 10 : 0 }, slabs.updates)
      let norms = weights.map { $0.singularValues[0] }
      for threshold in [0.3, 0.1, 0.03, 0.01] {
        guard let n = engine.window(.scripted(share), threshold, 1), batch * n < 40 else { continue }
        for time in stride(from: n, through: 80, by: 4) where norms[time - n] <= 2 * norms[time] {
          judged += 1
          let values = weights[time].singularValues
          // Singular values at the threshold to within roundings are on neither side of it.
          if values.count(where: { $0 > (threshold + 1e-12) * values[0] }) > batch * n { wrong += 1 }
        }
      }
    }
    return violations(judged >= 40 ? wrong : max(1, wrong), "ranks above the bound, of \(judged) judged")
  }
}
