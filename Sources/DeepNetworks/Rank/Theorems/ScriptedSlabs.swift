import Matrices
import Simulation

/// Updates that no network made: what theorems examine engines on.
struct ScriptedSlabs {
  let forgetting: Forgetting
  let batch: Int
  let updates: [UpdateFactors]
  let outputs: Int
  let inputs: Int

  /// Update t has the B outer products e_k e_k^T with k = tB, ..., tB + B - 1: orthogonal to all others.
  static func orthogonal(_ forgetting: Forgetting, batch: Int, count: Int) -> ScriptedSlabs {
    let size = batch * count
    let updates = (0..<count).map { step in
      let basis = Matrix(batch, size) { use, k in k == step * batch + use ? 1 : 0 }
      return UpdateFactors(
        deltas: basis, inputs: basis, samples: batch, learningRate: forgetting.learningRate,
        decay: forgetting.factor)
    }
    return ScriptedSlabs(
      forgetting: forgetting, batch: batch, updates: updates, outputs: size, inputs: size)
  }

  /// Factors of independent standard normal numbers; the rate may change with the step.
  static func normal(
    _ forgetting: Forgetting, batch: Int, count: Int, outputs: Int, inputs: Int, seed: UInt64,
    rate: (Int) -> Double = { _ in 1 }
  ) -> ScriptedSlabs {
    var random = RandomStream(seed: seed, for: .data)
    random.begin(step: 0)
    let updates = (0..<count).map { step in
      let mu = forgetting.learningRate * rate(step)
      return UpdateFactors(
        deltas: Matrix(batch, outputs) { _, _ in random.normal() },
        inputs: Matrix(batch, inputs) { _, _ in random.normal() }, samples: batch, learningRate: mu,
        decay: 1 - mu * forgetting.weightDecay)
    }
    return ScriptedSlabs(
      forgetting: forgetting, batch: batch, updates: updates, outputs: outputs, inputs: inputs)
  }

  /// What an engine makes of them, with a snapshot before every update and the whole of them in the window.
  func history(of engine: RankEngine, from start: Matrix) -> (history: LayerHistory, weights: [Matrix]) {
    let weights = engine.walk(from: start, updates)
    var history = LayerHistory(
      outputs: outputs, inputs: inputs, usesPerUpdate: batch, capacity: updates.count)
    for (factors, before) in zip(updates, weights) {
      history.snapshot(of: before, keepingWeights: true)
      history.append(factors)
    }
    return (history, weights)
  }
}

/// The counting of cases that contradict a theorem.
func violations(_ count: Int, _ what: String) -> Evidence {
  Evidence(what, predicted: 0, measured: Double(count), allowed: Tolerance(0, .rounding, "a count"))
}

extension Forgetting {
  /// The decay of a share x a step, for witnesses; x is below one.
  static func scripted(_ x: Double, learningRate: Double = 0.5) -> Forgetting {
    guard let forgetting = Forgetting(learningRate: learningRate, weightDecay: x / learningRate) else {
      preconditionFailure("a share of \(x)")
    }
    return forgetting
  }
}
