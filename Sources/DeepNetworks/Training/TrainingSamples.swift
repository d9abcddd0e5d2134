import Learning

/// Samples in the precision and the order of a network: images position after position.
public struct TrainingSamples<Element: NetworkElement>: Sendable {
  public let samples: Int
  public let inputCount: Int
  public let outputCount: Int
  private let inputs: NumberBuffer<Element>
  /// The class of each sample; empty for targets.
  let labels: [Int64]
  private let targets: NumberBuffer<Element>

  /// Traps if the inputs do not have the shape of the network's.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public init(_ data: LabelledSamples, for network: Network) {
    let shape = network.inputShape
    precondition(
      data.inputCount == shape.count, "\(data.inputCount) inputs for a network of \(shape.count)")
    precondition(
      data.outputCount == network.outputShape.count,
      "\(network.outputShape.count) outputs for \(data.outputCount) classes or targets")
    samples = data.samples
    inputCount = data.inputCount
    outputCount = data.outputCount
    labels = (data.labels ?? []).map(Int64.init)
    targets = NumberBuffer((data.targets ?? []).map { Element($0) })
    guard let image = data.image, image.channels > 1, shape.positions > 1 else {
      inputs = NumberBuffer(data.inputs.map { Element($0) })
      return
    }
    // Pixels come channel after channel; what flows is position after position, be it of pixels or of rows of them.
    let pixels = image.height * image.width
    inputs = NumberBuffer(
      (0..<data.inputs.count).map { place in
        let (sample, number) = place.quotientAndRemainder(dividingBy: shape.count)
        let (pixel, channel) = number.quotientAndRemainder(dividingBy: image.channels)
        return Element(data.inputs[sample * shape.count + channel * pixels + pixel])
      })
  }

  /// Copies the inputs of samples into rows, each entry times its factor where there are some.
  func gather(
    _ chosen: some Collection<Int>, factors: [Double] = [], into rows: UnsafeMutablePointer<Element>
  ) {
    inputs.withReading { inputs in
      var row = rows
      for sample in chosen {
        row.update(from: inputs + sample * inputCount, count: inputCount)
        row += inputCount
      }
    }
    for i in factors.indices { rows[i] *= Element(factors[i]) }
  }

  /// Copies their targets.
  func gatherTargets(_ chosen: some Collection<Int>, into rows: UnsafeMutablePointer<Element>) {
    targets.withReading { targets in
      var row = rows
      for sample in chosen {
        row.update(from: targets + sample * outputCount, count: outputCount)
        row += outputCount
      }
    }
  }
}
