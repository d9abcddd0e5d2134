import Matrices

/// C1: U_n/|W_T| approximates W_T/|W_T| with rank at most n r1 and an error of exactly e_n = P_n |W_{T-n}|/|W_T| in every
/// norm, because W_T - U_n = P_n W_{T-n}.
public struct RemainderCheck: Sendable, Equatable {
  /// n
  public let window: Int
  /// n r1
  public let rankBound: Int
  /// How many singular values of U_n are above a rounding of the largest.
  public let numericalRank: Int
  /// e_n in the spectral norm
  public let predictedError: Double
  /// |W_T - U_n|_2 / |W_T|_2
  public let measuredError: Double
  /// |W_T - P_n W_{T-n} - U_n|_F / |W_T|_F: roundings, or the factors are not those of the run.
  public let residual: Double

  /// For the oldest snapshot with weights that the window reaches; nil if there is none, or for weights that are zero.
  ///
  /// - Parameter remainders: what is left of snapshots, if it is known already.
  public init?(of weights: Matrix, history: LayerHistory, remainders: [WeightSnapshot]? = nil) {
    let reached = (remainders ?? history.remainders()).filter {
      $0.weights != nil && (1...max(1, history.window.count)).contains(history.age(of: $0))
        && history.window.count > 0
    }
    guard let oldest = reached.max(by: { history.age(of: $0) < history.age(of: $1) }),
      let old = oldest.weights
    else { return nil }
    self.init(
      of: weights, old: old, product: oldest.product, rankBound: oldest.addedRank,
      sum: history.sum(ofLast: history.age(of: oldest)), window: history.age(of: oldest))
  }

  /// For any remainder P W_{T-n}; with momentum the remainder is a W_{T-n} + b v_{T-n}, and P is one.
  public init?(of weights: Matrix, old: Matrix, product: Double, rankBound: Int, sum: WindowSum, window: Int)
  {
    guard weights.norm > 0, let norm = weights.singularValues.first, norm > 0 else { return nil }
    let approximator = sum.matrix
    let remainder = product * old
    let difference = weights - approximator
    let values = sum.singularValues
    let rounding = Double(max(weights.rows, weights.columns, sum.terms)) * Double.ulpOfOne
    self.window = window
    self.rankBound = rankBound
    numericalRank = values.count { $0 > rounding * (values.first ?? 0) }
    predictedError = (remainder.singularValues.first ?? 0) / norm
    measuredError = (difference.singularValues.first ?? 0) / norm
    residual = (difference - remainder).norm / weights.norm
  }
}
