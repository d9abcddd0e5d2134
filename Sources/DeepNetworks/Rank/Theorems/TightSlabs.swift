import Foundation
import Matrices
import Simulation

/// (R4): orthogonal updates have the rank of the bound without slack, so that no bound from learning rate, decay and batch
/// size alone can be better.
public struct TightSlabs: RankTheorem {
  public static let claim = Claim(
    name: "tight-slabs", label: "(R4)",
    statement:
      "Weights that start from zero and get B outer products e_k e_k^T an update, all of them different, have the singular "
      + "values beta^j of the largest, B of each, and the rank above eps that forgetting allows at least.",
    formula: "s_(jB+b) = beta^j s_1, rank_eps = B ceil(log(1/eps)/(-log beta)) where eps is no power of beta",
    assumptions: ["SGD with weight decay from zero", "the updates are orthogonal and of one norm"],
    source: "rankfall's notes; tightness of Theorem 3.3 of Galanti, Siegel, Gupte, Poggio 2025")

  public static let counterexamples = [
    "decay-halved", "decay-doubled", "decay-missing", "threshold-inclusive", "threshold-frobenius",
    "threshold-absolute", "gradient-of-one-use", "weight-noise",
  ]

  private struct Case {
    let share: Double
    let batch: Int
    let count: Int
    let thresholds: [Double]
  }

  /// The last has powers of two throughout: there the threshold can be met exactly, and is not above itself.
  private static let cases = [
    Case(share: 0.1, batch: 1, count: 70, thresholds: [0.5, 0.3, 0.1, 0.01, 0.001]),
    Case(share: 0.15, batch: 2, count: 44, thresholds: [0.5, 0.3, 0.1, 0.01, 0.001]),
    Case(share: 0.3, batch: 4, count: 21, thresholds: [0.5, 0.3, 0.1, 0.01, 0.001]),
    Case(share: 0.5, batch: 2, count: 12, thresholds: [0.5, 0.25, 0.125, 0.0625]),
  ]

  public static func examine(_ engine: RankEngine) -> Verdict {
    Verdict(cases.flatMap { evidence($0, engine) })
  }

  private static func evidence(_ one: Case, _ engine: RankEngine) -> [Evidence] {
    let slabs = ScriptedSlabs.orthogonal(.scripted(one.share), batch: one.batch, count: one.count)
    let start = Matrix(zeros: slabs.outputs, slabs.inputs)
    let walked = engine.walk(from: start, slabs.updates)
    let what = "B = \(one.batch), beta = \(1 - one.share)"
    guard let ranks = LayerSpectrum(of: walked[one.count]).ranks else {
      return [violations(1, "a layer without a rank, \(what)")]
    }
    let deviation = ranks.singularValues.enumerated().reduce(0) { worst, entry in
      let expected = pow(1 - one.share, Double(entry.offset / one.batch))
      return max(worst, abs(entry.element / ranks.spectralNorm - expected))
    }
    let roundings = Double(one.count + slabs.outputs) * Double.ulpOfOne
    return [
      Evidence(
        "largest deviation of s_i/s_1 from beta^j, \(what)", predicted: 0, measured: deviation,
        allowed: Tolerance(
          roundings, .rounding, "a rounding for each update and for each column of the decomposition"))
    ]
      + one.thresholds.map { threshold in
        Evidence(
          "rank above \(threshold), \(what)", predicted: Double(one.batch * count(one, above: threshold)),
          measured: Double(engine.rank(ranks, threshold)), allowed: Tolerance(0, .rounding, "a count"))
      }
  }

  /// How many powers of beta, from the zeroth on, are above a threshold: by multiplication.
  private static func count(_ one: Case, above threshold: Double) -> Int {
    var (n, power) = (0, 1.0)
    while power > threshold {
      n += 1
      power *= 1 - one.share
    }
    return n
  }
}
