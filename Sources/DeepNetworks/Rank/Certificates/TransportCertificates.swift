import Matrices

/// Bounds from two spectra and the number of updates between them: C2 to C5. No gradient is needed.
///
/// With W_T = P_n W_{T-n} + U and rank U <= k = n r1, Weyl's inequality gives s_{k+j}(W_T) <= P_n s_j(W_{T-n}) and
/// P_n s_{k+j}(W_{T-n}) <= s_j(W_T) for every j.
public struct TransportCertificates: Sendable {
  public let now: LayerRanks
  public let snapshots: [WeightSnapshot]
  /// T
  public let update: Int

  public init(now: LayerRanks, after update: Int, snapshots: [WeightSnapshot]) {
    self.now = now
    self.update = update
    self.snapshots = snapshots
  }

  private func age(_ snapshot: WeightSnapshot) -> Int { update - snapshot.update }
  private func remainder(_ snapshot: WeightSnapshot) -> Double { snapshot.remainder(of: now.spectralNorm) }

  /// C2: the rank above eps is at most n r1 for the smallest n r1 with e_n <= eps; nil if no snapshot is old enough.
  public func exactRatio(above threshold: Double) -> RankCertificate? {
    let old = snapshots.filter { remainder($0) <= threshold }
    guard let best = old.min(by: { $0.addedRank < $1.addedRank }) else { return nil }
    return RankCertificate(
      "C2", "exact ratio", "rank <= n r1 where e_n = P_n |W_(T-n)|/|W_T| <= eps", .atMost,
      Double(best.addedRank), largestRank: now.largestRank, window: age(best))
  }

  /// C3: the rank above eps is at least that of n updates ago above eps/e_n, less n r1; the best of all n >= minimumAge.
  public func transported(above threshold: Double, minimumAge: Int = 1) -> RankCertificate? {
    let bounds = candidates(minimumAge).map { snapshot in
      (snapshot, snapshot.rank(above: threshold / remainder(snapshot)) - snapshot.addedRank)
    }
    guard let best = bounds.max(by: { $0.1 < $1.1 }) else { return nil }
    return RankCertificate(
      "C3", "transport", "rank >= rank_(T-n)(eps/e_n) - n r1", .atLeast, Double(best.1),
      largestRank: now.largestRank, window: age(best.0))
  }

  /// C4: the rank above eps is at most that of n updates ago above eps/e_n, and n r1; the best of all n >= minimumAge. With
  /// n = 0 it would be the rank itself.
  public func bootstrapped(above threshold: Double, minimumAge: Int = 1) -> RankCertificate? {
    let bounds = candidates(minimumAge).map { snapshot in
      (snapshot, snapshot.rank(above: threshold / remainder(snapshot)) + snapshot.addedRank)
    }
    guard let best = bounds.min(by: { $0.1 < $1.1 }) else { return nil }
    return RankCertificate(
      "C4", "bootstrapped", "rank <= n r1 + rank_(T-n)(eps/e_n)", .atMost, Double(best.1),
      largestRank: now.largestRank, window: age(best.0))
  }

  /// Without snapshots that are a norm alone.
  private var spectra: [WeightSnapshot] { snapshots.filter { $0.singularValues.count == now.largestRank } }

  private func candidates(_ minimumAge: Int) -> [WeightSnapshot] {
    spectra.filter { age($0) >= max(1, minimumAge) }
  }

  /// A bound on s_{i+1}(W_T)/|W_T| for i = 0, 1, ...: the smallest e_n with n r1 <= i, and at most 1.
  public var envelope: [Double] {
    (0..<now.largestRank).map { i in
      snapshots.reduce(1) { $1.addedRank <= i ? min($0, remainder($1)) : $0 }
    }
  }

  /// C5: |W|_F^2/|W|_2^2 <= r1 sum e_n^2 and |W|_*/|W|_2 <= r1 sum e_n, without a threshold. Each singular value is under the
  /// envelope; where every update has a snapshot and n runs over all, that is the sum as written.
  public var summed: [RankCertificate] {
    let envelope = envelope
    return [
      RankCertificate(
        "C5", "stable rank", "|W|_F^2/|W|_2^2 <= r1 sum e_n^2", .atMost,
        envelope.reduce(0) { $0 + $1 * $1 }, of: .stableRank, largestRank: now.largestRank),
      RankCertificate(
        "C5", "nuclear rank", "|W|_*/|W|_2 <= r1 sum e_n", .atMost, envelope.reduce(0, +), of: .nuclearRank,
        largestRank: now.largestRank),
    ]
  }

  /// How far the inequalities of C3 are from holding, over |W_T|: 0 or a rounding, or the two spectra are not of one run.
  public var violation: Double {
    spectra.reduce(0) { worst, snapshot in
      let (old, k, product) = (snapshot.singularValues, snapshot.addedRank, snapshot.product)
      let now = now.singularValues
      return now.indices.reduce(worst) { worst, j in
        guard k < now.count, j + k < now.count else { return worst }
        let rise = now[j + k] - product * old[j]
        let fall = product * old[j + k] - now[j]
        return max(worst, rise / self.now.spectralNorm, fall / self.now.spectralNorm)
      }
    }
  }
}
