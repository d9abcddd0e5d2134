import Matrices
import Simulation

/// (R11): a layer as two layers.
public struct FactoredLayers: RankTheorem {
  public static let claim = Claim(
    name: "factored-layers", label: "(R11)",
    statement:
      "The r largest terms of a singular value decomposition, shared out evenly between two factors, are the nearest matrix "
      + "of rank r, for a convolution that of its filter matrix; and the decay of both factors is a decay of the nuclear "
      + "norm of their product, the least that any factors of it have.",
    formula:
      "L = U_r S_r^(1/2), R = S_r^(1/2) V_r^T: abs(W - L R)_2 = s_(r+1), "
      + "abs(L)_F^2 + abs(R)_F^2 = 2 (s_1 + ... + s_r) <= abs(A)_F^2 + abs(B)_F^2 for all A B = L R",
    assumptions: ["any matrix that is not zero"],
    source: "Eckart and Young 1936; Mirsky 1960; Srebro, Rennie, Jaakkola 2004, Lemma 1")

  public static let counterexamples = [
    "factors-unsorted", "factors-late", "factors-one-sided", "kernel-by-rows", "kernel-channels-last",
  ]

  /// In no order, and powers of two.
  private static let values = [0.5, 8, 0.25, 4, 2, 1]
  private static let (channels, extent) = (2, 3)

  public static func examine(_ engine: RankEngine) -> Verdict {
    var random = RandomStream(seed: 91, for: .data)
    random.begin(step: 0)
    let left = Matrix(6, 6) { _, _ in random.normal() }.qr.q
    let right = Matrix(channels * extent * extent, 6) { _, _ in random.normal() }.qr.q
    let whole = left * Matrix.diagonal(values) * right.transposed
    let sorted = values.sorted(by: >)
    let rounding = Tolerance(
      100 * Double.ulpOfOne, .rounding, "some roundings for each of the rows and columns")
    let kernel = engine.filterMatrix(
      ConvolutionKernel(
        filters: 6, channels: channels, extent: [extent, extent],
        entries: (0..<whole.rows * whole.columns).map {
          whole[$0 / whole.columns, $0 % whole.columns]
        }))
    var evidence: [Evidence] = []
    for rank in 1..<6 {
      let factors = engine.factors(whole, rank)
      let rest = whole - factors.product
      evidence += [
        Evidence(
          "spectral error of rank \(rank)", predicted: sorted[rank] / 8,
          measured: rest.singularValues[0] / 8, allowed: rounding),
        Evidence(
          "half the squared norms of the factors of rank \(rank), over s_1",
          predicted: sorted.prefix(rank).reduce(0, +) / 8,
          measured: (factors.left.squaredNorm + factors.right.squaredNorm) / 16, allowed: rounding),
        Evidence(
          "Frobenius error of the kernel that filters of rank \(rank) come to",
          predicted: sorted.dropFirst(rank).reduce(0) { $0 + $1 * $1 }.squareRoot() / 8,
          measured: kernelError(whole, engine.factors(kernel, rank)) / 8, allowed: rounding),
      ]
    }
    return Verdict(evidence)
  }

  /// The distance of kernels, entry (o, c, y, x) by entry: filters are the rows of the second factor, and the first mixes what
  /// they give.
  private static func kernelError(_ whole: Matrix, _ factors: LayerFactors) -> Double {
    guard factors.left.rows == whole.rows, factors.right.columns == whole.columns else { return .infinity }
    var sum = 0.0
    for o in 0..<whole.rows {
      for c in 0..<channels {
        for place in 0..<extent * extent {
          let i = c * extent * extent + place
          let mixed = (0..<factors.rank).reduce(0) { $0 + factors.left[o, $1] * factors.right[$1, i] }
          sum += (whole[o, i] - mixed) * (whole[o, i] - mixed)
        }
      }
    }
    return sum.squareRoot()
  }
}
