import Matrices

/// The factors of a layer's last updates: a ring of fixed size.
///
/// It takes 8 capacity uses (p + q) bytes for weights p x q. Column u of a slot is one use: its delta, its input.
public struct UpdateWindow: Sendable {
  public let outputs: Int
  public let inputs: Int
  /// K: how many updates it remembers
  public let capacity: Int
  /// The most uses that an update may have: m_l B
  public let uses: Int
  /// How many updates it has been given, also those it has forgotten.
  public private(set) var updates = 0
  private var deltaColumns: [Double]
  private var inputColumns: [Double]
  private var slots: [Slot]

  private struct Slot {
    var uses = 0
    var samples = 1
    var learningRate = 0.0
    var decay = 1.0
  }

  public init(outputs: Int, inputs: Int, usesPerUpdate uses: Int, capacity: Int) {
    precondition(outputs > 0 && inputs > 0 && uses > 0 && capacity > 0, "an empty window")
    self.outputs = outputs
    self.inputs = inputs
    self.uses = uses
    self.capacity = capacity
    deltaColumns = [Double](repeating: 0, count: outputs * uses * capacity)
    inputColumns = [Double](repeating: 0, count: inputs * uses * capacity)
    slots = [Slot](repeating: Slot(), count: capacity)
  }

  /// How many updates it remembers now.
  public var count: Int { min(updates, capacity) }
  /// The memory of the ring.
  public var bytes: Int {
    Self.bytes(outputs: outputs, inputs: inputs, usesPerUpdate: uses, capacity: capacity)
  }

  public static func bytes(outputs: Int, inputs: Int, usesPerUpdate: Int, capacity: Int) -> Int {
    capacity * (8 * usesPerUpdate * (outputs + inputs) + MemoryLayout<Slot>.stride)
  }

  public mutating func append(_ factors: UpdateFactors) {
    let (deltas, given) = (factors.deltas, factors.inputs)
    precondition(
      deltas.rows == given.rows && deltas.rows <= uses && deltas.columns == outputs && given.columns == inputs
        && factors.samples > 0,
      "\(deltas.rows) uses of \(deltas.columns) x \(given.columns) for a window of \(uses), \(outputs) x \(inputs)"
    )
    let slot = updates % capacity
    Self.copy(deltas, into: &deltaColumns, from: slot * uses * outputs)
    Self.copy(given, into: &inputColumns, from: slot * uses * inputs)
    slots[slot] = Slot(
      uses: deltas.rows, samples: factors.samples, learningRate: factors.learningRate, decay: factors.decay)
    updates += 1
  }

  private static func copy(_ rows: Matrix, into columns: inout [Double], from start: Int) {
    for use in 0..<rows.rows {
      let offset = start + use * rows.columns
      for i in 0..<rows.columns { columns[offset + i] = rows[use, i] }
    }
  }

  /// The slot of the update j steps ago, j = 1 the last.
  private func slot(_ j: Int) -> Int {
    precondition((1...count).contains(j), "update \(j) of the last \(count)")
    return (updates - j) % capacity
  }

  /// beta_{T-j}
  public func decay(_ j: Int) -> Double { slots[slot(j)].decay }
  public func learningRate(_ j: Int) -> Double { slots[slot(j)].learningRate }
  public func uses(_ j: Int) -> Int { slots[slot(j)].uses }
  public func samples(_ j: Int) -> Int { slots[slot(j)].samples }

  /// P_n, the product of the last n decays
  public func product(ofLast n: Int) -> Double {
    n == 0 ? 1 : (1...n).reduce(1) { $0 * decay($1) }
  }

  /// -mu_{T-j} P_{j-1} for j = 1, ..., n: what is left of the last n gradients without momentum
  public func gradientWeights(ofLast n: Int) -> [Double] {
    precondition((0...count).contains(n), "the last \(n) of \(count) updates")
    var product = 1.0
    return (0..<n).map { j in
      defer { product *= decay(j + 1) }
      return -learningRate(j + 1) * product
    }
  }

  /// The factors of the last n updates side by side, outputs x N and inputs x N with N uses in all, those of the last
  /// update first; every delta times its update's weight over B.
  public func stacked(_ weights: [Double]) -> (deltas: Matrix, inputs: Matrix) {
    var (left, right): ([Double], [Double]) = ([], [])
    let total = weights.indices.reduce(0) { $0 + uses($1 + 1) }
    left.reserveCapacity(total * outputs)
    right.reserveCapacity(total * inputs)
    for (j, weight) in weights.enumerated() {
      let (slot, used) = (slot(j + 1), uses(j + 1))
      let scale = weight / Double(samples(j + 1))
      left += deltaColumns[slot * uses * outputs..<(slot * uses + used) * outputs].lazy.map { scale * $0 }
      right += inputColumns[slot * uses * inputs..<(slot * uses + used) * inputs]
    }
    return (
      Matrix(rows: outputs, columns: total, entries: left),
      Matrix(rows: inputs, columns: total, entries: right)
    )
  }

  /// The update j steps ago.
  public func factors(_ j: Int) -> UpdateFactors {
    let (slot, used) = (slot(j), uses(j))
    let left = Array(deltaColumns[slot * uses * outputs..<(slot * uses + used) * outputs])
    let right = Array(inputColumns[slot * uses * inputs..<(slot * uses + used) * inputs])
    return UpdateFactors(
      deltas: Matrix(rows: outputs, columns: used, entries: left).transposed,
      inputs: Matrix(rows: inputs, columns: used, entries: right).transposed, samples: samples(j),
      learningRate: learningRate(j), decay: decay(j))
  }
}

extension UpdateWindow {
  /// What it remembers, for a checkpoint: the ring itself as far as it is filled, not a copy of it.
  var pieces: [ArraySlice<Double>] {
    let own = slots.prefix(count).flatMap {
      [Double($0.uses), Double($0.samples), $0.learningRate, $0.decay]
    }
    return [
      ([Double(updates)] + own)[...], deltaColumns.prefix(count * uses * outputs),
      inputColumns.prefix(count * uses * inputs),
    ]
  }

  /// Takes what a window of the same sizes had remembered; false if these are not such numbers.
  mutating func restore(_ numbers: inout CheckpointNumbers) -> Bool {
    guard let made = numbers.count() else { return false }
    updates = made
    for slot in 0..<count {
      guard let used = numbers.count(), used <= uses, let samples = numbers.count(), samples > 0,
        let learningRate = numbers.number(), let decay = numbers.number()
      else { return false }
      slots[slot] = Slot(uses: used, samples: samples, learningRate: learningRate, decay: decay)
    }
    return numbers.fill(&deltaColumns, first: count * uses * outputs)
      && numbers.fill(&inputColumns, first: count * uses * inputs)
  }
}
