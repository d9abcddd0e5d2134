import DeepNetworks
import Matrices

/// The ranks and bounds of a network that was trained elsewhere.
public struct BoundReport: Sendable {
  public let weights: TrainedWeights
  public let forgetting: Forgetting
  /// Nil without momentum.
  public let momentum: MomentumRule?
  public let layers: [LayerBounds]
  public let ranks: NetworkRanks

  /// Training in single precision rounds every entry by 6e-8 a step; over a memory of 10^4 steps that is a matrix of noise
  /// of about 1e-5 of the norm. A violation beyond this is none of roundings.
  public static let roundingOfWeights = 1e-4

  /// Throws what is wrong with files or flags.
  public init(_ request: BoundRequest) throws {
    let steps = try PastSteps(request)
    guard request.batchSize > 0 else {
      throw LaboratoryError.unknown("--batch \(request.batchSize)", cure: "a batch has 1 sample or more")
    }
    let weights = try TrainedWeights(
      contentsOf: request.weights, head: request.head, shortcuts: request.shortcuts)
    let names = weights.layers.map(\.name)
    let uses = try request.usesPerSample(of: names)
    let normalised = try Set(
      request.batchNormalised.map { try BoundRequest.layer($0, of: names, for: "--batch-norm") })
    let past = try PastWeights(request, names, steps)
    self.weights = weights
    forgetting = steps.last
    momentum = steps.momentum
    ranks = NetworkRanks(of: weights.layers)
    var layers: [LayerBounds] = []
    for (layer, entry) in zip(weights.layers, ranks.entries) {
      let known = uses[layer.name] ?? (weights.convolutions.contains(layer.name) ? nil : 1)
      let update = Self.updateRank(
        of: layer, uses: known, batch: request.batchSize, isNormalised: normalised.contains(layer.name),
        isCrossEntropy: request.isCrossEntropy)
      let snapshots = try past.snapshots(of: layer, updateRank: update.rank)
      layers.append(
        LayerBounds(
          layer, entry.spectrum, uses: known, update: update, snapshots: snapshots, request: request, steps))
    }
    self.layers = layers
  }

  private static func updateRank(
    of layer: NetworkLayer, uses: Int?, batch: Int, isNormalised: Bool, isCrossEntropy: Bool
  ) -> (rank: Int, formula: String) {
    let (p, q) = (layer.weights.rows, layer.weights.columns)
    guard let uses else { return (min(p, q), "min(p, q): uses a sample not known") }
    let rule: UpdateRank =
      isNormalised
      ? .batchNormalised(usesPerSample: uses, batchSize: batch)
      : layer.role == .head && isCrossEntropy
        ? .crossEntropyHead(
          classes: p, batchSize: UpdateRank.linear(usesPerSample: uses, batchSize: batch).uses)
        : .linear(usesPerSample: uses, batchSize: batch)
    return (rule.bound(outputs: p, inputs: q), rule.formula)
  }

  /// Whether no bound that assumes nothing but the training as stated is contradicted by the weights.
  public var isConsistent: Bool {
    layers.allSatisfy { $0.contradictions.isEmpty && ($0.unexplained ?? 0) <= Self.roundingOfWeights }
  }
}

extension LayerBounds {
  init(
    _ layer: NetworkLayer, _ spectrum: LayerSpectrum, uses: Int?, update: (rank: Int, formula: String),
    snapshots: [WeightSnapshot], request: BoundRequest, _ steps: PastSteps
  ) {
    name = layer.name
    role = layer.role
    (rows, columns) = (layer.weights.rows, layer.weights.columns)
    self.spectrum = spectrum
    usesPerSample = uses
    (updateRank, updateRankFormula) = update
    guard let now = spectrum.ranks else {
      (lines, summed, transportViolation, unexplained) = ([], [], nil, nil)
      return
    }
    let transport = TransportCertificates(now: now, after: 0, snapshots: snapshots)
    // Norms alone are snapshots without a spectrum: they are enough for C2 and C5.
    let spectra = TransportCertificates(
      now: now, after: 0, snapshots: snapshots.filter { $0.singularValues.count == now.largestRank })
    let clock = snapshots.first { $0.weights != nil }
      .flatMap { RankClock(of: layer.weights, since: $0, after: 0) }
    lines = request.thresholds.map { threshold in
      let theory = MemoryBound(
        threshold: threshold, updateRank: update.rank, largestRank: now.largestRank,
        forgetting: steps.last, schedule: steps.schedule)
      let integer =
        steps.momentum.map {
          MomentumBound(
            threshold: threshold, updateRank: update.rank, largestRank: now.largestRank, rule: $0,
            rate: steps.rate
          ).certificate
        } ?? theory.certificate
      let isPrinted = steps.momentum == nil && steps.schedule == nil
      let certificates = [
        integer, transport.exactRatio(above: threshold), spectra.transported(above: threshold),
        spectra.bootstrapped(above: threshold), clock?.atLeast(above: threshold),
        clock?.atMost(above: threshold),
      ].compactMap(\.self)
      return Line(
        assessment: RankAssessment(
          threshold: threshold, rank: now.rank(above: threshold), certificates: certificates),
        frobeniusRank: now.rank(above: threshold, of: .frobenius),
        printed: isPrinted ? theory.printed : nil, printedFormHolds: theory.printedFormHolds)
    }
    summed = snapshots.isEmpty ? [] : transport.summed
    transportViolation = spectra.snapshots.isEmpty ? nil : spectra.violation
    unexplained = clock.flatMap { clock in
      snapshots.first { $0.weights != nil }
        .map { clock.deviations[min($0.addedRank, clock.deviations.count - 1)] }
    }
  }
}
