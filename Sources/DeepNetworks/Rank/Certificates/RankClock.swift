import Foundation
import Matrices

/// C10: how much of the rank is what is left of old weights. With s_{k+1}(W_T - P W_0) <= eta |W_T| and
/// rho = P |W_0|/|W_T|,
///
///     r_0((eps + eta)/rho) - k <= r_T(eps) <= k + r_0((eps - eta)/rho)
///
/// for every k, by Weyl's inequality; r counts singular values above a multiple of the largest.
public struct RankClock: Sendable {
  /// eta for k = 0, 1, ...: the singular values of W_T - P W_0 over |W_T|
  public let deviations: [Double]
  /// rho
  public let ratio: Double
  private let start: WeightSnapshot
  private let updates: Int

  /// Nil without the old weights, or for weights that are zero.
  public init?(of weights: Matrix, since start: WeightSnapshot, after update: Int) {
    guard let old = start.weights, let norm = weights.singularValues.first, norm > 0 else { return nil }
    let difference = (weights - start.product * old).singularValues
    deviations = difference.map { $0 / norm } + [0]
    ratio = start.remainder(of: norm)
    self.start = start
    updates = update - start.update
  }

  /// The largest lower bound over all k.
  public func atLeast(above threshold: Double) -> RankCertificate {
    let best = deviations.enumerated().map { k, eta in
      start.rank(above: (threshold + eta) / ratio) - k
    }.max()
    return RankCertificate(
      "C10", "clock", "rank >= rank_0((eps + eta)/rho) - k where s_(k+1)(W_T - P W_0) = eta |W_T|", .atLeast,
      Double(best ?? 0), largestRank: start.singularValues.count, window: updates)
  }

  /// The smallest upper bound over all k.
  public func atMost(above threshold: Double) -> RankCertificate {
    let best = deviations.enumerated().filter { $1 <= threshold }.map { k, eta in
      k + start.rank(above: (threshold - eta) / ratio)
    }.min()
    return RankCertificate(
      "C10", "clock", "rank <= k + rank_0((eps - eta)/rho) where s_(k+1)(W_T - P W_0) = eta |W_T|", .atMost,
      Double(best ?? start.singularValues.count), largestRank: start.singularValues.count, window: updates)
  }

  /// How many of the N singular values of a large square Gaussian matrix are above u times the largest:
  /// N (1 - (2/pi)(u sqrt(1 - u^2) + asin u)), the quarter circle.
  public static func quarterCircle(_ size: Int, above u: Double) -> Double {
    guard u > 0 else { return Double(size) }
    guard u < 1 else { return 0 }
    return Double(size) * (1 - 2 / Double.pi * (u * (1 - u * u).squareRoot() + asin(u)))
  }
}
