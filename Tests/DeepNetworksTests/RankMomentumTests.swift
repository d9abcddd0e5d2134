import Foundation
import Matrices
import Testing

@testable import DeepNetworks

/// The exact recursion backwards against the steps themselves.
@Suite("What SGD with momentum remembers") struct RankMomentumTests {
  private struct Steps {
    var weights: [Matrix]
    var velocities: [Matrix]
    let gradients: [Matrix]
    let rates: [Forgetting]

    init(
      _ count: Int, momentum: Double, decay: StepMemory.Decay, nesterov: Bool = false,
      rate: (Int) throws -> Forgetting
    ) rethrows {
      rates = try (0..<count).map(rate)
      gradients = (0..<count).map { normalMatrix(3, 2, seed: 100 + UInt64($0)) }
      weights = [normalMatrix(3, 2, seed: 1)]
      velocities = [Matrix(zeros: 3, 2)]
      for (g, rate) in zip(gradients, rates) {
        let (w, v) = (weights[weights.count - 1], velocities[velocities.count - 1])
        let (mu, wd) = (rate.learningRate, rate.weightDecay)
        let force = decay == .coupled ? g + wd * w : g
        let next = momentum * v + force
        let kept = decay == .coupled ? w : (1 - mu * wd) * w
        weights.append(kept - mu * (nesterov ? force + momentum * next : next))
        velocities.append(next)
      }
    }

    /// The largest entry of W_T minus what `StepMemory` says of n updates, over the largest of the terms.
    func residual(_ n: Int, momentum: Double, decay: StepMemory.Decay) -> Double {
      var memory = StepMemory(momentum: momentum, decay: decay)
      let shares = (1...n).map { memory.extend(by: rates[rates.count - $0]) }
      let start = weights.count - 1 - n
      var sum = memory.ofWeights * weights[start] + memory.ofVelocity * velocities[start]
      for j in 1...n { sum = sum + shares[j - 1] * gradients[gradients.count - j] }
      return (sum - weights[weights.count - 1]).norm / weights[start].norm
    }
  }

