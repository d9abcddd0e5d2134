/// A layer of a network, as plain data.
///
/// What flows between layers is, for every sample, `positions` rows of `channels` numbers: pixels of an image, tokens of a
/// sequence, or one row for plain vectors.
public indirect enum Layer: Sendable, Equatable {
  /// y = W x + b, on all of a sample's numbers in a row.
  case linear(outputs: Int, biases: Bool = true)
  /// The same on every position for itself.
  case positionwise(outputs: Int, biases: Bool = true)
  /// W times the patch around each position: W is channels x (c_in k^2), its columns channel after channel, in each row after
  /// row, as `kernel.view(c_out, -1)` has them in PyTorch. Outside of the image there are zeros.
  case convolution(channels: Int, kernel: Int, stride: Int = 1, padding: Int = 0, biases: Bool = true)
  /// max(x, 0)
  case rectifier
  /// Every channel shifted and scaled to mean 0 and variance 1 over the positions of the batch; with `affine`, scaled and
  /// shifted again by numbers that are learnt. An epsilon of 0 is allowed; a channel without variance then becomes 0.
  case batchNormalization(epsilon: Double = 1e-5, affine: Bool = true)
  /// softmax(Q K^T / sqrt(size)) V over the positions of a sample, Q = X W_Q^T and K alike with `size` columns, V = X W_V^T with
  /// as many as X.
  case attention(size: Int)
  /// x + f(x), f being layers whose output has the shape of x; or s(x) + f(x) with layers s as a shortcut.
  case residual([Layer], shortcut: [Layer] = [])
}

/// The shape of what flows between layers, for one sample.
public struct LayerShape: Sendable, Equatable {
  public let height: Int
  public let width: Int
  public let channels: Int

  public init(height: Int = 1, width: Int = 1, channels: Int) {
    precondition(
      height > 0 && width > 0 && channels > 0, "a shape of \(height) x \(width) x \(channels)")
    self.height = height
    self.width = width
    self.channels = channels
  }

  public var positions: Int { height * width }
  /// Numbers a sample.
  public var count: Int { positions * channels }
}
