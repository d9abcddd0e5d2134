import Matrices

/// What became of one weight that was to be cut.
public struct CutLayer: Sendable, Equatable {
  public let name: String
  public let rows: Int
  public let columns: Int
  /// Nil: it stays whole, and its errors are 0.
  public let rank: Int?
  /// s_(r+1)/s_1
  public let spectralError: Double
  /// (sum_(i>r) s_i^2 / sum s_i^2)^(1/2)
  public let frobeniusError: Double

  /// r (p + q), or p q if it stays whole
  public var count: Int { rank.map { $0 * (rows + columns) } ?? rows * columns }
}

/// A trained network whose weights were cut to some ranks: what that costs and what it saves.
public struct CompressedNetwork<Element: NetworkElement>: Sendable {
  public let choice: RankChoice
  public let layers: [CutLayer]
  public let factored: FactoredNetwork
  /// Of the factored network, with its weights in factors.
  public let state: TrainingState<Element>

  /// Cuts the weights whose numbers are in `cut`, each where it pays.
  ///
  /// - Parameters:
  ///   - spectra: of all weights, from `state.layerSpectra`. A weight that is zero stays whole.
  ///   - updates: how many the network has behind it; those of the state where nil.
  ///   - method: whose buffers the factors get, at zero.
  public init(
    _ network: Network, at state: TrainingState<Element>, _ choice: RankChoice, cutting cut: Set<Int>,
    spectra: [[Double]],
    updates: Int? = nil, method: Descent.Method = .plain
  ) {
    precondition(spectra.count == network.weights.count, "not a spectrum for each weight")
    self.choice = choice
    layers = network.weights.enumerated().map { number, weight in
      let values = spectra[number]
      let ranks =
        (values.first ?? 0) > 0
        ? LayerRanks(rows: weight.rows, columns: weight.columns, singularValues: values) : nil
      let rank = cut.contains(number) ? ranks.flatMap(choice.rank) : nil
      func error(_ norm: RankNorm) -> Double {
        rank.flatMap { ranks?.truncationError(rank: $0, in: norm) } ?? 0
      }
      return CutLayer(
        name: weight.name, rows: weight.rows, columns: weight.columns, rank: rank,
        spectralError: error(.spectral), frobeniusError: error(.frobenius))
    }
    factored = FactoredNetwork(network, ranks: layers.map(\.rank))
    var start = factored.state(from: state, method: method)
    if let updates { start.updates = updates }
    self.state = start
  }

  /// Numbers learnt, of the compressed network over those of the original.
  public var share: Double {
    Double(factored.network.learntCount) / Double(factored.original.learntCount)
  }
}
