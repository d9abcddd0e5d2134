import DeepNetworks
import Foundation
import Matrices

/// What random slabs left: ranks, what bounds them, and the curves above the spectrum.
struct SlabReport: Sendable {
  let subject: SlabSubject
  let bounds: LayerBounds
  /// Over the largest; empty for weights without a rank.
  let singularValues: [Double]
  /// beta^floor((i-1)/r1): where no singular value is in a state in which the norm does not change.
  let staircase: [Double]
  /// The least e_n with n r1 < i, of the norms that were seen (C2).
  let envelope: [Double]
  let remainder: RemainderCheck?
  let verdicts: [VerdictReport]

  init(_ walk: SlabWalk, of subject: SlabSubject) {
    self.subject = subject
    let certificates = SlabCertificates(of: walk)
    let (p, q) = (subject.slabs.outputs, subject.slabs.inputs)
    let (r1, forgetting) = (subject.updateRank, subject.forgetting)
    var lines: [LayerBounds.Line] = []
    if let certificates {
      for threshold in subject.thresholds {
        lines.append(Self.line(threshold, certificates, subject))
      }
    }
    bounds = LayerBounds(
      name: subject.name, role: .hidden, rows: p, columns: q, spectrum: LayerSpectrum(of: walk.weights),
      usesPerSample: 1, updateRank: r1, updateRankFormula: "min(p, q, B)", lines: lines,
      summed: certificates?.transport.summed ?? [], transportViolation: certificates?.transport.violation,
      unexplained: nil)
    singularValues =
      certificates.map { found in
        found.now.singularValues.map { $0 / found.now.spectralNorm }
      } ?? []
    staircase = (0..<min(p, q)).map { forgetting.power($0 / r1) }
    envelope = certificates?.transport.envelope ?? []
    remainder = certificates?.remainder
    verdicts = SlabVerdicts(walk: walk, subject: subject, bounds: bounds, certificates: certificates).all
  }

  private static func line(
    _ threshold: Double, _ certificates: SlabCertificates, _ subject: SlabSubject
  ) -> LayerBounds.Line {
    let now = certificates.now
    let theory = MemoryBound(
      threshold: threshold, updateRank: subject.updateRank, largestRank: now.largestRank,
      forgetting: subject.forgetting)
    return LayerBounds.Line(
      assessment: RankAssessment(
        threshold: threshold, rank: now.rank(above: threshold),
        certificates: [theory.certificate] + certificates.all(above: threshold)),
      frobeniusRank: now.rank(above: threshold, of: .frobenius), printed: theory.printed,
      printedFormHolds: theory.printedFormHolds)
  }

  var json: JSONText {
    func list(_ numbers: [Double]) -> JSONText { .array(numbers.map { .number($0) }) }
    return .object([
      "setting": subject.json, "layer": bounds.json, "staircase": list(staircase), "envelope": list(envelope),
      "unrolled": remainder.map {
        .object([
          "updates": .integer($0.window), "residual": .number($0.residual),
          "rank_of_sum": .integer($0.numericalRank),
        ])
      } ?? .null,
    ])
  }
}
