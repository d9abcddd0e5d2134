import CLanes
import Matrices

/// The samples of a problem as rows of memory, [x, y] padded to whole cache lines: what a minibatch reads.
public struct PackedSamples: Sendable {
  public let samples: Int
  public let inputs: Int
  public let outputs: Int
  private let rows: Bundle

  public init(_ problem: Regression) {
    samples = problem.samples
    inputs = problem.inputCount
    outputs = problem.outputCount
    let stride = (inputs + outputs + 7) / 8 * 8
    var rows = Bundle(zeros: stride, samples)
    let block = rows.block
    for sample in 0..<samples {
      for i in 0..<inputs { block[i, sample] = problem.inputs[sample, i] }
      for j in 0..<outputs { block[inputs + j, sample] = problem.targets[sample, j] }
    }
    self.rows = rows
  }

  /// gradient = (1/B) sum_b x_b (y_b + noise_b - W^T x_b)^T, minus the loss's gradient in function space, p x k.
  ///
  /// - Parameters:
  ///   - indices: the samples of the batch, a number a lane each; nil for all samples.
  ///   - noise: B k entries, the outputs of a sample side by side; nil for none.
  public func formGradient(
    _ gradient: inout Bundle, at product: Bundle, batch size: Int, indices: UnsafePointer<Int64>?,
    noise: Bundle?
  ) {
    precondition(
      gradient.rows == inputs && gradient.columns == outputs && product.count == gradient.count,
      "a gradient of \(gradient.rows) x \(gradient.columns) from \(inputs) inputs and \(outputs) outputs")
    precondition(noise.map { $0.count == size * outputs * product.lanes } ?? true, "noise for another batch")
    var batch = lanes_batch(
      samples: rows.reading.base, stride: rows.rows, inputs: inputs, outputs: outputs, size: size,
      indices: indices, noise: noise?.reading.base, scale: 1 / Double(size))
    lanes_batch_gradient(&batch, product.reading.base, gradient.block.base, Int32(product.lanes))
  }
}
