import Matrices
import Simulation

/// Updates that no network makes, W' = beta W - (mu/B) D^T A with D and A from a law: what forgetting leaves of a rank, apart
/// from what training does. Each update is B outer products of a delta and an input.
public struct RandomSlabs: Sendable, Equatable {
  public enum Law: Sendable, Equatable {
    /// All entries of D and A are independent standard normal numbers.
    case normal
    /// Update t has e_k e_k^T with k = tB, ..., tB + B - 1: orthogonal to all others, of one norm.
    case orthogonal
    /// Every use has one of so many fixed pairs of a delta and an input, drawn anew, times a standard normal number.
    case alike(directions: Int)
  }

  /// p
  public let outputs: Int
  /// q
  public let inputs: Int
  /// B
  public let batchSize: Int
  public let law: Law
  public let seed: UInt64
  /// The fixed pairs, a row each.
  private let deltas: Matrix
  private let given: Matrix

  public init(outputs: Int, inputs: Int, batchSize: Int, law: Law, seed: UInt64) {
    precondition(outputs > 0 && inputs > 0 && batchSize > 0, "updates of nothing")
    self.outputs = outputs
    self.inputs = inputs
    self.batchSize = batchSize
    self.law = law
    self.seed = seed
    var count = 0
    if case .alike(let directions) = law {
      precondition(directions > 0, "updates along \(directions) directions")
      count = directions
    }
    var random = RandomStream(seed: seed, for: .data)
    random.begin(step: 0)
    deltas = Matrix(count, outputs) { _, _ in random.normal() }
    given = Matrix(count, inputs) { _, _ in random.normal() }
  }

  /// How many updates the law has; nil for any number.
  public var mostUpdates: Int? { law == .orthogonal ? min(outputs, inputs) / batchSize : nil }

  /// The rank that a sum of any number of updates can have.
  public var largestRank: Int {
    let size = min(outputs, inputs)
    if case .alike(let directions) = law { return min(size, directions) }
    return size
  }

  /// Update t, a function of the law, its seed and t. Traps beyond the updates that the law has.
  public func update(_ step: Int, _ forgetting: Forgetting) -> UpdateFactors {
    precondition(step >= 0 && mostUpdates.map { step < $0 } ?? true, "update \(step)")
    var random = RandomStream(seed: seed)
    random.begin(step: step)
    let (d, a): (Matrix, Matrix)
    switch law {
    case .normal:
      d = Matrix(batchSize, outputs) { _, _ in random.normal() }
      a = Matrix(batchSize, inputs) { _, _ in random.normal() }
    case .orthogonal:
      let first = step * batchSize
      d = Matrix(batchSize, outputs) { $1 == first + $0 ? 1 : 0 }
      a = Matrix(batchSize, inputs) { $1 == first + $0 ? 1 : 0 }
    case .alike(let directions):
      let chosen = (0..<batchSize).map { _ in (pair: random.index(below: directions), size: random.normal()) }
      d = Matrix(batchSize, outputs) { chosen[$0].size * deltas[chosen[$0].pair, $1] }
      a = Matrix(batchSize, inputs) { given[chosen[$0].pair, $1] }
    }
    return UpdateFactors(
      deltas: d, inputs: a, samples: batchSize, learningRate: forgetting.learningRate,
      decay: forgetting.factor)
  }
}
