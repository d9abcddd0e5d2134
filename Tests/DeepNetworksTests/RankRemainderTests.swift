import Matrices
import Testing

@testable import DeepNetworks

/// C1 on a real training run, and on runs that are not what was recorded.
@Suite("The remainder of a training run", .serialized) struct RankRemainderTests {
  @Test("C1 is an identity, with the error that it says and the rank that it allows")
  func remainder() throws {
    let run = try SmallRun.certified()
    let weights = run.network.weights[1]
    for n in [1, 5, 20, 60, 90] {
      var history = run.history
      history.dropSnapshots(before: 400 - n)
      let check = try #require(RemainderCheck(of: weights, history: history))
      #expect(check.window == n && check.rankBound == n)
      #expect(check.residual < 1e-13, "\(n): \(check.residual)")
      #expect(abs(check.measuredError - check.predictedError) < 1e-13)
      #expect(check.numericalRank <= check.rankBound)
    }
  }

  @Test("C1 rejects wrong decays, wrong batches, missing steps and noise")
  func remainderMutants() throws {
    let run = try SmallRun.certified(updates: 120, capacity: 40)
    let weights = run.network.weights[1]
    let start = try #require(run.history.snapshots.first { $0.update == 80 }?.weights)
    func residual(
      of weights: Matrix, _ change: (Int, inout UpdateFactors) -> Bool
    ) throws -> Double {
      var history = LayerHistory(outputs: 128, inputs: 128, usesPerUpdate: 1, capacity: 40)
      history.snapshot(of: start, keepingWeights: true)
      for j in (1...40).reversed() {
        var factors = run.history.window.factors(j)
        if change(j, &factors) { history.append(factors) }
      }
      return try #require(RemainderCheck(of: weights, history: history)).residual
    }
    #expect(try residual(of: weights) { _, _ in true } < 1e-13)
    let mutants: [(String, (Int, inout UpdateFactors) -> Bool)] = [
      (
        "lambda for weight decay",
        {
          $1.decay = 1 - 0.15 * 0.15; return true
        }
      ),
      (
        "no decay",
        {
          $1.decay = 1; return true
        }
      ),
      (
        "twice the decay",
        {
          $1.decay = 1 - 0.15 * 0.6; return true
        }
      ),
      (
        "mean over two samples",
        {
          $1.samples = 2; return true
        }
      ),
      (
        "learning rate off by a hundredth",
        {
          $1.learningRate *= 1.01; return true
        }
      ),
      ("a step left out", { j, _ in j != 3 }),
      (
        "decay of W - mu G",
        {
          $1.learningRate *= $1.decay; return true
        }
      ),
      (
        "deltas turned round",
        {
          $1.deltas = -1 * $1.deltas; return true
        }
      ),
    ]
    for (name, change) in mutants {
      #expect(try residual(of: weights, change) > 1e-5, "\(name)")
    }
    let noise = (1e-6 * weights.norm / 128) * normalMatrix(128, 128, seed: 8)
    #expect(try residual(of: weights + noise) { _, _ in true } > 1e-8)
  }
}

extension SmallRun {
  /// x = 0.045 and B = 1 at width 128: the memory is 22 updates, and the network still learns.
  static func certified(updates: Int = 400, capacity: Int = 180) throws -> SmallRun {
    try SmallRun(
      sizes: [12, 128, 128, 3], layer: 1, batch: 1, learningRate: 0.15, weightDecay: 0.3, updates: updates,
      capacity: capacity, every: 1)
  }
}
