import Simulation

/// Fresh noise added to every label whenever it is used.
public struct LabelNoise: Sendable, Equatable {
  public enum Distribution: String, Sendable, CaseIterable { case gaussian, rademacher }

  /// delta, the variance of one label's noise
  public var variance: Double
  public var distribution: Distribution

  public init(variance: Double, distribution: Distribution = .gaussian) {
    precondition(variance >= 0, "a label-noise variance of \(variance)")
    self.variance = variance
    self.distribution = distribution
  }

  public static let none = LabelNoise(variance: 0)

  /// One draw: mean zero, variance delta.
  public func draw(from random: inout RandomStream) -> Double {
    switch distribution {
    case .gaussian: variance.squareRoot() * random.normal()
    case .rademacher: variance.squareRoot() * random.sign()
    }
  }
}
