import Foundation
import Matrices
import Testing

@testable import DeepNetworks

@Suite("Bounds on rank from the memory of SGD") struct RankBoundTests {
  @Test("forget in the number of steps that multiplication finds")
  func windows() throws {
    for share in [1e-3, 0.01, 0.0321, 0.25, 0.5, 0.9] {
      let forgetting = try #require(Forgetting(learningRate: share, weightDecay: 1))
      for target in [0.5, 0.27, 0.1, 1e-3, 1e-9] {
        var (n, left) = (0, 1.0)
        while left > target * (1 + 1e-12) {
          left *= 1 - share
          n += 1
        }
        #expect(forgetting.window(to: target) == n, "\(share), \(target)")
      }
      #expect(forgetting.window(to: 1) == 0 && forgetting.window(to: 2) == 0)
    }
  }

  @Test("are found at once where a step forgets hardly more than a rounding of one", .timeLimit(.minutes(1)))
  func tinyShares() throws {
    for share in [1e-13, 1.3e-14, 6e-17, 1.2e-16, 1e-20] {
      let forgetting = try #require(Forgetting(learningRate: share, weightDecay: 1))
      for target in [0.5, 1e-3, 1e-300] {
        guard let n = forgetting.window(to: target) else {
          #expect(1 - share == 1)
          continue
        }
        #expect(forgetting.power(n) <= target && forgetting.power(n - 1) > target)
      }
    }
  }

