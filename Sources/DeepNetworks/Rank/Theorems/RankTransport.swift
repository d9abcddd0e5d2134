import Foundation
import Matrices
import Simulation

/// (R5): how far a spectrum can move in n updates.
public struct RankTransport: RankTheorem {
  public static let claim = Claim(
    name: "rank-transport", label: "(R5)",
    statement:
      "In n updates of rank r1 the singular values of the weights move at most n r1 places against those that decay alone "
      + "would leave, in either direction; updates that are orthogonal move them by exactly as many.",
    formula:
      "s_(n r1 + j)(W_T) <= P_n s_j(W_(T-n)), P_n s_(n r1 + j)(W_(T-n)) <= s_j(W_T); abs(rank_T(eps) - "
      + "rank_(T-n)(eps/e_n)) <= n r1",
    assumptions: ["SGD with weight decay", "every update has rank at most r1"],
    source: "Weyl's inequality; rankfall's notes")

  public static let counterexamples = ["decay-doubled", "decay-missing", "decay-halved", "weight-noise"]

  public static func examine(_ engine: RankEngine) -> Verdict {
    Verdict([orthogonal(engine)] + [(1, 0.1, 41), (2, 0.2, 42)].map { random(engine, $0, $1, UInt64($2)) })
  }

  private static func orthogonal(_ engine: RankEngine) -> Evidence {
    let (share, batch, count) = (0.15, 2, 30)
    let slabs = ScriptedSlabs.orthogonal(.scripted(share), batch: batch, count: count)
    let weights = engine.walk(from: Matrix(zeros: slabs.outputs, slabs.inputs), slabs.updates)
    let now = weights[count].singularValues
    var worst = 0.0
    for n in [1, 7, 20] {
      let old = weights[count - n].singularValues
      for j in 0..<(slabs.outputs - n * batch) {
        worst = max(worst, abs(now[n * batch + j] - pow(1 - share, Double(n)) * old[j]))
      }
    }
    return Evidence(
      "largest abs(s_(n B + j)(W_T) - P_n s_j(W_(T-n)))/abs(W_T), orthogonal updates", predicted: 0,
      measured: worst / now[0], allowed: rounding(count + slabs.outputs))
  }

  private static func random(_ engine: RankEngine, _ batch: Int, _ share: Double, _ seed: UInt64) -> Evidence
  {
    let count = 40
    let slabs = ScriptedSlabs.normal(
      .scripted(share), batch: batch, count: count, outputs: 40, inputs: 32, seed: seed)
    let weights = engine.walk(from: Matrix(40, 32) { $0 == $1 ? 3 : 0 }, slabs.updates)
    let now = weights[count].singularValues
    var worst = 0.0
    for n in 1...15 {
      let old = weights[count - n].singularValues
      let left = pow(1 - share, Double(n))
      for j in 0..<max(0, 32 - n * batch) {
        worst = max(worst, now[n * batch + j] - left * old[j], left * old[n * batch + j] - now[j])
      }
    }
    return Evidence(
      "largest violation of the two inequalities over abs(W_T), random updates, B = \(batch)", predicted: 0,
      measured: max(0, worst) / now[0], allowed: rounding(count + 40))
  }

  private static func rounding(_ count: Int) -> Tolerance {
    Tolerance(
      Double(count) * Double.ulpOfOne, .rounding,
      "a rounding for each update and for each row of the decomposition")
  }
}
