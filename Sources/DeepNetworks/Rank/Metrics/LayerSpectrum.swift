import Matrices

/// What a weight matrix has instead of a rank, or its ranks. A matrix that has collapsed to zero has no direction left:
/// W/|W| does not exist, and a rank of it would be a rank of rounding errors.
public enum LayerSpectrum: Sendable, Equatable {
  case ranked(LayerRanks)
  /// The largest singular value is below the floor.
  case collapsed(spectralNorm: Double)
  /// An entry is NaN or infinite.
  case notFinite

  /// Below the smallest normal number of single precision, 1.2e-38, weights that were trained in it have lost digits.
  public static let singlePrecisionFloor = Double(Float.leastNormalMagnitude)

  /// Collapsed means a largest singular value of at most `floor`. (Of a training more is known: `LayerCollapse`.)
  public init(of weights: Matrix, collapsedBelow floor: Double = singlePrecisionFloor) {
    precondition(weights.rows > 0 && weights.columns > 0, "the rank of an empty matrix")
    precondition(floor >= 0, "a floor of \(floor)")
    let values = weights.singularValues
    guard let largest = values.first, values.allSatisfy(\.isFinite) else {
      self = .notFinite
      return
    }
    guard largest > floor else {
      self = .collapsed(spectralNorm: largest)
      return
    }
    self = .ranked(
      LayerRanks(rows: weights.rows, columns: weights.columns, singularValues: values.sorted(by: >)))
  }

  public var ranks: LayerRanks? { if case .ranked(let ranks) = self { ranks } else { nil } }

  public var word: String {
    switch self {
    case .ranked: "ranked"
    case .collapsed: "collapsed"
    case .notFinite: "not finite"
    }
  }
}
