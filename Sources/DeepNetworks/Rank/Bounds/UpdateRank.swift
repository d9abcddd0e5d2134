/// The most that one update can add to the rank of a layer's weights, from how the layer is used: its gradient is
/// D^T A / B with a row of D and of A for every use.
public enum UpdateRank: Sendable, Equatable {
  /// Every sample uses the weights `usesPerSample` times: 1 in a dense layer, the patches of a convolution, the tokens
  /// of a sequence. m_l B (Galanti, Siegel, Gupte, Poggio 2025, Lemma 3.1, summed over the batch).
  case linear(usesPerSample: Int, batchSize: Int)
  /// A batch normalisation follows: the rows of D have sum zero. m_l B - 1.
  case batchNormalised(usesPerSample: Int, batchSize: Int)
  /// The head under cross-entropy with softmax: the columns of D have sum zero. min(B, C - 1).
  case crossEntropyHead(classes: Int, batchSize: Int)
  /// Queries or keys of one head of self-attention over `tokens`: the rows of softmax's derivative have sum zero.
  /// (T - 1) B; of several heads in one matrix this holds for the keys, see `queries`.
  case attention(tokens: Int, batchSize: Int)
  /// Queries of several heads in one matrix: every head has its own range. B min(T, heads (T - 1)).
  case queries(tokens: Int, heads: Int, batchSize: Int)

  /// min(outputs, inputs, what the case says)
  public func bound(outputs: Int, inputs: Int) -> Int { min(outputs, inputs, max(0, uses)) }

  /// What the case says, whatever the shape of the weights; the largest integer where it is more than that.
  public var uses: Int {
    switch self {
    case .linear(let uses, let batch): Self.product(uses, batch)
    case .batchNormalised(let uses, let batch): Self.product(uses, batch) - 1
    case .crossEntropyHead(let classes, let batch): min(batch, classes - 1)
    case .attention(let tokens, let batch): Self.product(tokens - 1, batch)
    case .queries(let tokens, let heads, let batch):
      Self.product(min(tokens, Self.product(heads, tokens - 1)), batch)
    }
  }

  /// The product of counts. Whoever states them may state any: no weights have so many rows that more would matter.
  static func product(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? .max : product
  }

  public var formula: String {
    switch self {
    case .linear: "min(p, q, m_l B)"
    case .batchNormalised: "min(p, q, m_l B - 1)"
    case .crossEntropyHead: "min(p, q, B, C - 1)"
    case .attention: "min(p, q, (T - 1) B)"
    case .queries: "min(p, q, min(T, h (T - 1)) B)"
    }
  }
}
