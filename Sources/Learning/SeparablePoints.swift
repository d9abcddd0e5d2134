import Simulation

/// Gaussian points that a hyperplane through the origin separates with a margin.
///
///     x ~ N(0, I_d) given |<w, x>| > margin,   label = 1 where <w, x> > 0, else 0
///
/// w is a uniform direction. The margin is that of <w, x> summed in doubles from the first entry on. Sample i is a function
/// of the seed and i.
public struct SeparablePoints: Sendable, Equatable {
  /// d
  public var inputs: Int
  public var margin: Double
  public var seed: UInt64

  /// The largest margin: so much of a normal variable lies beyond 4 that 16,000 draws find one.
  public static let largestMargin = 4.0

  public init(inputs: Int, margin: Double, seed: UInt64 = 0) {
    precondition(
      inputs > 0 && margin >= 0 && margin <= Self.largestMargin, "a margin of \(margin) in R^\(inputs)")
    self.inputs = inputs
    self.margin = margin
    self.seed = seed
  }

  /// w, of length one.
  public var direction: [Double] { DataDraw.directions(1, of: inputs, seed: seed) }

  /// The samples with the given numbers, such as 0..<60.
  public func draw(_ numbers: Range<Int>) -> LabelledSamples {
    let w = direction
    var random = DataDraw.samples.stream(seed: seed)
    var rows: [Double] = []
    var labels: [Int] = []
    for number in numbers {
      random.begin(step: number)
      var x = (0..<inputs).map { _ in random.normal() }
      // The part along w is independent of the rest: it alone is drawn again.
      while abs(inner(w[...], x[...])) <= margin {
        let change = random.normal() - inner(w[...], x[...])
        for i in 0..<inputs { x[i] += change * w[i] }
      }
      labels.append(inner(w[...], x[...]) > 0 ? 1 : 0)
      rows += x
    }
    return LabelledSamples(
      name: "separable", inputs: rows, inputCount: inputs, answers: .labels(labels, classes: 2))
  }
}
