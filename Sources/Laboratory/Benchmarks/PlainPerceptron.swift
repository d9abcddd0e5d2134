import DeepNetworks
import Foundation
import Learning
import Matrices

/// A rectifier network and its descent by the definitions, sum by sum: what a training is held against. It shares nothing with
/// the engine but the first weights and the numbers of the samples.
struct PlainPerceptron {
  /// outputs x inputs, row after row
  private(set) var weights: [[Double]]
  private(set) var biases: [[Double]]
  let widths: [Int]

  /// The network of a state whose parameters are weight, bias, weight, bias, ...
  init(_ state: TrainingState<Double>, widths: [Int]) {
    self.widths = widths
    let matrices = state.parameters.map { state[$0] }
    weights = stride(from: 0, to: matrices.count, by: 2).map { matrices[$0].transposed.entries }
    biases = stride(from: 1, to: matrices.count, by: 2).map { matrices[$0].entries }
  }

  /// The weights of a layer, outputs x inputs.
  func matrix(_ layer: Int) -> Matrix {
    Matrix(rows: widths[layer], columns: widths[layer + 1], entries: weights[layer]).transposed
  }

  /// W <- W - mu (G + weight decay W), G the mean gradient of -log softmax_label over some samples; biases alike.
  mutating func descend(_ samples: LabelledSamples, _ batch: [Int], rate: Double, weightDecay: Double) {
    var slopes = weights.map { $0.map { _ in 0.0 } }
    var biasSlopes = biases.map { $0.map { _ in 0.0 } }
    for sample in batch { addGradient(samples, sample, &slopes, &biasSlopes) }
    let scale = rate / Double(batch.count)
    for layer in weights.indices {
      for i in weights[layer].indices {
        weights[layer][i] -= scale * slopes[layer][i] + rate * weightDecay * weights[layer][i]
      }
      for i in biases[layer].indices {
        biases[layer][i] -= scale * biasSlopes[layer][i] + rate * weightDecay * biases[layer][i]
      }
    }
  }

  private func addGradient(
    _ samples: LabelledSamples, _ sample: Int, _ slopes: inout [[Double]], _ biasSlopes: inout [[Double]]
  ) {
    let depth = weights.count
    var values = [Array(samples.row(sample))]
    for layer in 0..<depth {
      let below = values[layer]
      values.append(
        (0..<widths[layer + 1]).map { unit in
          var field = biases[layer][unit]
          let row = unit * widths[layer]
          for input in 0..<widths[layer] { field += weights[layer][row + input] * below[input] }
          return layer + 1 < depth ? max(0, field) : field
        })
    }
    let top = values[depth].max() ?? 0
    let powers = values[depth].map { exp($0 - top) }
    let total = powers.reduce(0, +)
    var errors = powers.map { $0 / total }
    errors[samples.labels?[sample] ?? 0] -= 1
    for layer in (0..<depth).reversed() {
      let (below, count) = (values[layer], widths[layer])
      var passed = [Double](repeating: 0, count: count)
      for unit in 0..<widths[layer + 1] where errors[unit] != 0 {
        for input in 0..<count {
          slopes[layer][unit * count + input] += errors[unit] * below[input]
          passed[input] += errors[unit] * weights[layer][unit * count + input]
        }
        biasSlopes[layer][unit] += errors[unit]
      }
      errors = zip(passed, below).map { $1 > 0 ? $0 : 0 }
    }
  }
}
