import Matrices
import Simulation

/// (R1): what weights are made of, exactly.
public struct UnrolledUpdates: RankTheorem {
  public static let claim = Claim(
    name: "unrolled-updates", label: "(R1)",
    statement:
      "Weights under SGD with weight decay are P_n times those of n updates ago plus a sum of the n gradients with weights "
      + "that are products of learning rates and decays, for any learning rates.",
    formula: "W_T = P_n W_(T-n) - sum_(j=1..n) mu_(T-j) P_(j-1) D_j^T A_j/B, P_n = prod (1 - mu wd)",
    assumptions: ["SGD with weight decay, the decay taken of the weights before the step"],
    source: "Galanti, Siegel, Gupte, Poggio 2025, proof of Lemma 3.2; with a schedule in rankfall's notes")

  public static let counterexamples = [
    "decay-halved", "decay-doubled", "decay-missing", "decay-after-step", "gradient-of-one-use",
    "gradient-doubled",
    "weight-noise", "exponent-late", "remainder-of-fewer",
  ]

  private static let count = 60
  private static let batch = 3

  public static func examine(_ engine: RankEngine) -> Verdict {
    let slabs = ScriptedSlabs.normal(
      Forgetting.scripted(0.08, learningRate: 0.2), batch: batch, count: count, outputs: 12, inputs: 9,
      seed: 11
    ) { $0 < 40 ? 1 : 0.2 }
    let start = Matrix(12, 9) { Double(($0 * 7 + $1 * 3) % 5) - 2 }
    let weights = engine.walk(from: start, slabs.updates)
    var window = UpdateWindow(outputs: 12, inputs: 9, usesPerUpdate: batch, capacity: count)
    for factors in slabs.updates { window.append(factors) }
    let whole = unrolled(slabs.updates, last: count)
    var evidence = [
      compared(
        "the weights after \(count) updates", weights[count], whole.product * start + whole.sum, whole.terms)
    ]
    for n in [1, 20, 45] {
      let (raw, found) = (unrolled(slabs.updates, last: n), engine.unroll(window, n))
      evidence.append(compared("the sum of the last \(n) updates", found.sum, raw.sum, raw.terms))
      evidence.append(
        Evidence(
          "P_n of the last \(n) updates", predicted: raw.product, measured: found.product,
          allowed: Tolerance(Double(n) * Double.ulpOfOne, .rounding, "a rounding for each decay")))
    }
    return Verdict(evidence)
  }

  /// In plain loops: P_n, the sum, and the norm that the terms have together.
  private static func unrolled(
    _ updates: [UpdateFactors], last n: Int
  ) -> (product: Double, sum: Matrix, terms: Double) {
    var (product, sum, terms) = (1.0, Matrix(zeros: 12, 9), 0.0)
    for update in updates.suffix(n).reversed() {
      let scale = -update.learningRate * product / Double(batch)
      var term = Matrix(zeros: 12, 9)
      for i in 0..<12 {
        for j in 0..<9 {
          for use in 0..<batch { term[i, j] += scale * update.deltas[use, i] * update.inputs[use, j] }
        }
      }
      sum = sum + term
      terms += term.norm
      product *= update.decay
    }
    return (product, sum, terms)
  }

  private static func compared(_ what: String, _ found: Matrix, _ raw: Matrix, _ terms: Double) -> Evidence {
    // Every entry goes through a product, a sum over the batch and a decay an update, in either way.
    let roundings = Double(2 * (count + batch + 2)) * Double.ulpOfOne
    return Evidence(
      "deviation of \(what) from the formula", predicted: 0, measured: (found - raw).norm,
      allowed: Tolerance(
        roundings * max(terms, raw.norm), .rounding,
        "twice a rounding of the terms for each of \(count) updates and of \(batch) samples"))
  }
}
