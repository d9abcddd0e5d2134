import Learning
import Simulation
import Testing

@Suite("A batch") struct BatchTests {
  static let samplings: [Sampling] = [
    .withReplacement(3), .withoutReplacement(3), .withoutReplacement(10), .shuffled(3), .shuffled(10),
    .shuffled(1),
  ]

  private func batch(_ sampling: Sampling, step: Int, seed: UInt64 = 1, trajectory: Int = 0) -> [Int] {
    var batch = Batch(of: 10, by: sampling)
    var random = RandomStream(seed: seed, trajectory: trajectory)
    random.begin(step: step)
    batch.draw(by: sampling, from: &random)
    return batch.indices
  }

  /// Pearson's chi-square in standard deviations; with hundreds of expected counts a cell it is nearly normal.
  private func excess(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    let chiSquare = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    return (chiSquare - Double(counts.count - 1)) / (2 * Double(counts.count - 1)).squareRoot()
  }

  @Test("of all samples is empty, of a choice has the size asked for", arguments: samplings)
  func size(sampling: Sampling) {
    #expect(batch(.fullBatch, step: 0).isEmpty && Sampling.fullBatch.batchSize(of: 10) == 10)
    #expect(batch(sampling, step: 0).count == sampling.batchSize(of: 10))
    #expect(batch(sampling, step: 0).allSatisfy { (0..<10).contains($0) })
  }

  @Test("depends on seed, trajectory and step only", arguments: samplings)
  func history(sampling: Sampling) {
    var used = Batch(of: 10, by: sampling)
    // Any order of steps, other trajectories and other seeds in between.
    let visits = [
      (0, 1, 0), (1, 1, 0), (1000, 1, 0), (5, 1, 0), (5, 1, 1), (5, 2, 1), (4, 2, 1), (0, 1, 0), (1000, 1, 0),
    ]
    for (step, seed, trajectory) in visits {
      var random = RandomStream(seed: UInt64(seed), trajectory: trajectory)
      random.begin(step: step)
      used.draw(by: sampling, from: &random)
      #expect(used.indices == batch(sampling, step: step, seed: UInt64(seed), trajectory: trajectory))
    }
    if sampling.batchSize(of: 10) == 3 {
      #expect(Set((0..<30).map { batch(sampling, step: $0) }).count > 20, "steps differ")
      #expect(
        Set((0..<30).map { batch(sampling, step: 0, trajectory: $0) }).count > 20, "trajectories differ")
    }
  }

  /// How often each ordered pair of five samples is drawn in 50000 steps.
  private func pairs(_ sampling: Sampling, seed: UInt64) -> [Int] {
    var batch = Batch(of: 5, by: sampling)
    var random = RandomStream(seed: seed)
    var pairs = [Int](repeating: 0, count: 25)
    for step in 0..<50000 {
      random.begin(step: step)
      batch.draw(by: sampling, from: &random)
      pairs[5 * batch.indices[0] + batch.indices[1]] += 1
    }
    return pairs
  }

  @Test("with replacement is uniform and independent")
  func withReplacement() {
    #expect(
      abs(excess(pairs(.withReplacement(2), seed: 3))) < 5,
      "every ordered pair, equal ones too, is equally likely")
  }

  @Test("without replacement is distinct and uniform")
  func withoutReplacement() {
    let pairs = pairs(.withoutReplacement(2), seed: 4)
    for i in 0..<5 { #expect(pairs[6 * i] == 0, "no sample twice") }
    #expect(abs(excess(pairs.enumerated().filter { $0.offset % 6 != 0 }.map(\.element))) < 5)
  }

  @Test("shuffled covers each sample once a pass, and passes differ", arguments: [1, 2, 5, 10])
  func shuffled(size: Int) {
    var batch = Batch(of: 10, by: .shuffled(size))
    var random = RandomStream(seed: 5)
    var orders: [[Int]] = []
    for pass in 0..<20 {
      var order: [Int] = []
      for position in 0..<(10 / size) {
        random.begin(step: pass * (10 / size) + position)
        batch.draw(by: .shuffled(size), from: &random)
        order += batch.indices
      }
      #expect(order.sorted() == Array(0..<10))
      orders.append(order)
    }
    #expect(Set(orders).count == 20, "3.6 million orders, 20 passes")
  }

  @Test("shuffled leaves out the last short batch, a different one each pass")
  func remainder() {
    var left = [Int](repeating: 0, count: 10)
    for pass in 0..<20000 {
      let order = (0..<3).flatMap { batch(.shuffled(3), step: 3 * pass + $0, seed: 6) }
      #expect(Set(order).count == 9)
      left[45 - order.reduce(0, +)] += 1
    }
    #expect(abs(excess(left)) < 5, "every sample is left out equally often")
  }
}
