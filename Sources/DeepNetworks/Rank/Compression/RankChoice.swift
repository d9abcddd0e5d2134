import Matrices

/// How far the weights of a network are cut down.
public enum RankChoice: Sendable, Equatable {
  /// Every weight to the same rank.
  case rank(Int)
  /// Every weight to its rank above a threshold times its largest singular value: the smallest rank with a relative spectral
  /// error of at most the threshold.
  case threshold(Double)

  /// The rank of a weight; nil where its two factors would be no fewer numbers than it has: then it stays whole.
  public func rank(of ranks: LayerRanks) -> Int? {
    let chosen =
      switch self {
      case .rank(let rank): min(rank, ranks.largestRank)
      case .threshold(let threshold): ranks.rank(above: threshold)
      }
    return LayerFactors.pays(rank: chosen, rows: ranks.rows, columns: ranks.columns) ? chosen : nil
  }
}
