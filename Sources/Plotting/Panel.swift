/// One pair of axes and the layers drawn over them.
public struct Panel: Sendable, Equatable {
  public var title: String
  public var xLabel: String
  public var yLabel: String
  public var logarithmic: Set<Axis>
  /// The visible part of an axis; nil shows all data.
  public var xRange: ClosedRange<Double>?
  public var yRange: ClosedRange<Double>?
  /// Named places on an axis in place of its numbers; empty: numbers.
  public var xTics: [Tic]
  public var yTics: [Tic]
  /// The numbers at the ends of the colours; nil shows all data.
  public var colorRange: ClosedRange<Double>?
  public var legend: Legend
  public var layers: [Layer]

  public init(
    _ title: String, x xLabel: String = "", y yLabel: String = "", logarithmic: Set<Axis> = [],
    xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil, xTics: [Tic] = [],
    yTics: [Tic] = [], colorRange: ClosedRange<Double>? = nil, legend: Legend = .automatic, layers: [Layer]
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.logarithmic = logarithmic
    self.xRange = xRange
    self.yRange = yRange
    self.xTics = xTics
    self.yTics = yTics
    self.colorRange = colorRange
    self.legend = legend
    self.layers = layers
  }
}

/// A place on an axis and what stands there.
public struct Tic: Sendable, Equatable {
  public let place: Double
  public let label: String

  public init(_ label: String, at place: Double) {
    self.place = place
    self.label = label
  }
}

/// What a number is read off: a position along x or y, or the colour of a heat map's cell.
public enum Axis: Sendable, Hashable {
  case x, y, color
}

/// Where the names of the layers stand.
public enum Legend: Sendable, Equatable {
  /// The first corner that covers no data; below the axes where there is none.
  case automatic
  case topLeft, topRight, bottomLeft, bottomRight
  /// Outside of the axes.
  case below, right
  case none
}
