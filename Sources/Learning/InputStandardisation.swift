/// Inputs moved and scaled to mean 0 and variance 1 (population, 1/n) over the samples it was fitted to.
///
///     z_ij = (x_ij - mean_j) / deviation_j
///
/// Fit it to the training part and apply it to both: means of test samples are not known when a network is trained. An
/// input that is constant in the training part, as the corners of images are, is moved and not scaled: it becomes 0 there.
public struct InputStandardisation: Sendable, Equatable {
  /// What shares a mean and a deviation.
  public enum Scope: String, Sendable, CaseIterable {
    /// Nothing: each input has its own.
    case input
    /// The pixels of a channel, as torchvision's `Normalize` does; all inputs where there are no images.
    case channel
    /// All inputs.
    case whole
  }

  /// One for each input.
  public let means: [Double]
  /// One for each input, all positive.
  public let deviations: [Double]

  public init(fitting samples: LabelledSamples, per scope: Scope) {
    precondition(samples.samples > 0, "nothing to fit a standardisation to")
    let width =
      switch scope {
      case .input: 1
      case .channel: samples.image.map { $0.height * $0.width } ?? samples.inputCount
      case .whole: samples.inputCount
      }
    let groups = samples.inputCount / width
    let count = Double(samples.samples * width)
    // A group's sums are taken sample by sample: memory is read in its order.
    func sums(_ term: (Int, Double) -> Double) -> [Double] {
      var sums = [Double](repeating: 0, count: groups)
      for sample in 0..<samples.samples {
        let row = sample * samples.inputCount
        for group in 0..<groups {
          var sum = 0.0
          for i in group * width..<(group + 1) * width { sum += term(group, samples.inputs[row + i]) }
          sums[group] += sum
        }
      }
      return sums
    }
    let centres = sums { $1 }.map { $0 / count }
    let spreads = sums { ($1 - centres[$0]) * ($1 - centres[$0]) }.map { ($0 / count).squareRoot() }
    var largest = [Double](repeating: 0, count: groups)
    for sample in 0..<samples.samples {
      for (i, x) in samples.row(sample).enumerated() { largest[i / width] = max(largest[i / width], abs(x)) }
    }
    means = (0..<samples.inputCount).map { centres[$0 / width] }
    // The mean of n equal numbers is wrong by n roundings at most.
    deviations = (0..<samples.inputCount).map {
      let spread = spreads[$0 / width]
      return spread > count * .ulpOfOne * largest[$0 / width] ? spread : 1
    }
  }

  /// The standardised samples; as many inputs as those it was fitted to.
  public func callAsFunction(_ samples: LabelledSamples) -> LabelledSamples {
    precondition(
      samples.inputCount == means.count, "\(samples.inputCount) inputs, standardised as \(means.count)")
    var inputs = samples.inputs
    for sample in 0..<samples.samples {
      let row = sample * means.count
      for i in means.indices { inputs[row + i] = (inputs[row + i] - means[i]) / deviations[i] }
    }
    return LabelledSamples(
      name: samples.name, inputs: inputs, inputCount: samples.inputCount, answers: samples.answers,
      image: samples.image, classNames: samples.classes == nil ? [] : samples.classNames)
  }
}
