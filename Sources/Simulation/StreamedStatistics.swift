/// Count, mean, variance and extremes of many numbers over many trajectories, added as they come.
///
/// Sums are of differences from the first sample of each number, so that a mean far from zero costs the variance no
/// digits. NaN does not count; of infinite samples, such as log det of a singular matrix, mean and extremes are what they must
/// be, and there is no variance. Parts are put together in order (Chan, Golub, LeVeque 1983).
///
/// For quantiles a part keeps its samples until it is finished, then at most `quantileNodes` of them at even ranks: with
/// N trajectories in parts of N/128 the rank of a quantile is off by at most N/(2 x 128), usually far less, and it is
/// exact up to 16384 trajectories.
struct StreamedStatistics: Sendable {
  private(set) var counts: [Int]
  private(set) var means: [Double]
  /// Sums of squared deviations from the mean once finished; of squared differences from the pivot before.
  private(set) var squares: [Double]
  private(set) var minima: [Double]
  private(set) var maxima: [Double]
  /// The sum of the infinite samples of each number: 0 if there are none, NaN of both signs.
  private(set) var infinities: [Double]
  /// For each number the samples kept for quantiles, ascending, and the weight of each.
  private(set) var nodes: [[Double]] = []
  private(set) var weights: [Double] = []
  private var pivots: [Double]
  /// Samples by number, until the part is finished.
  private var samples: [[Double]]

  static let quantileNodes = 128

  init(numbers: Int, samples: Int) {
    counts = Array(repeating: 0, count: numbers)
    means = Array(repeating: 0, count: numbers)
    squares = means
    pivots = means
    infinities = means
    minima = Array(repeating: .infinity, count: numbers)
    maxima = Array(repeating: -.infinity, count: numbers)
    self.samples = samples == 0 ? [] : Array(repeating: [], count: numbers)
    for i in self.samples.indices { self.samples[i].reserveCapacity(samples) }
  }

  /// Adds the numbers of one look, from number `place` on: entries of `lanes` samples, of which the first ones count
  /// that have not departed.
  mutating func add(_ values: UnsafeBufferPointer<Double>, lanes: Int, departed: [Bool], at place: Int) {
    for entry in 0..<(values.count / lanes) {
      let number = place + entry
      var (count, sum, square) = (counts[number], means[number], squares[number])
      var (low, high) = (minima[number], maxima[number])
      if count == 0 { pivots[number] = values[entry * lanes] }
      let pivot = pivots[number].isFinite ? pivots[number] : 0
      for lane in departed.indices where !departed[lane] {
        let value = values[entry * lanes + lane]
        guard !value.isNaN else { continue }
        count += 1
        low = min(low, value)
        high = max(high, value)
        guard value.isFinite else {
          infinities[number] += value
          continue
        }
        sum += value - pivot
        square += (value - pivot) * (value - pivot)
      }
      (counts[number], means[number], squares[number]) = (count, sum, square)
      (minima[number], maxima[number]) = (low, high)
      if !samples.isEmpty {
        for lane in departed.indices where !departed[lane] && !values[entry * lanes + lane].isNaN {
          samples[number].append(values[entry * lanes + lane])
        }
      }
    }
  }

  /// Turns sums into means and deviations, and samples into nodes.
  mutating func finish() {
    for i in counts.indices where counts[i] > 0 {
      let n = Double(counts[i])
      squares[i] = max(0, squares[i] - means[i] * means[i] / n)
      means[i] = (pivots[i].isFinite ? pivots[i] : 0) + means[i] / n
    }
    nodes = samples.map { sample in
      let sorted = sample.sorted()
      guard sorted.count > Self.quantileNodes else { return sorted }
      return (0..<Self.quantileNodes).map { sorted[(2 * $0 + 1) * sorted.count / (2 * Self.quantileNodes)] }
    }
    weights = zip(nodes, counts).map { $0.isEmpty ? 0 : Double($1) / Double($0.count) }
    samples = []
  }

  /// The statistics of both parts together, both finished.
  static func merged(_ parts: [StreamedStatistics], number: Int) -> NumberStatistics {
    var total = NumberStatistics()
    for part in parts where part.counts[number] > 0 {
      let (n, m) = (Double(total.count), Double(part.counts[number]))
      let shift = part.means[number] - total.mean
      total.mean += shift * m / (n + m)
      total.squares += part.squares[number] + shift * shift * n * m / (n + m)
      total.count += part.counts[number]
      total.infinity += part.infinities[number]
      total.minimum = min(total.minimum, part.minima[number])
      total.maximum = max(total.maximum, part.maxima[number])
      if !part.nodes.isEmpty {
        total.nodes += part.nodes[number].map { ($0, part.weights[number]) }
      }
    }
    total.nodes.sort { $0.value < $1.value }
    if total.infinity != 0 { (total.mean, total.squares) = (total.infinity, .nan) }
    return total
  }
}

/// The statistics of one number at one time over the trajectories.
struct NumberStatistics {
  var count = 0
  var mean = 0.0
  var squares = 0.0
  var minimum = Double.infinity
  var maximum = -Double.infinity
  /// The sum of the infinite samples.
  var infinity = 0.0
  var nodes: [(value: Double, weight: Double)] = []

  /// The unbiased standard deviation; 0 for one sample, NaN for none.
  var deviation: Double {
    count > 1 ? (squares / Double(count - 1)).squareRoot() : count == 1 ? 0 : .nan
  }

  /// The quantiles at levels q, between nodes linearly at the middles of their weights; NaN without nodes.
  func quantiles(_ levels: [Double]) -> [Double] {
    guard let first = nodes.first, let last = nodes.last else { return levels.map { _ in .nan } }
    let total = nodes.reduce(0) { $0 + $1.weight }
    return levels.map { level in
      // Of n samples the i-th is the quantile of level i/(n - 1): rank i + 1/2 among n, spread over [1/2, n - 1/2].
      let smallest = min(first.weight, last.weight)
      let rank = smallest / 2 + level * (total - smallest)
      var below = 0.0
      var earlier: (rank: Double, value: Double)?
      for node in nodes {
        let middle = below + node.weight / 2
        if middle >= rank {
          guard let earlier, middle > earlier.rank, node.value != earlier.value else { return node.value }
          // Between an infinite sample and any other there is nothing but that one.
          guard node.value.isFinite, earlier.value.isFinite else {
            return rank == middle ? node.value : earlier.value.isFinite ? node.value : earlier.value
          }
          return earlier.value + (node.value - earlier.value) * (rank - earlier.rank)
            / (middle - earlier.rank)
        }
        earlier = (middle, node.value)
        below += node.weight
      }
      return last.value
    }
  }
}
