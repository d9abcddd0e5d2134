import Simulation

/// A classification problem drawn from a mixture of Gaussians: each class is the union of a few clusters.
///
///     x = sep u_c + z / sqrt(d),   z ~ N(0, I_d),   c uniform in 0..<classes * clusters,   label = c mod classes
///
/// u_c are independent uniform directions, so that the noise has length one in the mean square and two clusters are
/// sep sqrt(2) apart on average. Sample i is a function of the seed and i: a training and a test set are two ranges of
/// one draw, and a larger draw begins with the smaller one.
public struct GaussianMixture: Sendable, Equatable {
  /// d
  public var inputs: Int
  public var classes: Int
  /// k, the clusters of each class.
  public var clusters: Int
  /// sep, the distance of every cluster's mean from the origin.
  public var separation: Double
  public var seed: UInt64

  public init(inputs: Int, classes: Int, clusters: Int = 1, separation: Double, seed: UInt64 = 0) {
    precondition(
      inputs > 0 && classes > 0 && clusters > 0,
      "a mixture of \(classes) x \(clusters) clusters in R^\(inputs)")
    self.inputs = inputs
    self.classes = classes
    self.clusters = clusters
    self.separation = separation
    self.seed = seed
  }

  /// The means of the clusters, classes * clusters rows of d numbers; row c belongs to class c mod classes.
  public var means: [Double] {
    DataDraw.directions(classes * clusters, of: inputs, seed: seed).map { separation * $0 }
  }

  /// The samples with the given numbers, such as 0..<1000 to train and 1000..<2000 to test.
  public func draw(_ numbers: Range<Int>) -> LabelledSamples {
    let means = means
    let deviation = 1 / Double(inputs).squareRoot()
    var random = DataDraw.samples.stream(seed: seed)
    var labels: [Int] = []
    labels.reserveCapacity(numbers.count)
    var rows = [Double](repeating: 0, count: numbers.count * inputs)
    rows.withUnsafeMutableBufferPointer { rows in
      guard var row = rows.baseAddress else { return }
      for number in numbers {
        random.begin(step: number)
        let cluster = random.index(below: classes * clusters)
        random.fillNormals(row, count: inputs, deviation: deviation)
        for i in 0..<inputs { row[i] += means[cluster * inputs + i] }
        labels.append(cluster % classes)
        row += inputs
      }
    }
    return LabelledSamples(
      name: "mixture", inputs: rows, inputCount: inputs, answers: .labels(labels, classes: classes))
  }
}
