import Foundation

/// The rank that weights can have because they remember a finite window of low-rank updates: Theorem 3.3 of Galanti,
/// Siegel, Gupte and Poggio (2025) for any slack eta of the ratio of norms (they take eta = 1), and its integer form.
///
/// If |W_{T-n}| <= (1 + eta) |W_T| with n the window, the rank above eps is at most r1 n.
public struct MemoryBound: Sendable, Equatable {
  public let threshold: Double
  public let slack: Double
  /// r1, the rank of one update
  public let updateRank: Int
  /// min(p, q)
  public let largestRank: Int
  /// r1 log((1 + eta)/eps) / x, as printed; infinite without decay.
  public let printed: Double
  /// The smallest n with (1 + eta) beta^n <= eps; nil without decay.
  public let window: Int?

  /// - Parameter schedule: stages of learning rates before the last, if it was not constant; the printed form knows
  ///   none and is taken with the last.
  public init(
    threshold: Double, slack: Double = 1, updateRank: Int, largestRank: Int, forgetting: Forgetting,
    schedule: LearningRateSchedule? = nil
  ) {
    precondition(threshold > 0 && slack >= 0 && updateRank >= 0 && largestRank > 0, "no bound for these")
    self.threshold = threshold
    self.slack = slack
    self.updateRank = updateRank
    self.largestRank = largestRank
    printed = Double(updateRank) * Self.printedWindow(threshold, slack, forgetting)
    let target = threshold / (1 + slack)
    window = schedule.map { $0.window(to: target) } ?? forgetting.window(to: target)
  }

  /// log((1 + eta)/eps)/x
  public static func printedWindow(_ threshold: Double, _ slack: Double, _ forgetting: Forgetting) -> Double {
    let needed = log((1 + slack) / threshold)
    return needed <= 0 ? 0 : needed / forgetting.share
  }

  /// r1 n; nil where nothing is forgotten.
  public var integer: Int? {
    window.map { $0.multipliedReportingOverflow(by: updateRank) }.map { $1 ? .max : $0 }
  }

  /// The printed form follows from the integer form for L = log((1 + eta)/eps) >= 2, for every x in (0, 1): with
  /// 1/(-log(1 - x)) <= 1/x - 1/2 the window is at most L/x - L/2 + 1 <= L/x. For smaller L it is false for some x.
  public static func printedFormHolds(threshold: Double, slack: Double = 1) -> Bool {
    log((1 + slack) / threshold) >= 2
  }
  public var printedFormHolds: Bool { Self.printedFormHolds(threshold: threshold, slack: slack) }

  /// A bound of min(p, q) or more says nothing.
  public var isVacuous: Bool { integer.map { $0 >= largestRank } ?? true }

  /// Lemma 3.2 as an error: what any matrix of rank r1 n can leave, P_n |W_{T-n}| / |W_T|, in the norm of the two.
  public static func remainder(product: Double, normBefore: Double, normNow: Double) -> Double {
    product * normBefore / normNow
  }
}
