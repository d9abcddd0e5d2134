/// How many dimensions a list of singular values s_1 >= s_2 >= ... really uses.
///
/// With p_i = s_i / sum s and q_i = s_i^2 / sum s^2 (and 0 log 0 = 0):
///
///     1 <= stableRank <= participationRatio <= entropyRank2 <= effectiveRank <= rank
///
/// All are 0 for the zero matrix.
public enum SpectralMetrics {
  /// exp(-sum p log p); Roy and Vetterli, EUSIPCO 2007.
  public static func effectiveRank(_ s: [Double]) -> Double { exponentialEntropy(s) { $0 } }

  /// exp(-sum q log q)
  public static func entropyRank2(_ s: [Double]) -> Double { exponentialEntropy(s) { $0 * $0 } }

  /// sum s^2 / s_1^2
  public static func stableRank(_ s: [Double]) -> Double {
    guard let largest = s.max(), largest > 0 else { return s.contains(where: \.isNaN) ? .nan : 0 }
    return s.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
  }

  /// 1 / sum q^2
  public static func participationRatio(_ s: [Double]) -> Double {
    let stable = stableRank(s)
    guard stable > 0, let largest = s.max() else { return stable }
    let fourth = s.reduce(0) { sum, value in
      let square = (value / largest) * (value / largest)
      return sum + square * square
    }
    return stable * stable / fourth
  }

  /// The number of singular values above `threshold` times the largest.
  public static func thresholdRank(_ s: [Double], threshold: Double) -> Double {
    guard !s.contains(where: \.isNaN) else { return .nan }
    guard let largest = s.max() else { return 0 }
    return Double(s.count { $0 > threshold * largest })
  }

  /// The weights of values over the largest, so that none of their squares overflows and not all underflow.
  private static func exponentialEntropy(_ s: [Double], weight: (Double) -> Double) -> Double {
    guard let largest = s.max(), largest > 0 else { return s.contains(where: \.isNaN) ? .nan : 0 }
    let weights = s.map { weight($0 / largest) }
    let total = weights.reduce(0, +)
    let entropy = weights.reduce(0.0) { sum, weight in
      let share = weight / total
      return share > 0 ? sum - share * _log(share) : sum
    }
    return total.isNaN ? .nan : _exp(entropy)
  }
}
