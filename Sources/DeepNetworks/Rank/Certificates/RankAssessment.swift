import Matrices

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

  /// Those whose bound the rank is beyond, which assume nothing: none, unless what was recorded is not of the run.
  public var violated: [RankCertificate] {
    certificates.filter { $0.quantity == .rank && $0.assumption == nil && !$0.allows(Double(rank)) }
  }
}

/// Everything that can be said of a layer's rank at one time.
public struct LayerAssessment: Sendable {
  public let spectrum: LayerSpectrum
  /// One a threshold; none for a layer without a rank.
  public let thresholds: [RankAssessment]
  /// C5
  public let summed: [RankCertificate]
  /// C1
  public let remainder: RemainderCheck?
  /// How far the inequalities of C3 are from holding; nil without snapshots.
  public let transportViolation: Double?
}

extension LayerHistory {
  /// The rank of the layer's weights of now and every certificate that the history supports.
  ///
  /// - Parameters:
  ///   - forgetting: learning rate and weight decay of the last stage; with them the bound of theory is among the
  ///     certificates, and snapshots younger than half a memory, 1/(2x), are not used for C3 and C4.
  ///   - floor: the spectral norm below which the layer counts as collapsed.
  public func assessment(
    of weights: Matrix, thresholds: [Double], forgetting: Forgetting? = nil,
    collapsedBelow floor: Double = LayerSpectrum.singlePrecisionFloor
  ) -> LayerAssessment {
    let spectrum = LayerSpectrum(of: weights, collapsedBelow: floor)
    guard let now = spectrum.ranks else {
      return LayerAssessment(
        spectrum: spectrum, thresholds: [], summed: [], remainder: nil, transportViolation: nil)
    }
    let snapshots = remainders()
    let transport = TransportCertificates(now: now, after: updates, snapshots: snapshots)
    let window = WindowCertificates(now: now, history: self, remainders: snapshots)
    let clock = snapshots.first { $0.weights != nil && age(of: $0) > 0 }
      .flatMap { RankClock(of: weights, since: $0, after: updates) }
    // A rate so small that half of its memory is beyond every run keeps no snapshot out of use.
    let halfMemory = forgetting.map { $0.memory / 2 } ?? 1
    let minimumAge = halfMemory < Double(max(1, updates)) ? Int(halfMemory.rounded(.up)) : 1
    let assessments = thresholds.map { threshold in
      var certificates: [RankCertificate?] = [
        theory(threshold, forgetting),
        transport.exactRatio(above: threshold),
        transport.transported(above: threshold, minimumAge: minimumAge),
        transport.bootstrapped(above: threshold, minimumAge: minimumAge),
      ]
      certificates += window.all(above: threshold)
      certificates += [clock?.atLeast(above: threshold), clock?.atMost(above: threshold)]
      return RankAssessment(
        threshold: threshold, rank: now.rank(above: threshold), certificates: certificates.compactMap(\.self))
    }
    return LayerAssessment(
      spectrum: spectrum, thresholds: assessments, summed: snapshots.isEmpty ? [] : transport.summed,
      remainder: RemainderCheck(of: weights, history: self, remainders: snapshots),
      transportViolation: snapshots.isEmpty ? nil : transport.violation)
  }
}

extension LayerHistory {
  /// The bound of theory with learning rates as they were where there is momentum.
  private func theory(_ threshold: Double, _ forgetting: Forgetting?) -> RankCertificate? {
    guard let momentum else { return forgetting.map { MemoryBound(threshold, of: self, $0).certificate } }
    return MomentumBound(
      threshold: threshold, updateRank: fullUpdateRank, largestRank: largestRank, rule: momentum
    ) { $0 <= learningRates.count ? learningRates[learningRates.count - $0] : nil }.certificate
  }
}

extension MemoryBound {
  init(_ threshold: Double, of history: LayerHistory, _ forgetting: Forgetting) {
    self.init(
      threshold: threshold, updateRank: history.fullUpdateRank, largestRank: history.largestRank,
      forgetting: forgetting)
  }

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
