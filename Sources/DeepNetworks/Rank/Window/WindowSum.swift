import Matrices

/// U = sum_j c_j D_j^T A_j / B_j over the last updates, in factors: what W_T has from them. With the weights of
/// `gradientWeights` W_T = P_n W_{T-n} + U; with those of `StepMemory` the same with momentum.
public struct WindowSum: Sendable {
  /// outputs x N, scaled
  private let deltas: Matrix
  /// inputs x N
  private let inputs: Matrix

  /// The last n updates without momentum.
  public init(_ window: UpdateWindow, last n: Int) {
    self.init(window, weights: window.gradientWeights(ofLast: n))
  }

  /// The last updates with given weights c_1, c_2, ..., the last update first.
  public init(_ window: UpdateWindow, weights: [Double]) {
    (deltas, inputs) = window.stacked(weights)
  }

  /// N, how many outer products it is the sum of.
  public var terms: Int { deltas.columns }

  /// Itself, outputs x inputs.
  public var matrix: Matrix { deltas * inputs.transposed }

  /// Its singular values without zeros that the number of terms makes, largest first: from N x N where there are fewer
  /// terms than rows and columns, by two QR factorisations. A product of Gram matrices would square the
  /// condition number, and lose what is below 1e-8 of the largest.
  public var singularValues: [Double] {
    guard terms < min(deltas.rows, inputs.rows) else { return matrix.singularValues }
    guard terms > 0 else { return [] }
    return (deltas.qr.r * inputs.qr.r.transposed).singularValues
  }

  /// The norms of the outer products, |delta| |input|, those of the last update first.
  public var termNorms: [Double] {
    (0..<terms).map { Self.norm(deltas, $0) * Self.norm(inputs, $0) }
  }

  private static func norm(_ matrix: Matrix, _ column: Int) -> Double {
    matrix.entries[column * matrix.rows..<(column + 1) * matrix.rows].reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Over terms that are not zero: the outputs that have any delta, the inputs that were ever on, and how many
  /// different inputs there were. None of them is less than the rank.
  public var support: (outputs: Int, inputs: Int, distinctInputs: Int) {
    let (p, q) = (deltas.rows, inputs.rows)
    var (rows, columns) = ([Bool](repeating: false, count: p), [Bool](repeating: false, count: q))
    var seen: Set<[Double]> = []
    for term in 0..<terms {
      let delta = deltas.entries[term * p..<(term + 1) * p]
      let input = inputs.entries[term * q..<(term + 1) * q]
      guard delta.contains(where: { $0 != 0 }), input.contains(where: { $0 != 0 }) else { continue }
      for (i, value) in delta.enumerated() where value != 0 { rows[i] = true }
      for (i, value) in input.enumerated() where value != 0 { columns[i] = true }
      seen.insert(Array(input))
    }
    return (rows.count { $0 }, columns.count { $0 }, seen.count)
  }
}
