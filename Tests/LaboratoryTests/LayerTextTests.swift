import DeepNetworks
import Learning
import Simulation
import Testing

@testable import Laboratory

/// The words of `--layers`: what they mean, and what is said of those that cannot be.
@Suite("rankfall train: the text of layers") struct LayerTextTests {
  /// Images of 8 x 8 with ten classes.
  private static let images = LabelledSamples(
    name: "images", inputs: [Double](repeating: 0.5, count: 10 * 64), inputCount: 64,
    answers: .labels(Array(0..<10), classes: 10), image: ImageShape(height: 8, width: 8))
  private static let numbers = LabelledSamples(
    name: "numbers", inputs: images.inputs, inputCount: 64, answers: images.answers)

  private static func architecture(
    _ text: String, on samples: LabelledSamples = images,
    _ change: (inout Architecture.Options) -> Void = { _ in }
  ) throws -> Architecture {
    var options = Architecture.Options(batchSize: 4)
    change(&options)
    return try Architecture(LayerText(text), for: samples, outputs: 10, options)
  }

  private static let meanings: [(text: String, written: String)] = [
    ("none", "10"),
    ("128-128", "128-relu-128-relu-10"),
    (" 128 - 64 ", "128-relu-64-relu-10"),
    ("conv16k4s4-conv32k2-64", "conv16k4s4-relu-conv32k2-relu-64-relu-10"),
    ("conv16p1k3s2", "conv16k3s2p1-relu-10"),
    ("64-bn-32", "64-bn-relu-32-relu-10"),
    ("64-residual(64-64)-32", "64-relu-residual(64-relu-64)-relu-32-relu-10"),
    ("64-residual(64-32|32)", "64-relu-residual(64-relu-32|32)-relu-10"),
    ("64-residual(64-bn-64-bn)", "64-relu-residual(64-bn-relu-64-bn)-relu-10"),
    ("64-residual(residual(64-64)-64)", "64-relu-residual(residual(64-relu-64)-relu-64)-relu-10"),
    ("conv4k3-residual(conv4k3p1-conv4k3p1)", "conv4k3-relu-residual(conv4k3p1-relu-conv4k3p1)-relu-10"),
    ("rows-positionwise16-residual(attention8)-64", "positionwise16-relu-residual(attention8)-64-relu-10"),
    ("positionwise4-attention3", "positionwise4-relu-attention3-10"),
    // One rectifier in the text, and it says them all.
    ("64-residual(bn-relu-64)", "64-residual(bn-relu-64)-10"),
    ("residual(64-relu-64)^2-relu", "residual(64-relu-64)^2-relu-10"),
  ]

  @Test("has rectifiers where they usually stand, or where it says", arguments: meanings.indices)
  func meaning(number: Int) throws {
    let (text, written) = Self.meanings[number]
    let found = try Self.architecture(text)
    #expect(found.written == written)
    // What is written out, without its head, is read as the same network.
    let rest = written == "10" ? "none" : String(written.dropLast(3))
    let prefix = text.hasPrefix("rows") ? "rows-" : ""
    // Without a rectifier in it the long form is not long.
    guard rest.contains("relu") || rest == "none" else { return }
    #expect(try Self.architecture(prefix + rest).network == found.network)
  }

