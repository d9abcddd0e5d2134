import DeepNetworks

extension Architecture {
  /// All layers, head and rectifiers included, in words that `--layers` reads: what `64-64` stands for.
  var written: String { Self.written(layers) }

  static func written(_ layers: [Layer]) -> String {
    joined(layers.map(word))
  }

  /// With `-` between them, and `word^times` for what comes several times in a row.
  static func joined(_ words: [String]) -> String {
    var groups: [(word: String, times: Int)] = []
    for word in words {
      if let last = groups.last, last.word == word {
        groups[groups.count - 1].times += 1
      } else {
        groups.append((word, 1))
      }
    }
    return groups.map { $0.times > 1 ? "\($0.word)^\($0.times)" : $0.word }.joined(separator: "-")
  }

  private static func word(_ layer: Layer) -> String {
    switch layer {
    case .linear(let outputs, _): "\(outputs)"
    case .positionwise(let outputs, _): "positionwise\(outputs)"
    case .convolution(let channels, let kernel, let stride, let padding, _):
      "conv\(channels)k\(kernel)" + (stride == 1 ? "" : "s\(stride)") + (padding == 0 ? "" : "p\(padding)")
    case .rectifier: "relu"
    case .batchNormalization: "bn"
    case .attention(let size): "attention\(size)"
    case .residual(let body, let shortcut):
      "residual(" + written(body) + (shortcut.isEmpty ? "" : "|" + written(shortcut)) + ")"
    }
  }
}
