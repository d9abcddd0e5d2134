import Matrices

/// A weight matrix at the end of a training, with what its past says of its rank.
public struct TrainedLayer: Sendable {
  /// What the network says of it: kind, shape and uses.
  public let weight: NetworkParameter
  public let role: NetworkLayer.Role
  public let updateRank: UpdateRank
  /// W_0, W_{T-1} and W_T, outputs x inputs
  public let start: Matrix
  public let before: Matrix
  public let weights: Matrix
  /// From looks and marks, oldest first, without that of now. With momentum what is left of weights and velocities, as far as
  /// it is of use.
  public let snapshots: [WeightSnapshot]
  /// The spectral norm after updates, from the same looks and marks.
  public let pastNorms: [Int: Double]
  /// The largest Frobenius norm that was seen.
  public let largestNorm: Double
  /// Whether it has lost against weight decay: then it has no rank.
  public let hasCollapsed: Bool
  /// The factors of the last updates; nil if they were not recorded.
  public let history: LayerHistory?
  /// T
  public let updates: Int

  /// As PyTorch calls it in a sequence of modules, such as "2.weight".
  public var name: String { weight.name }
  /// r1
  public var fullUpdateRank: Int { updateRank.bound(outputs: weights.rows, inputs: weights.columns) }
  public var largestRank: Int { min(weights.rows, weights.columns) }

  public var spectrum: LayerSpectrum {
    let now = LayerSpectrum(of: weights)
    guard hasCollapsed, let ranks = now.ranks else { return now }
    return .collapsed(spectralNorm: ranks.spectralNorm)
  }
}

/// The bounds on a trained layer's rank that its own past gives.
public struct LayerCertificates: Sendable {
  public let now: LayerRanks
  public let transport: TransportCertificates
  /// C1; nil without recorded factors.
  public let remainder: RemainderCheck?
  /// What roundings may have done to the sum of C1, over |W_T|_F, for roundings of size one.
  public let remainderRoundings: Double
  private let window: WindowCertificates?
  private let clock: RankClock?
  private let minimumAge: Int

  /// Nil for a layer without a rank.
  ///
  /// - Parameter memory: 1/(mu weightDecay) at the end; snapshots younger than half of it are not used for C3 and C4.
  public init?(of layer: TrainedLayer, memory: Double) {
    guard let now = layer.spectrum.ranks else { return nil }
    self.now = now
    transport = TransportCertificates(now: now, after: layer.updates, snapshots: layer.snapshots)
    let half = memory / 2
    minimumAge = half < Double(max(1, layer.updates)) ? max(1, Int(half.rounded(.up))) : 1
    guard let history = layer.history else {
      (remainder, window, clock, remainderRoundings) = (nil, nil, nil, 0)
      return
    }
    let remainders = history.momentum == nil ? nil : Self.remainders(of: layer, in: history)
    remainder = RemainderCheck(of: layer.weights, history: history, remainders: remainders)
    window = WindowCertificates(now: now, history: history, remainders: remainders)
    clock = layer.snapshots.first { $0.weights != nil }
      .flatMap { RankClock(of: layer.weights, since: $0, after: layer.updates) }
    let n = remainder?.window ?? 0
    let kept = history.keptRoundings(ofLast: n)
    let terms = history.sum(ofLast: n).termNorms.reduce(0, +)
    remainderRoundings =
      Double(history.window.uses + 4) * (kept * layer.largestNorm + terms) / layer.weights.norm
  }

  /// What is left of the layer's snapshots that the recorded updates reach, in the time of the history, which counts those alone.
  private static func remainders(of layer: TrainedLayer, in history: LayerHistory) -> [WeightSnapshot] {
    let unrecorded = layer.updates - history.updates
    return layer.snapshots.filter { $0.update >= unrecorded }.map {
      WeightSnapshot(
        update: $0.update - unrecorded, singularValues: $0.singularValues, weights: $0.weights,
        product: $0.product, addedRank: $0.addedRank)
    }
  }

  /// C2 to C4, C6 to C8 and C10, as far as there is a past for them.
  public func all(above threshold: Double) -> [RankCertificate] {
    let certificates = [
      transport.exactRatio(above: threshold), transport.transported(above: threshold, minimumAge: minimumAge),
      transport.bootstrapped(above: threshold, minimumAge: minimumAge),
    ]
    let clocks = [clock?.atLeast(above: threshold), clock?.atMost(above: threshold)]
    return (certificates + (window?.all(above: threshold) ?? []) + clocks).compactMap(\.self)
  }
}
