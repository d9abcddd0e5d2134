import Matrices

/// A weight matrix of a network with the part that it plays there.
public struct NetworkLayer: Sendable {
  public enum Role: String, Sendable, CaseIterable {
    case hidden
    /// The last layer, to the outputs.
    case head
    /// A projection beside the layers that it skips.
    case shortcut
  }

  public let name: String
  public let role: Role
  /// Outputs x inputs; of a convolution its filter matrix.
  public let weights: Matrix

  public init(_ name: String, _ role: Role = .hidden, weights: Matrix) {
    self.name = name
    self.role = role
    self.weights = weights
  }
}

/// The ranks of a network's layers, and their mean over the layers of chosen roles.
public struct NetworkRanks: Sendable {
  public struct Entry: Sendable {
    public let name: String
    public let role: NetworkLayer.Role
    public let rows: Int
    public let columns: Int
    public let spectrum: LayerSpectrum
  }

  /// A mean that says over what it is.
  public struct Mean: Sendable, Equatable {
    public let value: Double
    /// The layers whose ranks it is the mean of.
    public let layers: [String]
    /// Layers of the same roles that have no rank: collapsed or not finite.
    public let leftOut: [String]
  }

  public let entries: [Entry]

  /// - Parameter floors: for a layer by name, below which norm it counts as collapsed.
  public init(of layers: [NetworkLayer], collapsedBelow floors: [String: Double] = [:]) {
    entries = layers.map { layer in
      Entry(
        name: layer.name, role: layer.role, rows: layer.weights.rows, columns: layer.weights.columns,
        spectrum: LayerSpectrum(
          of: layer.weights, collapsedBelow: floors[layer.name] ?? LayerSpectrum.singlePrecisionFloor))
    }
  }

  /// The mean of a measure over the layers of some roles that have a rank; nil if none has. Head and shortcuts are
  /// usually not counted (Galanti, Siegel, Gupte, Poggio 2025).
  public func mean(
    over roles: Set<NetworkLayer.Role> = [.hidden], of measure: (LayerRanks) -> Double
  ) -> Mean? {
    let chosen = entries.filter { roles.contains($0.role) }
    let ranked = chosen.compactMap { entry in entry.spectrum.ranks.map { (entry.name, measure($0)) } }
    guard !ranked.isEmpty else { return nil }
    return Mean(
      value: ranked.reduce(0) { $0 + $1.1 } / Double(ranked.count), layers: ranked.map(\.0),
      leftOut: chosen.filter { $0.spectrum.ranks == nil }.map(\.name))
  }

  /// The mean number of singular values above a threshold.
  public func meanRank(
    above threshold: Double, of norm: RankNorm = .spectral, over roles: Set<NetworkLayer.Role> = [.hidden]
  ) -> Mean? {
    mean(over: roles) { Double($0.rank(above: threshold, of: norm)) }
  }
}
