import Matrices

/// A matrix or a vector of a network among all its numbers.
public struct NetworkParameter: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case weight, bias, gain, shift
    /// What batch normalisation remembers of its batches: not learnt.
    case runningMean, runningVariance
  }

  /// Such as "3.weight": the number of the layer, from 0 on as the network lists them, and what it is to it.
  public let name: String
  public let kind: Kind
  /// What a weight does; nil for what is no weight.
  public let layerKind: LayerKind?
  /// Whether it is beside the layers that a residual block adds it to.
  public let isShortcut: Bool
  /// p: outputs; the length of a vector
  public let rows: Int
  /// q: inputs; 1 for a vector
  public let columns: Int
  /// Where it starts among the numbers of the network.
  public let offset: Int
  /// m_l, how often a weight is used in one sample: 1, or the number of its patches or tokens. 0 for what is no weight.
  public let uses: Int
  /// The rank that one sample's gradient of a weight can have at most, its shape apart: m_l, or one less for the queries and keys
  /// of attention, whose softmax adds up to one.
  public let sampleRank: Int
  /// Whether batch normalisation follows at once: the rows of a batch's deltas then add up to zero.
  public var isNormalized = false

  public var count: Int { rows * columns }
  public var isLearnt: Bool { kind != .runningMean && kind != .runningVariance }

  /// The rank that a batch's gradient can have at most: min(p, q, m_l B), with m_l B - 1 where batch normalisation follows and
  /// m_l - 1 for m_l in attention.
  public func gradientRank(batchSize: Int) -> Int {
    min(rows, columns, sampleRank * batchSize - (isNormalized ? 1 : 0))
  }
}
