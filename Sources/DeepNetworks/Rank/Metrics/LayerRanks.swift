import Matrices

/// What singular values are divided by before a threshold counts them.
public enum RankNorm: String, Sendable, CaseIterable {
  /// The largest singular value: by Eckart and Young the count is the smallest rank with relative spectral error at
  /// most the threshold.
  case spectral
  /// The root of the sum of their squares: counts fewer.
  case frobenius
}

/// How many dimensions a weight matrix uses, by every measure, from its singular values.
public struct LayerRanks: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// All min(rows, columns) of them, largest first; the first is positive.
  public let singularValues: [Double]

  /// Finite singular values in decreasing order, the first positive.
  public init(rows: Int, columns: Int, singularValues: [Double]) {
    precondition(
      singularValues.count == min(rows, columns) && singularValues.allSatisfy(\.isFinite)
        && singularValues.first.map { $0 > 0 } ?? false
        && zip(singularValues, singularValues.dropFirst()).allSatisfy { $0 >= $1 },
      "not the singular values of a \(rows) x \(columns) matrix that is not zero")
    self.rows = rows
    self.columns = columns
    self.singularValues = singularValues
  }

  /// min(rows, columns): no rank is larger.
  public var largestRank: Int { singularValues.count }
  public var spectralNorm: Double { singularValues[0] }
  /// sqrt(sum s^2), without overflow.
  public var frobeniusNorm: Double { spectralNorm * stableRank.squareRoot() }
  /// sum s
  public var nuclearNorm: Double { singularValues.reduce(0, +) }

  public func norm(_ norm: RankNorm) -> Double { norm == .spectral ? spectralNorm : frobeniusNorm }

  /// How many singular values are larger than `threshold` times a norm of the matrix.
  public func rank(above threshold: Double, of norm: RankNorm = .spectral) -> Int {
    let cut = threshold * self.norm(norm)
    return singularValues.count { $0 > cut }
  }

  /// sum s^2 / s_1^2
  public var stableRank: Double { SpectralMetrics.stableRank(singularValues) }
  /// sum s / s_1
  public var nuclearRank: Double { nuclearNorm / spectralNorm }
  /// exp of the entropy of s / sum s
  public var effectiveRank: Double { SpectralMetrics.effectiveRank(singularValues) }
  /// exp of the entropy of s^2 / sum s^2
  public var entropyRank2: Double { SpectralMetrics.entropyRank2(singularValues) }
  /// (sum s^2)^2 / sum s^4
  public var participationRatio: Double { SpectralMetrics.participationRatio(singularValues) }

  /// Of the best approximation of a rank: s_{rank+1} / s_1 in the spectral norm, the root of the tail's share of the
  /// squares in Frobenius's (Eckart and Young 1936, Mirsky 1960).
  public func truncationError(rank: Int, in norm: RankNorm = .spectral) -> Double {
    precondition(rank >= 0, "a truncation to rank \(rank)")
    let tail = singularValues.dropFirst(rank)
    switch norm {
    case .spectral: return (tail.first ?? 0) / spectralNorm
    case .frobenius: return (SpectralMetrics.squares(tail, over: spectralNorm) / stableRank).squareRoot()
    }
  }
}

extension SpectralMetrics {
  /// sum (s/scale)^2
  static func squares(_ s: some Sequence<Double>, over scale: Double) -> Double {
    s.reduce(0) { $0 + ($1 / scale) * ($1 / scale) }
  }
}
