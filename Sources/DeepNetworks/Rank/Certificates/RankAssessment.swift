/// The rank above one threshold, and everything that bounds it.
public struct RankAssessment: Sendable {
  public let threshold: Double
  public let rank: Int
  public let certificates: [RankCertificate]

  public init(threshold: Double, rank: Int, certificates: [RankCertificate]) {
    self.threshold = threshold
    self.rank = rank
    self.certificates = certificates
  }

  /// The smallest upper bound; one without an assumption before one with.
  public var sharpest: RankCertificate? {
    let upper = certificates.filter { $0.direction == .atMost && $0.quantity == .rank }
    let certain = upper.filter { $0.assumption == nil && !$0.isVacuous }
    return (certain.isEmpty ? upper : certain).min { $0.bound < $1.bound }
  }
}

extension MemoryBound {
  /// The integer form as a certificate that assumes the ratio of norms.
  public var certificate: RankCertificate {
    let most = 1 + slack
    let ratio = most == most.rounded() ? "\(Int(most))" : "\(most)"
    return RankCertificate(
      "T3.3", "memory", "rank <= r1 n for the smallest n with (1 + eta) beta^n <= eps", .atMost,
      integer.map(Double.init) ?? .infinity, largestRank: largestRank, window: window,
      assuming: "|W_(T-n)| <= \(ratio) |W_T|")
  }
}
