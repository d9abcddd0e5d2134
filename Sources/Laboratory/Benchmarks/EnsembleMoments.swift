import Simulation

/// Mean and standard deviation over the trajectories of a series, at every time and for every component.
public struct EnsembleMoments: Sendable {
  public let components: Int
  /// Component after component, time after time.
  public let means: [Double]
  public let deviations: [Double]

  /// Deviations are taken from the first trajectory's path before they are squared, so that nothing cancels.
  public init(_ series: Series) {
    let count = series.times * series.components
    components = series.components
    var sums = [Double](repeating: 0, count: count)
    var squares = sums
    series.values.withUnsafeBufferPointer { values in
      for trajectory in 0..<series.trajectories {
        for i in 0..<count {
          let deviation = values[trajectory * count + i] - values[i]
          sums[i] += deviation
          squares[i] += deviation * deviation
        }
      }
    }
    let n = Double(series.trajectories)
    means = (0..<count).map { series.values[$0] + sums[$0] / n }
    deviations = (0..<count).map {
      n < 2 ? 0 : (max(0, squares[$0] - sums[$0] * sums[$0] / n) / (n - 1)).squareRoot()
    }
  }

  /// The mean of the first component at the end.
  public var final: Double { means[means.count - components] }
}
