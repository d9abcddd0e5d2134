import Matrices

/// The weights of a convolution: filters x channels x height x width, the last index fastest, as PyTorch stores them.
public struct ConvolutionKernel: Sendable, Equatable {
  public let filters: Int
  public let channels: Int
  /// The sizes of a filter in space; two of them for images.
  public let extent: [Int]
  public let entries: [Double]

  public init(filters: Int, channels: Int, extent: [Int], entries: [Double]) {
    precondition(
      entries.count == filters * channels * extent.reduce(1, *),
      "\(entries.count) entries for \(filters) filters of \(channels) channels and extent \(extent)")
    self.filters = filters
    self.channels = channels
    self.extent = extent
    self.entries = entries
  }

  /// The matrix that multiplies patches: filters x (channels height width), a row a filter. Training a convolution is
  /// training this matrix, used once a patch.
  public var filterMatrix: Matrix {
    let inputs = filters == 0 ? 0 : entries.count / filters
    return Matrix(filters, inputs) { entries[$0 * inputs + $1] }
  }
}

/// The patches that a convolution sees.
public enum ImagePatches {
  /// A row a patch, patches x (channels height width), in the order of `ConvolutionKernel.filterMatrix`: for an image
  /// channels x height x width, the last index fastest, with no border.
  public static func matrix(
    of image: [Double], channels: Int, height: Int, width: Int, kernel: (height: Int, width: Int),
    stride: Int = 1
  ) -> Matrix {
    precondition(
      image.count == channels * height * width && kernel.height <= height && kernel.width <= width
        && stride > 0,
      "no patches of \(kernel) in \(channels) x \(height) x \(width)")
    let across = (width - kernel.width) / stride + 1
    let down = (height - kernel.height) / stride + 1
    return Matrix(across * down, channels * kernel.height * kernel.width) { patch, entry in
      let (channel, place) = entry.quotientAndRemainder(dividingBy: kernel.height * kernel.width)
      let row = patch / across * stride + place / kernel.width
      let column = patch % across * stride + place % kernel.width
      return image[(channel * height + row) * width + column]
    }
  }
}
