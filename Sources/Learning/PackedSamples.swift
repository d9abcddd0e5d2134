import CLanes
import Matrices

/// The samples of a problem as rows of memory, [x, y] padded to whole cache lines: what a minibatch reads.
public struct PackedSamples: Sendable {
  public let samples: Int
  public let inputs: Int
  public let outputs: Int
  private let rows: Bundle

  /// No samples, where none are asked for.
  public static let none = PackedSamples(
    Regression(inputs: Matrix(zeros: 1, 1), targets: Matrix(zeros: 1, 1)))

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
  func formGradient(
    _ gradient: Block, at product: Block, batch size: Int, indices: UnsafePointer<Int64>?, noise: Block?
  ) {
    precondition(
      gradient.rows == inputs && gradient.columns == outputs && product.count == gradient.count,
      "a gradient of \(gradient.rows) x \(gradient.columns) from \(inputs) inputs and \(outputs) outputs")
    guard product.lanes > 1 || inputs + outputs <= Block.sweptRows || outputs > 64 else {
      sweep(gradient, at: product, batch: size, indices: indices, noise: noise)
      return
    }
    var batch = batch(size, indices, noise)
    lanes_batch_gradient(&batch, product.base, gradient.base, Int32(product.lanes))
  }

  /// theta <- keep theta + scale A(g) theta with that g at W = W1 W2, for a theta that is not swept and at most
  /// `couplingLimit` outputs. theta is whole, of which the first `width` columns count in W; product and gradient are scratch.
  func descend(
    theta: Block, width: Int, scale: Double, keep: Double, product: Block, gradient: Block, batch size: Int,
    indices: UnsafePointer<Int64>?, noise: Block?
  ) {
    precondition(
      theta.isWhole && theta.rows == inputs + outputs && gradient.rows == inputs
        && gradient.columns == outputs
        && product.count == gradient.count && product.lanes == theta.lanes && !theta.isSwept
        && outputs <= theta.couplingLimit,
      "a step of a \(theta.rows) x \(theta.columns) theta from \(inputs) inputs and \(outputs) outputs")
    var batch = batch(size, indices, noise)
    lanes_batch_step(
      &batch, theta.base, width, theta.columns, scale, keep, product.base, gradient.base, Int32(theta.lanes))
  }

  private func batch(_ size: Int, _ indices: UnsafePointer<Int64>?, _ noise: Block?) -> lanes_batch {
    lanes_batch(
      samples: rows.reading.base, stride: rows.rows, inputs: inputs, outputs: outputs, size: size,
      indices: indices, noise: noise?.base, scale: 1 / Double(size))
  }

  /// The same for one large trajectory: every sample is read once.
  private func sweep(
    _ gradient: Block, at product: Block, batch size: Int, indices: UnsafePointer<Int64>?, noise: Block?
  ) {
    let samples = rows.reading.base
    var sweep = lanes_samples(
      inputs: samples, targets: samples + inputs, noise: noise?.base, indices: indices,
      input_stride: rows.rows, target_stride: rows.rows, input_count: inputs, output_count: outputs)
    _ = lanes_samples_gradient(&sweep, 0, size, product.base, gradient.base)
    gradient.scale(by: 1 / Double(size))
  }
}
