/// The shape of an image whose pixels are the inputs of a sample: channel after channel, in each row after row.
public struct ImageShape: Sendable, Hashable, CustomStringConvertible {
  public let channels: Int
  public let height: Int
  public let width: Int

  public init(channels: Int = 1, height: Int, width: Int) {
    precondition(
      channels > 0 && height > 0 && width > 0, "an image of \(channels) x \(height) x \(width) pixels")
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// The number of pixels, all channels together.
  public var pixels: Int { channels * height * width }

  public var description: String { "\(channels) x \(height) x \(width)" }
}

extension LabelledSamples {
  /// The same images in the middle of larger ones, with `value` around them. Of an odd number of new rows or columns the
  /// last one comes at the bottom or on the right.
  ///
  /// Pad before standardising, as torchvision's transforms do: the border then counts in the mean.
  public func padded(height: Int, width: Int, with value: Double = 0) -> LabelledSamples {
    guard let image else { preconditionFailure("\(name) has no images to pad") }
    precondition(
      height >= image.height && width >= image.width, "\(image) images do not fit into \(height) x \(width)")
    let shape = ImageShape(channels: image.channels, height: height, width: width)
    let top = (height - image.height) / 2
    let left = (width - image.width) / 2
    var padded = [Double](repeating: value, count: samples * shape.pixels)
    for plane in 0..<samples * image.channels {
      for row in 0..<image.height {
        let from = (plane * image.height + row) * image.width
        let to = (plane * height + top + row) * width + left
        for column in 0..<image.width { padded[to + column] = inputs[from + column] }
      }
    }
    return LabelledSamples(
      name: name, inputs: padded, inputCount: shape.pixels, answers: answers, image: shape,
      classNames: classNames)
  }
}
