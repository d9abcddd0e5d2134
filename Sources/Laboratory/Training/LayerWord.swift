/// One word of an architecture's text, such as `conv16k3`, and where it stands.
struct LayerWord: Equatable {
  indirect enum Kind: Equatable {
    /// The inputs as an image.
    case image(height: Int, width: Int, channels: Int)
    /// The rows of an image as the positions of a sequence.
    case rows
    case linear(Int)
    case positionwise(Int)
    case convolution(channels: Int, kernel: Int, stride: Int, padding: Int)
    case attention(Int)
    case rectifier
    case normalization
    case residual([LayerWord], shortcut: [LayerWord])
  }

  let kind: Kind
  /// As it was written.
  let text: String
  /// The character at which it begins, from 1 on.
  let place: Int

  /// Layers, those inside of it counted.
  var size: Int {
    guard case .residual(let body, let shortcut) = kind else { return 1 }
    return (body + shortcut).reduce(1) { $0 + $1.size }
  }

  /// Whether it asks for positions: pixels of an image or tokens.
  var needsPositions: Bool {
    switch kind {
    case .image, .rows, .positionwise, .convolution, .attention: true
    case .residual(let body, let shortcut): (body + shortcut).contains { $0.needsPositions }
    case .linear, .rectifier, .normalization: false
    }
  }

  /// Whether it is one of a kind or has one inside.
  func mentions(_ wanted: Kind) -> Bool {
    if case .residual(let body, let shortcut) = kind {
      return (body + shortcut).contains { $0.mentions(wanted) }
    }
    return kind == wanted
  }

  /// What is wrong with it.
  func fault(_ message: String, cure: String) -> LaboratoryError {
    .unknown("--layers, \(quoted(text)) at character \(place): \(message)", cure: cure)
  }
}
