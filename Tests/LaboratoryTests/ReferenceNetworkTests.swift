import Foundation
import Laboratory
import Matrices
import Testing

/// The references of agreement with PyTorch, retraced by a plain loop over units that shares nothing with an engine: what
/// the arrays mean is then certain before an engine is held against them.
@Suite("PyTorch's references") struct ReferenceNetworkTests {
  /// One layer: outputs x inputs, row after row.
  private struct Layer<Scalar: BinaryFloatingPoint> {
    let (outputs, inputs): (Int, Int)
    var weights: [Scalar]
    var biases: [Scalar]
    var weightVelocities: [Scalar]
    var biasVelocities: [Scalar]

    init(_ w: Matrix, _ b: Matrix) {
      (outputs, inputs) = (w.rows, w.columns)
      weights = w.transposed.entries.map { Scalar($0) }
      biases = b.entries.map { Scalar($0) }
      weightVelocities = weights.map { _ in 0 }
      biasVelocities = biases.map { _ in 0 }
    }
  }

  private struct Settings<Scalar: BinaryFloatingPoint> {
    let (rate, decay, momentum): (Scalar, Scalar, Scalar)

    /// A step along the mean of `size` gradients whose sum is `slopes`.
    func move(_ weights: inout [Scalar], _ velocities: inout [Scalar], along slopes: [Scalar], of size: Int) {
      for i in weights.indices {
        velocities[i] = momentum * velocities[i] + slopes[i] / Scalar(size) + decay * weights[i]
        weights[i] -= rate * velocities[i]
      }
    }
  }

  private func settings<Scalar: BinaryFloatingPoint>(_ file: NPZArchive) throws -> Settings<Scalar> {
    func number(_ name: String) throws -> Scalar { Scalar(try file.matrix(named: name)[0, 0]) }
    return Settings(
      rate: try number("learning_rate"), decay: try number("weight_decay"), momentum: try number("momentum"))
  }

  /// The gradient of one sample's loss, added to `slopes` (weights, then biases, of each layer); the loss.
  private func addGradient<Scalar: BinaryFloatingPoint>(
    of layers: [Layer<Scalar>], at x: [Scalar], label: Int, to slopes: inout [[Scalar]],
    exponential: (Scalar) -> Scalar
  ) -> Double {
    var values = [x]
    for (number, layer) in layers.enumerated() {
      values.append(
        (0..<layer.outputs).map { unit in
          let field = (0..<layer.inputs).reduce(layer.biases[unit]) {
            $0 + layer.weights[unit * layer.inputs + $1] * values[number][$1]
          }
          return number + 1 < layers.count ? max(field, 0) : field
        })
    }
    let scores = values[layers.count]
    let top = scores.reduce(scores[0]) { max($0, $1) }
    let weights = scores.map { exponential($0 - top) }
    let total = weights.reduce(0, +)
    var errors = weights.enumerated().map { $0.element / total - ($0.offset == label ? 1 : 0) }
    for number in layers.indices.reversed() {
      let layer = layers[number]
      var below = [Scalar](repeating: 0, count: layer.inputs)
      for unit in 0..<layer.outputs {
        for input in 0..<layer.inputs {
          slopes[2 * number][unit * layer.inputs + input] += errors[unit] * values[number][input]
          below[input] += errors[unit] * layer.weights[unit * layer.inputs + input]
        }
        slopes[2 * number + 1][unit] += errors[unit]
      }
      errors = zip(below, values[number]).map { $1 > 0 ? $0 : 0 }
    }
    return -log(Double(weights[label] / total))
  }

  /// Trains as the file says; the layers at the end and the loss of every batch.
  private func trained<Scalar: BinaryFloatingPoint>(
    _ file: NPZArchive, exponential: (Scalar) -> Scalar
  ) throws -> (layers: [Layer<Scalar>], losses: [Double]) {
    let settings: Settings<Scalar> = try settings(file)
    let (x, y) = (try file.matrix(named: "x"), try file.matrix(named: "y"))
    let batches = try file.matrix(named: "batches")
    var layers = try (0..<3).map {
      Layer<Scalar>(try file.matrix(named: "w\($0)"), try file.matrix(named: "b\($0)"))
    }
    var losses: [Double] = []
    for step in 0..<batches.rows {
      var slopes = layers.flatMap { [$0.weights.map { _ in Scalar(0) }, $0.biases.map { _ in Scalar(0) }] }
      var loss = 0.0
      for place in 0..<batches.columns {
        let sample = Int(batches[step, place])
        let row = (0..<x.columns).map { Scalar(x[sample, $0]) }
        loss += addGradient(
          of: layers, at: row, label: Int(y[sample, 0]), to: &slopes, exponential: exponential)
      }
      losses.append(loss / Double(batches.columns))
      for number in layers.indices {
        var layer = layers[number]
        settings.move(
          &layer.weights, &layer.weightVelocities, along: slopes[2 * number], of: batches.columns)
        settings.move(
          &layer.biases, &layer.biasVelocities, along: slopes[2 * number + 1], of: batches.columns)
        layers[number] = layer
      }
    }
    return (layers, losses)
  }

  /// The largest difference of a layer's weights or biases at the end, relative to the largest of them.
  private func largestDifference<Scalar: BinaryFloatingPoint>(
    _ name: String, exponential: (Scalar) -> Scalar
  ) throws -> (weights: Double, losses: Double) {
    let file = try NPZArchive(contentsOf: DataFixtures.folder.appending(path: "networks/\(name).npz").path)
    let (layers, losses) = try trained(file, exponential: exponential)
    var largest = 0.0
    for (number, layer) in layers.enumerated() {
      let ends = [
        (layer.weights, try file.matrix(named: "final_w\(number)").transposed.entries),
        (layer.biases, try file.matrix(named: "final_b\(number)").entries),
      ]
      for (found, expected) in ends {
        let scale = expected.reduce(0) { max($0, abs($1)) }
        for (a, b) in zip(found, expected) { largest = max(largest, abs(Double(a) - b) / scale) }
      }
    }
    let stated = try file.matrix(named: "losses").entries
    let apart = zip(losses, stated).reduce(0) { max($0, abs($1.0 - $1.1) / max($1.1, 1)) }
    return (largest, apart)
  }

  /// 200 steps of sums of 16 numbers: a few thousand roundings, which training neither forgets at once nor amplifies much.
  /// PyTorch's own float32 and float64 end 5e-7, ten float roundings, apart; 1e-5 and 1e-12 leave room for another order of
  /// summation, while a mistake of a convention shows at 1e-2.
  @Test("say what their page says: weights, biases, decay, momentum", arguments: ["plain", "momentum"])
  func retraced(name: String) throws {
    let double = try largestDifference("\(name)-float64") { exp($0) as Double }
    #expect(double.weights < 1e-12 && double.losses < 1e-12, "\(double)")
    let single = try largestDifference("\(name)-float32") { Float(exp(Double($0))) }
    #expect(single.weights < 1e-5 && single.losses < 1e-5, "\(single)")
  }
}
