import Foundation
import Matrices
import Simulation
import Testing

@testable import DeepNetworks

@Suite("Random slabs") struct RandomSlabTests {
  private func forgetting(_ x: Double) throws -> Forgetting {
    try #require(Forgetting(learningRate: 0.5, weightDecay: 2 * x))
  }

  private func slabs(
    _ law: RandomSlabs.Law, batch: Int = 2, size: Int = 12, columns: Int = 12, seed: UInt64 = 3
  ) -> RandomSlabs {
    RandomSlabs(outputs: size, inputs: columns, batchSize: batch, law: law, seed: seed)
  }

  @Test("are functions of law, seed and update alone")
  func purity() throws {
    let beta = try forgetting(0.1)
    for law in [RandomSlabs.Law.normal, .alike(directions: 3)] {
      let one = slabs(law)
      let (late, again) = (one.update(40, beta), one.update(40, beta))
      #expect(late.deltas == again.deltas && late.inputs == again.inputs)
      #expect(late.deltas != one.update(41, beta).deltas)
      #expect(late.deltas != slabs(law, seed: 4).update(40, beta).deltas)
    }
  }

  @Test("have the law that they name: five standard errors of moments, and of neighbours in time")
  func moments() throws {
    let beta = try forgetting(0.1)
    let one = slabs(.normal, batch: 4, size: 16, columns: 8)
    var sums = [Double](repeating: 0, count: 4)
    let count = 500
    var last: UpdateFactors?
    for step in 0..<count {
      let update = one.update(step, beta)
      let entries = update.deltas.entries + update.inputs.entries
      sums[0] += entries.reduce(0, +)
      sums[1] += entries.reduce(0) { $0 + $1 * $1 - 1 }
      // Neither D with A of the same use, nor an update with the next one.
      for use in 0..<4 {
        for i in 0..<8 { sums[2] += update.deltas[use, i] * update.inputs[use, i] }
      }
      if let last {
        sums[3] += zip(last.deltas.entries, update.deltas.entries).reduce(0) { $0 + $1.0 * $1.1 }
      }
      last = update
    }
    let n = Double(count)
    // Variances of z, z^2 - 1 and of a product of two are 1, 2 and 1.
    for (sum, variance) in zip(sums, [96 * n, 2 * 96 * n, 32 * n, 64 * (n - 1)]) {
      #expect(abs(sum) < 5 * variance.squareRoot())
    }
  }

  @Test("move weights as the sum of what they have become says, entry by entry")
  func sum() throws {
    let beta = try forgetting(0.1)
    let one = slabs(.normal, size: 5, columns: 7)
    let walk = try #require(SlabWalk(one, beta, updates: 9, start: 0.5, windows: [4]))
    var random = RandomStream(seed: 3, for: .initialization)
    random.begin(step: 0)
    let first = Matrix(5, 7) { _, _ in 0.5 * random.normal() }
    var worst = 0.0
    for i in 0..<5 {
      for j in 0..<7 {
        var sum = pow(0.9, 9) * first[i, j]
        for step in 0..<9 {
          let update = one.update(step, beta)
          for use in 0..<2 {
            sum -= 0.5 / 2 * pow(0.9, Double(8 - step)) * update.deltas[use, i] * update.inputs[use, j]
          }
        }
        worst = max(worst, abs(sum - walk.weights[i, j]))
      }
    }
    // Terms below 16 in sums of twenty.
    #expect(worst < 16 * 20 * Double.ulpOfOne)
    #expect(walk.history.updates == 9 && walk.history.window.count == 4)
  }

  @Test("that are alike have as many directions, and those that are not have all")
  func directions() throws {
    let beta = try forgetting(0.05)
    func rank(_ law: RandomSlabs.Law) throws -> Int {
      let walk = try #require(SlabWalk(slabs(law), beta, updates: 60, windows: [30]))
      let values = walk.weights.singularValues
      return values.count { $0 > 1e-12 * values[0] }
    }
    #expect(try rank(.alike(directions: 3)) == 3)
    #expect(try rank(.alike(directions: 5)) == 5)
    #expect(try rank(.normal) == 12)
    #expect(slabs(.alike(directions: 3)).largestRank == 3 && slabs(.orthogonal).mostUpdates == 6)
  }

  @Test("look when norms will be asked for, half a memory before the end, and at the start")
  func looks() throws {
    let beta = try forgetting(0.2)
    let found = SlabWalk.looks(1000, [34, 11], beta, filledAfter: 80)
    // Half of five updates, rounded up.
    for age in [34, 11, 3, 80, 1000] { #expect(found.contains(1000 - age)) }
    #expect(SlabWalk.capacity(1000, [34, 11]) == 34 && SlabWalk.capacity(20, [34]) == 20)
    #expect(SlabWalk.capacity(20, []) == 20)
    let walk = try #require(SlabWalk(slabs(.normal), beta, updates: 50, windows: [34]))
    let certificates = try #require(SlabCertificates(of: walk))
    #expect(certificates.remainder?.window == 34)
    #expect(certificates.all(above: 0.01).contains { $0.number == "C4" && $0.window == 3 })
  }

  @Test("end where they are told to")
  func cancelled() throws {
    let progress = Progress()
    progress.cancel()
    #expect(SlabWalk(slabs(.normal), try forgetting(0.1), updates: 9, windows: [], progress: progress) == nil)
  }
}