  @Test("meet powers of the factor exactly")
  func exactPowers() throws {
    // Exact in binary: 1 - x = 1/2, 1/4.
    let half = try #require(Forgetting(learningRate: 0.5, weightDecay: 1))
    for n in 1..<60 {
      #expect(half.window(to: pow(2, -Double(n))) == n)
      #expect(half.window(to: pow(2, -Double(n)) * (1 - 1e-15)) == n + 1)
    }
    let quarter = try #require(Forgetting(learningRate: 0.75, weightDecay: 1))
    for n in 1..<30 { #expect(quarter.window(to: pow(4, -Double(n))) == n) }
  }

  @Test("tell weight decay from lambda, and refuse what forgets nothing or everything")
  func conventions() throws {
    let forgetting = try #require(Forgetting(learningRate: 0.1, lambda: 0.01))
    #expect(forgetting.weightDecay == 0.02 && forgetting.lambda == 0.01)
    #expect(abs(forgetting.share - 0.002) < 1e-18 && abs(forgetting.memory - 500) < 1e-9)
    #expect(Forgetting(learningRate: 0.1, weightDecay: 10) == nil)
    #expect(Forgetting(learningRate: 0.1, weightDecay: -1) == nil)
    #expect(Forgetting(learningRate: .nan, weightDecay: 1) == nil)
    let none = try #require(Forgetting(learningRate: 0.1, weightDecay: 0))
    #expect(none.window(to: 0.5) == nil)
    let bound = MemoryBound(threshold: 0.1, updateRank: 1, largestRank: 10, forgetting: none)
    #expect(bound.integer == nil && bound.isVacuous && bound.printed == .infinity)
  }

  @Test("have a printed form that is never below the integer form down from 2/e^2, and is above it")
  func ceilings() throws {
    // At 0.27 < 2 exp(-2) = 0.27067 the printed form follows; at 0.3 and 0.5 it does not, though never by more than 0.6.
    for (threshold, isTrue) in [
      (1e-3, true), (0.1, true), (0.27, true), (0.3, false), (0.5, false), (0.7, false),
    ] {
      #expect(MemoryBound.printedFormHolds(threshold: threshold) == isTrue)
      var violations = 0
      for index in 1..<20_000 {
        let forgetting = try #require(Forgetting(learningRate: Double(index) / 20_000, weightDecay: 1))
        let bound = MemoryBound(threshold: threshold, updateRank: 1, largestRank: 9, forgetting: forgetting)
        let integer = Double(try #require(bound.integer))
        let needed = log(2 / threshold)
        #expect(integer <= needed / forgetting.share - needed / 2 + 1 + 1e-9)
        if integer > bound.printed { violations += 1 }
        #expect(integer <= bound.printed + 0.6)
      }
      #expect((violations == 0) == isTrue, "\(threshold): \(violations)")
    }
    #expect(MemoryBound.printedFormHolds(threshold: 2 * exp(-2) * (1 - 1e-15)))
    #expect(!MemoryBound.printedFormHolds(threshold: 2 * exp(-2) * (1 + 1e-15)))
  }

  @Test("are the figures of the paper's setting and of the integer form")
  func figures() throws {
    // x = 0.03, B = 2, eps = 0.001: 2 log(2000)/0.03 = 506.7 and 2 x 250 = 500.
    let forgetting = try #require(Forgetting(learningRate: 0.3, weightDecay: 0.1))
    let bound = MemoryBound(threshold: 1e-3, updateRank: 2, largestRank: 512, forgetting: forgetting)
    #expect(abs(bound.printed - 2 * log(2000) / 0.03) < 1e-10)
    #expect(bound.integer == 500 && !bound.isVacuous)
    // Without slack log(1000) is needed instead: 2 x 227.
    let tight = MemoryBound(
      threshold: 1e-3, slack: 0, updateRank: 2, largestRank: 454, forgetting: forgetting)
    #expect(tight.integer == 454 && tight.isVacuous)
  }

  @Test("know what an update can add")
  func updateRanks() {
    #expect(UpdateRank.linear(usesPerSample: 9, batchSize: 4).bound(outputs: 64, inputs: 27) == 27)
    #expect(UpdateRank.linear(usesPerSample: 1, batchSize: 4).bound(outputs: 64, inputs: 27) == 4)
    #expect(UpdateRank.batchNormalised(usesPerSample: 1, batchSize: 8).bound(outputs: 64, inputs: 64) == 7)
    #expect(UpdateRank.batchNormalised(usesPerSample: 1, batchSize: 1).bound(outputs: 64, inputs: 64) == 0)
    #expect(UpdateRank.crossEntropyHead(classes: 10, batchSize: 64).bound(outputs: 10, inputs: 64) == 9)
    #expect(UpdateRank.crossEntropyHead(classes: 10, batchSize: 4).bound(outputs: 10, inputs: 64) == 4)
    #expect(UpdateRank.attention(tokens: 7, batchSize: 2).bound(outputs: 64, inputs: 64) == 12)
    #expect(UpdateRank.queries(tokens: 7, heads: 1, batchSize: 1).uses == 6)
    #expect(UpdateRank.queries(tokens: 7, heads: 2, batchSize: 1).uses == 7)
    #expect(UpdateRank.queries(tokens: 1, heads: 8, batchSize: 1).uses == 0)
  }

  @Test("of attention hold for random heads: queries of two heads reach T, keys do not")
  func attention() {
    let (tokens, width) = (5, 16)
    let x = normalMatrix(tokens, width, seed: 5)
    // Any matrix with rows of sum zero is a derivative by the scores for some value.
    func scores(_ seed: UInt64) -> Matrix {
      let raw = normalMatrix(tokens, tokens, seed: seed)
      return Matrix(tokens, tokens) { i, j in
        raw[i, j] - (0..<tokens).reduce(0) { $0 + raw[i, $1] } / Double(tokens)
      }
    }
    func rank(_ matrix: Matrix) -> Int {
      let values = matrix.singularValues
      return values.count { $0 > 1e-12 * values[0] }
    }
    func beside(_ a: Matrix, _ b: Matrix) -> Matrix {
      Matrix(rows: a.rows, columns: a.columns + b.columns, entries: a.entries + b.entries)
    }
    let (s, r) = (scores(6), scores(7))
    let (k, l) = (normalMatrix(tokens, 8, seed: 8), normalMatrix(tokens, 8, seed: 9))
    let queries = beside(x.transposed * (s * k), x.transposed * (r * l))
    let keys = beside(x.transposed * (s.transposed * k), x.transposed * (r.transposed * l))
    #expect(rank(x.transposed * (s * k)) == UpdateRank.attention(tokens: tokens, batchSize: 1).uses)
    #expect(rank(queries) == UpdateRank.queries(tokens: tokens, heads: 2, batchSize: 1).uses)
    #expect(rank(queries) == tokens)
    #expect(rank(keys) == UpdateRank.attention(tokens: tokens, batchSize: 1).uses)
  }

  @Test("of batch normalisation hold for its derivative", arguments: [2, 3, 5, 8])
  func batchNormalisation(batch: Int) {
    let (x, above) = (normalMatrix(batch, 12, seed: 15), normalMatrix(batch, 12, seed: 16))
    func deltas(_ x: Matrix, epsilon: Double) -> Matrix {
      func mean(_ value: (Int) -> Double) -> Double {
        (0..<batch).reduce(0) { $0 + value($1) } / Double(batch)
      }
      var deltas = Matrix(zeros: batch, 12)
      for unit in 0..<12 {
        let centre = mean { x[$0, unit] }
        let deviation = (mean { (x[$0, unit] - centre) * (x[$0, unit] - centre) } + epsilon).squareRoot()
        let normal = (0..<batch).map { (x[$0, unit] - centre) / deviation }
        let (first, second) = (mean { above[$0, unit] }, mean { above[$0, unit] * normal[$0] })
        for i in 0..<batch { deltas[i, unit] = (above[i, unit] - first - normal[i] * second) / deviation }
      }
      return deltas
    }
    let inputs = normalMatrix(batch, 10, seed: 17)
    func gradient(_ deltas: Matrix) -> Matrix {
      UpdateFactors(deltas: deltas, inputs: inputs, samples: batch, learningRate: 1, decay: 1).gradient
    }
    let values = gradient(deltas(x, epsilon: 1e-2)).singularValues
    let bound = UpdateRank.batchNormalised(usesPerSample: 1, batchSize: batch).bound(outputs: 12, inputs: 10)
    #expect(bound == batch - 1)
    #expect(values.count { $0 > 1e-12 * values[0] } == bound)
    // Two samples are -1 and 1 in every unit, whatever they were: without epsilon nothing is learned.
    if batch == 2 {
      let apart = Matrix(2, 12) { sample, unit in sample == 0 ? Double(unit + 1) : -Double(unit + 1) }
      #expect(gradient(deltas(apart, epsilon: 0)).norm < 1e-14 * gradient(above).norm)
    }
  }

  @Test("follow a schedule: the smallest window that forgets enough, backwards")
  func schedules() throws {
    let rates = [(50, 0.1), (30, 0.02), (40, 0.004)]
    let stages = try rates.map { updates, rate in
      LearningRateSchedule.Stage(
        updates: updates, forgetting: try #require(Forgetting(learningRate: rate, weightDecay: 2)))
    }
    let schedule = LearningRateSchedule(stages)
    let decays = rates.flatMap { [Double](repeating: 1 - $1 * 2, count: $0) }
    #expect(schedule.updates == 120)
    for target in [1, 0.99, 0.7, 0.72, 0.3, 0.2, 0.01, 1e-5, 1e-9] {
      var (n, product) = (0, 1.0)
      while product > target * (1 + 1e-13), n < decays.count {
        n += 1
        product *= decays[decays.count - n]
      }
      #expect(schedule.window(to: target) == (product > target * (1 + 1e-13) ? nil : n), "\(target)")
    }
    for n in [0, 1, 40, 41, 70, 85, 120] {
      let product = decays.suffix(n).reduce(1, *)
      #expect(abs(schedule.product(ofLast: n) / product - 1) < 1e-13)
    }
    let bound = MemoryBound(
      threshold: 0.2, updateRank: 3, largestRank: 1000, forgetting: stages[2].forgetting, schedule: schedule)
    #expect(bound.integer == schedule.window(to: 0.1).map { 3 * $0 })
  }
}
