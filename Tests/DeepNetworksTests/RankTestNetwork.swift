import Foundation
import Matrices
import Simulation
import Testing

@testable import DeepNetworks

/// A bias-free ReLU network under SGD with weight decay and cross-entropy, in plain loops: what the certificates are tried
/// on. It shares no code with the room.
struct SmallNetwork {
  var weights: [Matrix]

  /// He's initialisation for layer sizes from the inputs to the outputs.
  init(sizes: [Int], seed: UInt64) {
    var random = RandomStream(seed: seed, for: .initialization)
    random.begin(step: 0)
    weights = zip(sizes, sizes.dropFirst()).map { inputs, outputs in
      Matrix(outputs, inputs) { _, _ in random.normal() * (2 / Double(inputs)).squareRoot() }
    }
  }

  /// One step on some samples, a row each; the deltas and inputs of every layer, a row a sample.
  mutating func step(
    _ samples: [[Double]], labels: [Int], learningRate: Double, weightDecay: Double
  ) -> [(deltas: Matrix, inputs: Matrix)] {
    var activities = [Matrix(samples.count, samples[0].count) { samples[$0][$1] }]
    for (index, layer) in weights.enumerated() {
      let input = activities[index]
      activities.append(
        Matrix(samples.count, layer.rows) { sample, unit in
          let sum = (0..<layer.columns).reduce(0) { $0 + layer[unit, $1] * input[sample, $1] }
          return index == weights.count - 1 ? sum : max(0, sum)
        })
    }
    let scores = activities[weights.count]
    var delta = Matrix(samples.count, scores.columns) { sample, unit in
      let largest = (0..<scores.columns).map { scores[sample, $0] }.max() ?? 0
      let total = (0..<scores.columns).reduce(0) { $0 + exp(scores[sample, $1] - largest) }
      return exp(scores[sample, unit] - largest) / total - (labels[sample] == unit ? 1 : 0)
    }
    var factors: [(Matrix, Matrix)] = []
    for index in weights.indices.reversed() {
      factors.insert((delta, activities[index]), at: 0)
      guard index > 0 else { break }
      let (layer, above, input) = (weights[index], delta, activities[index])
      delta = Matrix(samples.count, layer.columns) { sample, unit in
        guard input[sample, unit] > 0 else { return 0 }
        return (0..<layer.rows).reduce(0) { $0 + above[sample, $1] * layer[$1, unit] }
      }
    }
    for (index, (deltas, inputs)) in factors.enumerated() {
      let old = weights[index]
      weights[index] = Matrix(old.rows, old.columns) { i, j in
        let gradient =
          (0..<samples.count).reduce(0) { $0 + deltas[$1, i] * inputs[$1, j] } / Double(samples.count)
        return old[i, j] - learningRate * (gradient + weightDecay * old[i, j])
      }
    }
    return factors
  }
}

/// Samples around one random mean a class.
struct SmallMixture {
  let means: [[Double]]

  init(classes: Int, dimension: Int, separation: Double, seed: UInt64) {
    var random = RandomStream(seed: seed, for: .data)
    random.begin(step: 0)
    means = (0..<classes).map { _ in
      let direction = (0..<dimension).map { _ in random.normal() }
      let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return direction.map { $0 / norm * separation }
    }
  }

  func batch(_ size: Int, step: Int, seed: UInt64) -> (samples: [[Double]], labels: [Int]) {
    var random = RandomStream(seed: seed, for: .shuffling)
    random.begin(step: step)
    let labels = (0..<size).map { _ in random.index(below: means.count) }
    let noise = 1 / Double(means[0].count).squareRoot()
    return (labels.map { means[$0].map { $0 + noise * random.normal() } }, labels)
  }
}

/// A training run with a history of one layer.
struct SmallRun {
  var history: LayerHistory
  var network: SmallNetwork
  let forgetting: Forgetting

  /// Snapshots every `every` updates, all with their weights.
  init(
    sizes: [Int], layer: Int, batch: Int, learningRate: Double, weightDecay: Double, updates: Int,
    capacity: Int,
    every: Int, separation: Double = 4, seed: UInt64 = 3
  ) throws {
    network = SmallNetwork(sizes: sizes, seed: seed)
    forgetting = try #require(Forgetting(learningRate: learningRate, weightDecay: weightDecay))
    let mixture = SmallMixture(
      classes: sizes[sizes.count - 1], dimension: sizes[0], separation: separation, seed: seed)
    history = LayerHistory(
      outputs: sizes[layer + 1], inputs: sizes[layer], usesPerUpdate: batch, capacity: capacity)
    for step in 0..<updates {
      if step % every == 0 { history.snapshot(of: network.weights[layer], keepingWeights: true) }
      let (samples, labels) = mixture.batch(batch, step: step, seed: seed)
      let factors = network.step(
        samples, labels: labels, learningRate: learningRate, weightDecay: weightDecay)
      history.append(
        UpdateFactors(
          deltas: factors[layer].deltas, inputs: factors[layer].inputs, samples: batch,
          learningRate: learningRate, decay: 1 - learningRate * weightDecay))
    }
  }
}
