import DeepNetworks
import Matrices
import Simulation

/// What follows for one layer of a training: its ranks, what bounds them, and whether the bounds hold.
struct TrainedLayerReport {
  let bounds: LayerBounds
  let verdicts: [VerdictReport]
  let envelope: [Double]
  let remainder: RemainderCheck?

  init(_ layer: TrainedLayer, of subject: TrainSubject, hasDiverged: Bool) {
    let (setting, last) = (subject.setting, subject.forgetting)
    let isPlain = subject.request.momentum == 0
    let spectrum = layer.spectrum
    let certificates = LayerCertificates(of: layer, memory: last.memory)
    var lines: [LayerBounds.Line] = []
    if let certificates {
      for threshold in subject.plan.thresholds {
        lines.append(Self.line(threshold, layer, certificates, setting, last, subject.request.momentum))
      }
    }
    bounds = LayerBounds(
      name: layer.name, role: layer.role, rows: layer.weights.rows, columns: layer.weights.columns,
      spectrum: spectrum, usesPerSample: 1, updateRank: layer.fullUpdateRank,
      updateRankFormula: layer.updateRank.formula, lines: lines,
      summed: isPlain ? certificates?.transport.summed ?? [] : [],
      transportViolation: isPlain ? certificates?.transport.violation : nil, unexplained: nil)
    envelope = isPlain ? certificates?.transport.envelope ?? [] : []
    remainder = certificates?.remainder
    verdicts =
      LayerVerdicts(
        layer: layer, bounds: bounds, certificates: certificates, subject: subject, hasDiverged: hasDiverged
      ).all
  }

  private static func line(
    _ threshold: Double, _ layer: TrainedLayer, _ certificates: LayerCertificates,
    _ setting: TrainingSetting, _ last: Forgetting, _ momentum: Double
  ) -> LayerBounds.Line {
    let now = certificates.now
    let isConstant = setting.descent.schedule == .constant
    let theory = MemoryBound(
      threshold: threshold, updateRank: layer.fullUpdateRank, largestRank: now.largestRank, forgetting: last,
      schedule: isConstant ? nil : setting.rateStages)
    let found: [RankCertificate] =
      momentum == 0
      ? [theory.certificate] + certificates.all(above: threshold)
      : isConstant && setting.descent.decay == .coupled
        ? [
          LayerBounds.momentumBound(threshold, momentum, layer.fullUpdateRank, now.largestRank, last)
        ] : []
    return LayerBounds.Line(
      assessment: RankAssessment(
        threshold: threshold, rank: now.rank(above: threshold), certificates: found),
      frobeniusRank: now.rank(above: threshold, of: .frobenius),
      printed: momentum == 0 && isConstant ? theory.printed : nil, printedFormHolds: theory.printedFormHolds)
  }
}
