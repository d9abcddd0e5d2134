/// The text of an architecture, read but not yet held against any data.
///
///     text   = none | [image | rows -]... item - item ...
///     item   = word | word^times
///     word   = 128 | conv16k3s2p1 | positionwise32 | attention8 | bn | relu | residual(text) | residual(text|text)
///     image  = image28x28 | image32x32x3
///
/// What the words mean is said in Notes/layers.md.
struct LayerText {
  let words: [LayerWord]

  static let names = ["conv", "positionwise", "attention", "bn", "relu", "residual", "image", "rows"]
  static let example =
    "widths such as 128-128, and conv16k3s2p1, positionwise32, attention8, bn, relu, "
    + "residual(64-64) between them, joined by -; or none"
  /// More layers than these are taken for a mistake, as are blocks within blocks beyond a depth.
  static let mostLayers = 256
  static let mostDepth = 16
  static let widths = 1...65536

  private let characters: [Character]
  private var next = 0

  /// Throws what is wrong with the text, and where.
  init(_ text: String) throws(LaboratoryError) {
    characters = Array(text)
    guard text != "none" else {
      words = []
      return
    }
    var reader = LayerText(characters)
    words = try reader.chain(depth: 0, isWhole: true)
  }

  private init(_ characters: [Character]) {
    self.characters = characters
    words = []
  }

  private var current: Character? { next < characters.count ? characters[next] : nil }

  private mutating func skipBlanks() { while current == " " { next += 1 } }

  private func fault(_ message: String, at place: Int, cure: String = Self.example) -> LaboratoryError {
    .unknown("--layers \(legible(String(characters))) at character \(place + 1): \(message)", cure: cure)
  }

  /// Words with `-` between them, up to the end or what closes a block.
  private mutating func chain(depth: Int, isWhole: Bool) throws(LaboratoryError) -> [LayerWord] {
    guard depth <= Self.mostDepth else {
      throw fault("blocks in blocks, \(depth) deep", at: next, cure: "at most \(Self.mostDepth)")
    }
    var words: [LayerWord] = []
    while true {
      skipBlanks()
      words += try item(depth: depth, isFirst: isWhole && words.allSatisfy(Self.isShape))
      guard words.reduce(0, { $0 + $1.size }) <= Self.mostLayers else {
        throw fault("more than \(Self.mostLayers) layers", at: next - 1, cure: "leave some out")
      }
      skipBlanks()
      if current == "-" {
        next += 1
        continue
      }
      guard isWhole, let current else { return words }
      throw fault(
        "\(quoted(String(current))) after \(quoted(words.last?.text ?? ""))", at: next,
        cure: current == ")" || current == "|"
          ? "it closes or divides no residual( )" : "layers are joined by -: 128-128")
    }
  }

  private static func isShape(_ word: LayerWord) -> Bool {
    switch word.kind {
    case .image, .rows: true
    default: false
    }
  }

  /// A word, so often as `^times` says.
  private mutating func item(depth: Int, isFirst: Bool) throws(LaboratoryError) -> [LayerWord] {
    let word = try word(depth: depth)
    guard !Self.isShape(word) || isFirst else {
      throw word.fault("it says what the inputs are, and is not among the first words", cure: "begin with it")
    }
    var times = 1
    if current == "^" {
      next += 1
      let place = next
      guard let number = integer(), (1...Self.mostLayers).contains(number), !Self.isShape(word) else {
        throw fault("no number of times", at: place, cure: "how often, 1 to \(Self.mostLayers): 100^10")
      }
      times = number
    }
    return [LayerWord](repeating: word, count: times)
  }

  private mutating func word(depth: Int) throws(LaboratoryError) -> LayerWord {
    let start = next
    while let current, current.isLetter { next += 1 }
    let name = String(characters[start..<next])
    func made(_ kind: LayerWord.Kind) -> LayerWord {
      LayerWord(kind: kind, text: String(characters[start..<next]), place: start + 1)
    }
    switch name {
    case "":
      guard current?.isNumber == true else {
        let found = current.map { quoted(String($0)) } ?? "the end"
        throw fault("\(found) where a layer should be", at: next)
      }
      return made(.linear(try width("", at: start)))
    case "relu": return made(.rectifier)
    case "bn": return made(.normalization)
    case "rows": return made(.rows)
    case "positionwise": return made(.positionwise(try width(name, at: start)))
    case "attention": return made(.attention(try width(name, at: start)))
    case "conv": return made(try convolution(from: start))
    case "image": return made(try image(from: start))
    case "residual":
      let kind = try residual(from: start, depth: depth)
      return made(kind)
    default:
      throw fault(
        "no layer is called \(quoted(name))", at: start,
        cure: didYouMean(name, among: Self.names) ?? "there are \(Self.example)")
    }
  }

