import DeepNetworks

/// What follows for one layer of a network that was trained elsewhere.
public struct LayerBounds: Sendable {
  /// One threshold with the rank and all that bounds it.
  public struct Line: Sendable {
    public let assessment: RankAssessment
    /// The rank above the same threshold times the Frobenius norm.
    public let frobeniusRank: Int
    /// The bound of theory in its printed, real form; nil with momentum or a schedule, of which it does not speak.
    public let printed: Double?
    /// Whether the printed form follows from the integer form at this threshold.
    public let printedFormHolds: Bool

    public var threshold: Double { assessment.threshold }

    public func certificate(_ number: String) -> RankCertificate? {
      assessment.certificates.first { $0.number == number }
    }
  }

  public let name: String
  public let role: NetworkLayer.Role
  public let rows: Int
  public let columns: Int
  public let spectrum: LayerSpectrum
  /// m_l; nil where it is not known, for a convolution.
  public let usesPerSample: Int?
  /// r1
  public let updateRank: Int
  /// How r1 comes about.
  public let updateRankFormula: String
  public let lines: [Line]
  /// C5 from snapshots
  public let summed: [RankCertificate]
  /// How far an earlier spectrum is from being of the same run, by C3; nil without one.
  public let transportViolation: Double?
  /// s_(k+1)(W_T - P_n W_(T-n))/|W_T| for k = n r1, what n updates cannot have done: roundings, or the decay, the rank of an
  /// update or their number are not as stated. Nil without earlier weights. C3's violation is never larger.
  public let unexplained: Double?
  /// What the weights do, such as `conv 3x3/2`; nil where it is not known.
  public var kind: String?

  public var largestRank: Int { min(rows, columns) }

  /// What contradicts the weights although it assumes nothing but how they were trained; a threshold may move by the
  /// roundings of single precision.
  public var contradictions: [RankCertificate] {
    guard let ranks = spectrum.ranks else { return [] }
    return lines.flatMap { line in
      line.assessment.certificates.filter { certificate in
        guard certificate.assumption == nil else { return false }
        let slack = BoundReport.roundingOfWeights * (certificate.direction == .atMost ? 1 : -1)
        return !certificate.allows(Double(ranks.rank(above: line.threshold + slack)))
      }
    }
  }
}