  @Test("repeats, normalises and is linear as it is asked")
  func flags() throws {
    #expect(try Self.architecture("100^3").network == Self.architecture("100-100-100").network)
    #expect(
      try Self.architecture("conv8k3-residual(conv8k1-conv8k1|conv8k1)-32") { $0.isNormalized = true }.written
        == "conv8k3-bn-relu-residual(conv8k1-bn-relu-conv8k1-bn|conv8k1-bn)-relu-32-bn-relu-10")
    let linear = try Self.architecture("64-residual(64-64)") { $0.isLinear = true }
    #expect(linear.written == "64-residual(64^2)-10")
    #expect(linear.network.parameters.allSatisfy { $0.kind == .weight })
    let bare = try Self.architecture("conv8k3-32") { $0.hasBiases = false }
    #expect(bare.network.parameters.map(\.kind) == [.weight, .weight, .weight])
  }

  @Test("takes shapes from the data or from its first word")
  func shapes() throws {
    #expect(try Self.architecture("64").inputs == LayerShape(channels: 64))
    #expect(try Self.architecture("conv8k3").inputs == LayerShape(height: 8, width: 8, channels: 1))
    #expect(try Self.architecture("rows-attention4").inputs == LayerShape(height: 8, channels: 8))
    let colours = try Self.architecture("image4x4x4-conv8k3", on: Self.numbers)
    #expect(colours.inputs == LayerShape(height: 4, width: 4, channels: 4))
    #expect(colours.seen(Self.numbers).image == ImageShape(channels: 4, height: 4, width: 4))
    // 8 x 8, a border of 1, kernels of 3 x 3 every second pixel: 4 x 4 patches of 9; then 3 x 3 of 16 x 4.
    let weights = try Self.architecture("conv16k3s2p1-conv32k2-64").network.weights
    #expect(weights.map(\.uses) == [16, 9, 1, 1])
    #expect(weights.map { [$0.rows, $0.columns] } == [[16, 9], [32, 64], [64, 288], [10, 64]])
    #expect(weights.map { $0.layerKind?.label } == ["conv 3x3/2", "conv 2x2", "linear", "linear"])
    let roles = try Self.architecture("64-residual(64-32|32)-16").network
    #expect(
      roles.weights.indices.map { roles.role(of: $0) } == [
        .hidden, .hidden, .hidden, .shortcut, .hidden, .head,
      ])
    #expect(roles.hiddenWeights == [0, 1, 2, 4])
  }

  private static let mistaken: [(text: String, what: String, cure: String)] = [
    ("", "character 1: the end where a layer", "128-128"),
    ("128,64", "character 4: \",\" after \"128\"", "128-128"),
    ("128--64", "character 5: \"-\" where", "128-128"),
    ("0", "character 1: a layer without a width", "128-128"),
    ("70000", "character 1: a layer without a width", "128-128"),
    ("99999999999999999999", "character 1: a layer without a width", "128-128"),
    ("64-convo3k3", "character 4: no layer is called \"convo\"", "did you mean \"conv\"?"),
    ("residul(64)", "character 1: no layer is called", "did you mean \"residual\"?"),
    ("conv16", "without a kernel", "conv16k3"),
    ("conv16k3k3", "character 9: \"k\"", "conv16k3s2p1"),
    ("conv16k3s0", "character 9: \"s0\"", "conv16k3s2p1"),
    ("conv16k3p3", "patches of nothing", "smaller than the kernel"),
    ("conv16k9", "\"conv16k9\" at character 1: a kernel of 9 x 9 on 8 x 8 positions", "at most 8"),
    ("conv4k4s4-conv4k3", "\"conv4k3\" at character 11: a kernel of 3 x 3 on 2 x 2 positions", "at most 2"),
    ("conv16k12p1", "with a padding of 1", "at most 10"),
    ("64-conv16k3", "one position is left", "put it before"),
    ("64-attention8", "one position is left", "put it before"),
    (
      "residual(64-32)", "in 32 numbers and its shortcut, which they are added to, in 64",
      "residual(64-32|32)"
    ),
    ("64-residual(64-32|16)", "in 32 numbers", "both end alike"),
    ("conv4k3-residual(conv8k3p1)", "6 x 6 positions of 8", "shortcut of its own"),
    ("residual(64", "character 12: a residual block without its end", "residual(64-64|64)"),
    ("residual(64|)", "character 13: \")\" where a layer", "128-128"),
    ("residual", "residual without its layers", "residual(64-64)"),
    ("64)", "character 3: \")\" after \"64\"", "no residual( )"),
    ("64^0", "no number of times", "100^10"),
    ("64^300", "no number of times", "100^10"),
    ("residual(64^200)^2", "more than 256 layers", "leave some out"),
    (String(repeating: "residual(", count: 40), "deep", "at most 16"),
    ("64-rows", "\"rows\" at character 4", "begin with it"),
    ("image7x8-64", "56 numbers, and the data have 64 inputs", "height x width x channels"),
    ("image8-64", "an image of one size", "image28x28"),
    ("image4x4x4-64", "images already", "leave it out"),
    ("65536^3", "a network of", "2^30"),
  ]

  @Test("that cannot be is told with the place and a cure", arguments: mistaken.indices)
  func mistakes(number: Int) {
    let (text, what, cure) = Self.mistaken[number]
    #expect {
      try Self.architecture(text)
    } throws: { error in
      let told = "\(error)"
      return (error as? LaboratoryError)?.exitCode == 64 && told.contains(what) && told.contains(cure)
    }
  }

  @Test("does not go with flags that say it too, nor convolutions with numbers in a row")
  func contradictions() {
    func told(_ cure: String, _ body: () throws -> Architecture) {
      #expect { try body() } throws: { "\($0)".contains(cure) }
    }
    told("leave one out") { try Self.architecture("64-bn") { $0.isNormalized = true } }
    told("leave one of the two out") { try Self.architecture("64-relu") { $0.isLinear = true } }
    told("leave one of the two out") { try Self.architecture("64-bn") { $0.isLinear = true } }
    told("--batch 2 or more") { try Self.architecture("64-bn") { $0.batchSize = 1 } }
    told("image8x8") { try Self.architecture("64-conv8k3", on: Self.numbers) }
    // The patches of one image are enough for a variance.
    #expect(throws: Never.self) { try Self.architecture("conv8k3-bn") { $0.batchSize = 1 } }
  }

  @Test("of any letters is either told or a network that can be made")
  func anyText() {
    var random = RandomStream(seed: 11, for: .data)
    let letters = Array("0123456789-^()|ksp x")
    let pieces =
      Self.meanings.map { Array($0.text) } + ["conv", "residual(", "image", "rows-", ")"].map { Array($0) }
    var (made, refused) = (0, 0)
    for _ in 0..<4000 {
      var text: [Character] = []
      for _ in 0...random.index(below: 3) { text += pieces[random.index(below: pieces.count)] + ["-"] }
      text.removeLast()
      for _ in 0..<random.index(below: 4) {
        let place = random.index(below: text.count)
        if random.index(below: 2) == 0 {
          text[place] = letters[random.index(below: letters.count)]
        } else {
          text.remove(at: place)
        }
        if text.isEmpty { break }
      }
      do {
        let network = try Self.architecture(String(text)).network
        #expect(network.outputShape.count == 10)
        made += 1
      } catch {
        #expect(error is LaboratoryError)
        refused += 1
      }
    }
    #expect(made > 200 && refused > 200, "\(made) made, \(refused) refused")
  }
}