  private mutating func integer() -> Int? {
    let start = next
    while let current, current.isASCII, current.isNumber { next += 1 }
    return Int(String(characters[start..<next]))
  }

  private mutating func width(_ name: String, at start: Int) throws(LaboratoryError) -> Int {
    guard let number = integer(), Self.widths.contains(number) else {
      throw fault(
        "\(name.isEmpty ? "a layer" : name) without a width from 1 to \(Self.widths.upperBound)", at: start,
        cure: name.isEmpty ? "write hidden widths such as 128-128, or none" : "write \(name)32")
    }
    return number
  }

  /// What follows `conv`: channels, then k, s and p in any order.
  private mutating func convolution(from start: Int) throws(LaboratoryError) -> LayerWord.Kind {
    let channels = try width("conv", at: start)
    var sizes: [Character: Int] = [:]
    while let letter = current, letter.isLetter {
      let place = next
      next += 1
      guard "ksp".contains(letter), sizes[letter] == nil, let number = integer(),
        (letter == "p" ? 0 : 1)...1024 ~= number
      else {
        throw fault(
          "\(quoted(String(characters[place..<next]))) in a convolution", at: place,
          cure: "conv16k3s2p1: 16 channels, kernel 3 x 3, stride 2 (or 1), padding 1 (or 0)")
      }
      sizes[letter] = number
    }
    guard let kernel = sizes["k"] else {
      throw fault(
        "a convolution without a kernel", at: start,
        cure: "write conv\(channels)k3 for kernels of 3 x 3, or conv\(channels)k3s2p1 with stride and padding"
      )
    }
    let padding = sizes["p"] ?? 0
    guard padding < kernel else {
      throw fault(
        "a padding of \(padding) around kernels of \(kernel) x \(kernel): patches of nothing", at: start,
        cure: "a padding is smaller than the kernel")
    }
    return .convolution(channels: channels, kernel: kernel, stride: sizes["s"] ?? 1, padding: padding)
  }

  /// What follows `image`: height x width, and x channels.
  private mutating func image(from start: Int) throws(LaboratoryError) -> LayerWord.Kind {
    var sizes: [Int] = []
    repeat {
      if !sizes.isEmpty { next += 1 }
      guard let number = integer(), Self.widths.contains(number), sizes.count < 3 else {
        throw fault("no size of an image", at: start, cure: "write image28x28, or image32x32x3 with channels")
      }
      sizes.append(number)
    } while current == "x"
    guard sizes.count > 1 else {
      throw fault("an image of one size", at: start, cure: "write image28x28, or image32x32x3 with channels")
    }
    return .image(height: sizes[0], width: sizes[1], channels: sizes.count > 2 ? sizes[2] : 1)
  }

  /// What follows `residual`: layers in parentheses, and perhaps `|` and those of a shortcut.
  private mutating func residual(from start: Int, depth: Int) throws(LaboratoryError) -> LayerWord.Kind {
    let example = "write residual(64-64), or residual(64-64|64) with a shortcut after the bar"
    skipBlanks()
    guard current == "(" else { throw fault("residual without its layers", at: start, cure: example) }
    next += 1
    let body = try chain(depth: depth + 1, isWhole: false)
    var shortcut: [LayerWord] = []
    if current == "|" {
      next += 1
      shortcut = try chain(depth: depth + 1, isWhole: false)
    }
    guard current == ")" else {
      throw fault(
        current.map { "\(quoted(String($0))) in a residual block" } ?? "a residual block without its end",
        at: next,
        cure: example)
    }
    next += 1
    return .residual(body, shortcut: shortcut)
  }
}
