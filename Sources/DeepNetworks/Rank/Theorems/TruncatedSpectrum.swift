import Matrices
import Simulation

/// (R8): what a layer loses if it is compressed.
public struct TruncatedSpectrum: RankTheorem {
  public static let claim = Claim(
    name: "truncated-spectrum", label: "(R8)",
    statement:
      "The best approximation of a matrix by rank r has the relative error s_(r+1)/s_1 in the spectral norm and the root of "
      + "the tail's share of the squares in Frobenius's; so the rank above eps is the smallest with spectral error at most eps.",
    formula:
      "min abs(W - V)_2/abs(W)_2 = s_(r+1)/s_1, min abs(W - V)_F/abs(W)_F = (sum_(i>r) s_i^2/sum s_i^2)^(1/2)",
    assumptions: ["any matrix that is not zero"],
    source: "Eckart and Young 1936; Mirsky 1960")

  public static let counterexamples = [
    "truncation-unsorted", "truncation-late", "truncation-norms-swapped", "threshold-frobenius",
    "threshold-inclusive", "threshold-absolute",
  ]

  /// In no order.
  private static let values = [0.5, 8, 0.0625, 4, 2, 0.25]

  public static func examine(_ engine: RankEngine) -> Verdict {
    var random = RandomStream(seed: 71, for: .data)
    random.begin(step: 0)
    let left = Matrix(9, 6) { _, _ in random.normal() }.qr.q
    let right = Matrix(7, 6) { _, _ in random.normal() }.qr.q
    let whole = left * Matrix.diagonal(values) * right.transposed
    guard let ranks = LayerSpectrum(of: whole).ranks else {
      return .undecided(because: "the matrix has no rank")
    }
    let order = values.indices.sorted { values[$0] > values[$1] }
    let rounding = Tolerance(
      100 * Double.ulpOfOne, .rounding, "some roundings for each of the rows and columns")
    var evidence: [Evidence] = []
    for rank in 0...6 {
      let kept = Matrix.diagonal(values.indices.map { order.prefix(rank).contains($0) ? values[$0] : 0 })
      let rest = whole - left * kept * right.transposed
      evidence.append(
        Evidence(
          "spectral error of rank \(rank)", predicted: rest.singularValues[0] / 8,
          measured: engine.truncationError(ranks, rank, .spectral), allowed: rounding))
      evidence.append(
        Evidence(
          "Frobenius error of rank \(rank)", predicted: rest.norm / whole.norm,
          measured: engine.truncationError(ranks, rank, .frobenius), allowed: rounding))
    }
    // A diagonal of powers of two has its singular values without rounding.
    let plain = LayerRanks(rows: 6, columns: 6, singularValues: values.sorted(by: >))
    for threshold in [0.5, 0.3, 0.25, 0.23, 0.1, 0.03125] {
      let smallest =
        (0...6).first { (order.dropFirst($0).first.map { values[$0] } ?? 0) / 8 <= threshold } ?? 6
      evidence.append(
        Evidence(
          "rank above \(threshold) against the smallest with so small an error", predicted: Double(smallest),
          measured: Double(engine.rank(plain, threshold)), allowed: Tolerance(0, .rounding, "a count")))
    }
    return Verdict(evidence)
  }
}