  @Test(
    "is exact for constant and scheduled rates, coupled and decoupled", arguments: StepMemory.Decay.allCases)
  func unrolling(decay: StepMemory.Decay) throws {
    for momentum in [0, 0.5, 0.9] {
      let steps = try Steps(60, momentum: momentum, decay: decay) { step in
        try #require(Forgetting(learningRate: step < 40 ? 0.1 : 0.02, weightDecay: 0.08))
      }
      for n in [1, 2, 20, 60] { #expect(steps.residual(n, momentum: momentum, decay: decay) < 1e-12) }
    }
  }

  @Test("is not that of other rules")
  func mutants() throws {
    let rate = try #require(Forgetting(learningRate: 0.1, weightDecay: 0.08))
    let coupled = Steps(40, momentum: 0.9, decay: .coupled) { _ in rate }
    let nesterov = Steps(40, momentum: 0.9, decay: .coupled, nesterov: true) { _ in rate }
    #expect(coupled.residual(20, momentum: 0.9, decay: .decoupled) > 1e-4)
    #expect(coupled.residual(20, momentum: 0.5, decay: .coupled) > 1e-4)
    #expect(nesterov.residual(20, momentum: 0.9, decay: .coupled) > 1e-4)
  }

  @Test("has the heavy ball's kernel where the rate is constant")
  func kernel() throws {
    let rate = try #require(Forgetting(learningRate: 0.1, weightDecay: 0.2))
    let (momentum, n) = (0.9, 25)
    let h = StepMemory.kernel(n, of: rate, momentum: momentum)
    var memory = StepMemory(momentum: momentum)
    for j in 1...n { #expect(abs(memory.extend(by: rate) + 0.1 * h[j - 1]) < 1e-14) }
    let steps = Steps(60, momentum: momentum, decay: .coupled) { _ in rate }
    let weights = steps.weights
    var sum = h[n] * weights[60 - n] - (momentum * h[n - 1]) * weights[60 - n - 1]
    for j in 1...n { sum = sum - (0.1 * h[j - 1]) * steps.gradients[60 - j] }
    #expect((sum - weights[60]).norm < 1e-13 * weights[60 - n].norm)
    // Without momentum it is the power of the factor.
    for (j, value) in StepMemory.kernel(30, of: rate, momentum: 0).enumerated() {
      #expect(abs(value - pow(0.98, Double(j))) < 1e-15)
    }
  }

  @Test("forgets like a learning rate over 1 - rho, up to a saturation")
  func slowRoot() throws {
    for (share, momentum) in [(1e-4, 0.9), (4e-4, 0.9), (1e-3, 0.5), (1e-3, 0)] {
      let rate = try #require(Forgetting(learningRate: share, weightDecay: 1))
      let slow = StepMemory.slowRoot(of: rate, momentum: momentum)
      let first = share / (1 - momentum)
      // The root of r^2 - (1 + rho - x) r + rho is 1 - x/(1 - rho) - rho x^2/(1 - rho)^3 + ...
      #expect(abs(slow - (1 - first)) <= 1.5 * momentum * first * first / (1 - momentum) + 1e-15)
      let h = StepMemory.kernel(2000, of: rate, momentum: momentum)
      #expect(abs(h[2000] / h[1999] - slow) < 1e-9)
    }
    let edge = StepMemory.saturation(momentum: 0.9)
    #expect(abs(edge - 0.00263) < 1e-5)
    let beyond = try #require(Forgetting(learningRate: 2 * edge, weightDecay: 1))
    #expect(StepMemory.slowRoot(of: beyond, momentum: 0.9) == 0.9.squareRoot())
    let farther = try #require(Forgetting(learningRate: 0.5, weightDecay: 1))
    #expect(StepMemory.slowRoot(of: farther, momentum: 0.9) == 0.9.squareRoot())
  }

  @Test("has a window that leaves no more than the threshold, and none shorter")
  func window() throws {
    let rate = try #require(Forgetting(learningRate: 0.01, weightDecay: 0.1))
    func window(_ momentum: Double, _ weightDecay: Double = 0.1) -> Int? {
      MomentumBound.window(to: 0.005, MomentumRule(momentum: momentum, weightDecay: weightDecay)) { _ in 0.01
      }
    }
    let n = try #require(window(0.9))
    let h = StepMemory.kernel(n, of: rate, momentum: 0.9)
    #expect(2 * (abs(h[n]) + 0.9 * abs(h[n - 1])) <= 0.01)
    for m in 1..<n { #expect(2 * (abs(h[m]) + 0.9 * abs(h[m - 1])) > 0.01) }
    let plain = try #require(window(0))
    #expect(plain == rate.window(to: 0.005))
    #expect(n < plain, "momentum forgets faster at the same rate")
    #expect(window(0.9, 0) == nil)
  }

  @Test("gives C1 with momentum from recorded factors")
  func recorded() throws {
    let rate = try #require(Forgetting(learningRate: 0.1, weightDecay: 0.2))
    var window = UpdateWindow(outputs: 9, inputs: 8, usesPerUpdate: 1, capacity: 5)
    var (weights, velocity) = (normalMatrix(9, 8, seed: 41), normalMatrix(9, 8, seed: 42))
    let start = (weights, velocity)
    for step in 0..<5 {
      let factors = UpdateFactors(
        deltas: normalMatrix(1, 9, seed: 50 + UInt64(step)),
        inputs: normalMatrix(1, 8, seed: 60 + UInt64(step)),
        samples: 1, learningRate: 0.1, decay: rate.factor)
      window.append(factors)
      velocity = 0.9 * velocity + factors.gradient + 0.2 * weights
      weights = weights - 0.1 * velocity
    }
    var memory = StepMemory(momentum: 0.9)
    let shares = (0..<5).map { _ in memory.extend(by: rate) }
    let remainder = memory.ofWeights * start.0 + memory.ofVelocity * start.1
    let sum = WindowSum(window, weights: shares)
    let check = try #require(
      RemainderCheck(of: weights, old: remainder, product: 1, rankBound: 5, sum: sum, window: 5))
    #expect(check.residual < 1e-14 && check.numericalRank == 5)
    #expect(abs(check.measuredError - check.predictedError) < 1e-14)
    let plain = try #require(
      RemainderCheck(
        of: weights, old: start.0, product: window.product(ofLast: 5), rankBound: 5,
        sum: WindowSum(window, last: 5),
        window: 5))
    #expect(plain.residual > 0.01, "without momentum in the weights it is another sum")
  }
}
