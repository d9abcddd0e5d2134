import Matrices

/// The weights of a layer at one time of its training, as far as bounds need them, and what happened since.
public struct WeightSnapshot: Sendable {
  /// After how many updates it was taken.
  public let update: Int
  /// Largest first; of a snapshot that is a norm alone, that norm.
  public let singularValues: [Double]
  /// Kept only if asked for.
  public let weights: Matrix?
  /// The same of the velocity of a training with momentum.
  public let velocity: Matrix?
  /// P_n, the product of the decays since
  public internal(set) var product = 1.0
  /// The most rank that the updates since can have added: n r1
  public internal(set) var addedRank = 0

  public init(
    update: Int, singularValues: [Double], weights: Matrix? = nil, velocity: Matrix? = nil,
    product: Double = 1, addedRank: Int = 0
  ) {
    self.update = update
    self.singularValues = singularValues
    self.weights = weights
    self.velocity = velocity
    self.product = product
    self.addedRank = addedRank
  }

  public var spectralNorm: Double { singularValues.first ?? 0 }

  /// e_n = P_n |W_{T-n}| / |W_T|
  public func remainder(of normNow: Double) -> Double {
    MemoryBound.remainder(product: product, normBefore: spectralNorm, normNow: normNow)
  }

  /// How many singular values are above `threshold` times the largest.
  public func rank(above threshold: Double) -> Int {
    singularValues.count { $0 > threshold * spectralNorm }
  }
}

/// One layer's training by SGD, as the certificates see it: the factors of the last updates, and snapshots of the weights.
/// With momentum a snapshot has the velocity too, and what is left of it is a matrix, a W + b v (`remainders`).
///
/// A training loop calls `append` after every update and `snapshot` or `note` now and then (an update costs a
/// multiplication for each snapshot that is kept); `LayerCertificates` says what follows for the weights of now.
public struct LayerHistory: Sendable {
  public private(set) var window: UpdateWindow
  public private(set) var snapshots: [WeightSnapshot] = []
  /// What a layer's use says of the rank of its updates; nil for min(p, q, uses).
  public let updateRank: UpdateRank?
  /// Nil for SGD without momentum.
  public let momentum: MomentumRule?
  /// Of every update, where momentum needs them.
  var learningRates: [Double] = []

  public init(
    outputs: Int, inputs: Int, usesPerUpdate: Int, capacity: Int, updateRank: UpdateRank? = nil,
    momentum: MomentumRule? = nil
  ) {
    self.momentum = momentum
    window = UpdateWindow(outputs: outputs, inputs: inputs, usesPerUpdate: usesPerUpdate, capacity: capacity)
    self.updateRank = updateRank
  }

  /// T
  public var updates: Int { window.updates }
  public var largestRank: Int { min(window.outputs, window.inputs) }

  /// Takes an update; with momentum its learning rate is kept for ever.
  public mutating func append(_ factors: UpdateFactors) {
    window.append(factors)
    if momentum != nil { learningRates.append(factors.learningRate) }
    let added = addedRank(uses: factors.uses)
    for index in snapshots.indices {
      snapshots[index].product *= factors.decay
      snapshots[index].addedRank += added
    }
  }

  /// The most rank that one update with so many uses can have.
  public func addedRank(uses: Int) -> Int {
    let byUses = min(largestRank, uses)
    return updateRank.map { min(byUses, $0.bound(outputs: window.outputs, inputs: window.inputs)) } ?? byUses
  }

  /// r1 of an update with all uses
  public var fullUpdateRank: Int { addedRank(uses: window.uses) }

  /// Remembers the weights of now by their singular values, or whole: C1 and C10 need them whole, and everything does that
  /// is said of a training with momentum.
  public mutating func snapshot(of weights: Matrix, velocity: Matrix? = nil, keepingWeights: Bool = false) {
    precondition(
      momentum == nil || velocity != nil, "a snapshot of a training with momentum without its velocity")
    precondition(
      weights.rows == window.outputs && weights.columns == window.inputs,
      "weights \(weights.rows) x \(weights.columns) of a layer \(window.outputs) x \(window.inputs)")
    snapshots.append(
      WeightSnapshot(
        update: updates, singularValues: weights.singularValues,
        weights: keepingWeights || momentum != nil ? weights : nil, velocity: velocity))
  }

  /// Remembers the weights of now by singular values that are known already, largest first.
  public mutating func note(singularValues: [Double], weights: Matrix? = nil) {
    precondition(singularValues.count == largestRank, "\(singularValues.count) of \(largestRank) values")
    snapshots.append(WeightSnapshot(update: updates, singularValues: singularValues, weights: weights))
  }

  /// Remembers a norm of the weights of now, which is enough for C2, C5, C6, C7 and C8, and needs no decomposition: the
  /// spectral norm or one that is no smaller, such as Frobenius's, which makes bounds weaker but not wrong.
  public mutating func note(norm: Double) {
    snapshots.append(WeightSnapshot(update: updates, singularValues: [norm]))
  }

  /// Forgets snapshots from before an update, all but those that a condition keeps.
  public mutating func dropSnapshots(
    before update: Int, except kept: (WeightSnapshot) -> Bool = { _ in false }
  ) {
    snapshots.removeAll { $0.update < update && !kept($0) }
  }

  /// n: how many updates ago a snapshot was taken.
  public func age(of snapshot: WeightSnapshot) -> Int { updates - snapshot.update }
}

extension LayerHistory {
  /// All that it knows, for a checkpoint; the ring is not copied.
  var pieces: [ArraySlice<Double>] {
    let seen =
      CheckpointNumbers.list(learningRates) + [Double(snapshots.count)] + snapshots.flatMap(\.numbers)
    return window.pieces + [seen[...]]
  }

  /// Takes what the history of the same layer knew; false if these are not such numbers.
  mutating func restore(_ numbers: inout CheckpointNumbers) -> Bool {
    guard window.restore(&numbers), let rates = numbers.list(),
      rates.count == (momentum == nil ? 0 : window.updates), let count = numbers.count()
    else { return false }
    learningRates = rates
    snapshots = []
    for _ in 0..<count {
      guard let one = WeightSnapshot(&numbers, rows: window.outputs, columns: window.inputs) else {
        return false
      }
      snapshots.append(one)
    }
    return true
  }
}
