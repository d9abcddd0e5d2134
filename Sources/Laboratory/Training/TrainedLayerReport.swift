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
    let spectrum = layer.spectrum
    let certificates = LayerCertificates(of: layer, memory: subject.memory)
    var lines: [LayerBounds.Line] = []
    if let certificates {
      for threshold in subject.plan.thresholds {
        lines.append(Self.line(threshold, layer, certificates, setting, last))
      }
    }
    bounds = LayerBounds(
      name: layer.name, role: layer.role, rows: layer.weights.rows, columns: layer.weights.columns,
      spectrum: spectrum, usesPerSample: layer.weight.uses, updateRank: layer.fullUpdateRank,
      updateRankFormula: layer.updateRank.formula, lines: lines,
      summed: certificates?.transport.summed ?? [], transportViolation: certificates?.transport.violation,
      unexplained: nil, kind: layer.weight.layerKind?.label)
    envelope = certificates?.transport.envelope ?? []
    remainder = certificates?.remainder
    verdicts =
      LayerVerdicts(
        layer: layer, bounds: bounds, certificates: certificates, subject: subject, hasDiverged: hasDiverged
      ).all
  }

  private static func line(
    _ threshold: Double, _ layer: TrainedLayer, _ certificates: LayerCertificates,
    _ setting: TrainingSetting, _ last: Forgetting
  ) -> LayerBounds.Line {
    let now = certificates.now
    let isConstant = setting.descent.schedule == .constant
    let theory = MemoryBound(
      threshold: threshold, updateRank: layer.fullUpdateRank, largestRank: now.largestRank, forgetting: last,
      schedule: isConstant ? nil : setting.rateStages)
    let bound =
      setting.momentumRule.map { rule in
        MomentumBound(
          threshold: threshold, updateRank: layer.fullUpdateRank, largestRank: now.largestRank, rule: rule
        ) { setting.pastLearningRate($0) }.certificate
      } ?? theory.certificate
    let found = [bound] + certificates.all(above: threshold)
    return LayerBounds.Line(
      assessment: RankAssessment(
        threshold: threshold, rank: now.rank(above: threshold), certificates: found),
      frobeniusRank: now.rank(above: threshold, of: .frobenius),
      printed: !setting.hasMomentum && isConstant ? theory.printed : nil,
      printedFormHolds: theory.printedFormHolds)
  }
}
