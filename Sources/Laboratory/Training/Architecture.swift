import DeepNetworks
import Learning

/// The network that a text of layers and its flags mean for some samples: its layers with rectifiers and normalisations in
/// place and the head at the end, their shapes checked.
///
/// A text without `relu` has rectifiers where they usually stand: after every layer of weights and what normalises it, but in
/// a residual block after the sum and not before it, and none after attention. A text with `relu` says all of them.
struct Architecture {
  struct Options {
    var hasBiases = true
    /// Without rectifiers and biases.
    var isLinear = false
    /// Whether every layer of weights but the head is normalised.
    var isNormalized = false
    /// B
    var batchSize: Int
  }

  let inputs: LayerShape
  let layers: [Layer]
  /// The words between inputs and head as they were written.
  let words: [String]
  /// Whether these are widths alone.
  let isPerceptron: Bool
  /// What the text says of the inputs' pixels, or the data do; nil where they are numbers in a row.
  let image: ImageShape?

  /// - Parameter outputs: what the head has: one a class or one a target.
  init(
    _ text: LayerText, for samples: LabelledSamples, outputs: Int, _ options: Options
  ) throws(LaboratoryError) {
    let words = text.words
    func says(_ kind: LayerWord.Kind) -> Bool { words.contains { $0.mentions(kind) } }
    try Self.check(options, hasRectifier: says(.rectifier), hasNormalization: says(.normalization))
    let (shape, image, rest) = try Self.inputs(words, samples)
    var builder = ArchitectureBuilder(options, placesRectifiers: !says(.rectifier) && !options.isLinear)
    (layers, inputs) = (try builder.whole(rest, from: shape, outputs: outputs), shape)
    self.image = image
    self.words = rest.map(\.text)
    isPerceptron = words.allSatisfy { if case .linear = $0.kind { true } else { false } }
  }

  var network: Network { Network(inputs: inputs, layers: layers) }

  /// Such as 64-128-128-10, or 8x8x1-conv16k3-128-10.
  var summary: String {
    guard !isPerceptron else {
      return ([inputs.count] + network.weights.map(\.rows)).map(String.init).joined(separator: "-")
    }
    let start =
      inputs.positions > 1 ? "\(inputs.height)x\(inputs.width)x\(inputs.channels)" : "\(inputs.count)"
    let outputs = network.weights.last.map { ["\($0.rows)"] } ?? []
    return ([start] + [Self.joined(words)] + outputs).joined(separator: "-")
  }

  /// Samples with the shape of the images that the text says they are.
  func seen(_ samples: LabelledSamples) -> LabelledSamples {
    guard let image, samples.image == nil else { return samples }
    return LabelledSamples(
      name: samples.name, inputs: samples.inputs, inputCount: samples.inputCount, answers: samples.answers,
      image: image, classNames: samples.classes == nil ? [] : samples.classNames)
  }

  private static func check(
    _ options: Options, hasRectifier: Bool, hasNormalization: Bool
  ) throws(LaboratoryError) {
    guard !options.isLinear || !(options.isNormalized || hasNormalization) else {
      throw .unknown(
        "--linear with \(options.isNormalized ? "--batch-norm" : "bn in --layers")",
        cure: "leave one of the two out")
    }
    guard !options.isLinear || !hasRectifier else {
      throw .unknown("--linear with relu in --layers", cure: "leave one of the two out")
    }
    guard !options.isNormalized || !hasNormalization else {
      throw .unknown(
        "--batch-norm with bn in --layers",
        cure: "leave one out: the flag puts bn after every layer of weights, the text where it says")
    }
  }

  /// The shape of what comes in: an image where a word asks for positions, else all numbers in a row.
  private static func inputs(
    _ words: [LayerWord], _ samples: LabelledSamples
  ) throws(LaboratoryError) -> (LayerShape, ImageShape?, [LayerWord]) {
    guard words.contains(where: \.needsPositions) else {
      return (LayerShape(channels: samples.inputCount), nil, words)
    }
    var (image, rest, isRows) = (samples.image, words[...], false)
    while let word = rest.first {
      if case .image(let height, let width, let channels) = word.kind {
        let asked = ImageShape(channels: channels, height: height, width: width)
        guard asked.pixels == samples.inputCount else {
          throw word.fault(
            "\(asked.pixels) numbers, and the data have \(samples.inputCount) inputs",
            cure: "height x width x channels is the number of inputs")
        }
        guard samples.image == nil || samples.image == asked else {
          throw word.fault("the data are images already", cure: "leave it out")
        }
        image = asked
      } else if case .rows = word.kind {
        isRows = true
      } else {
        break
      }
      rest = rest.dropFirst()
    }
    guard let image else {
      let word = words.first { $0.needsPositions } ?? words[0]
      throw word.fault(
        "it works on the positions of an image, and the data have \(samples.inputCount) inputs in a row",
        cure:
          "begin --layers with their shape, such as image8x8 or image32x32x3, if they are pixels; an .npz has it in the shape of X"
      )
    }
    let shape =
      isRows
      ? LayerShape(height: image.height, channels: image.width * image.channels)
      : LayerShape(height: image.height, width: image.width, channels: image.channels)
    return (shape, image, Array(rest))
  }
}
