/// Where something stands in a source text: line and column from 1.
public struct Place: Sendable {
  public let source: SourceText
  public let line: Int
  public let column: Int

  public func diagnostic(_ message: String, cure: String? = nil) -> Diagnostic {
    source.diagnostic(message, line: line, column: column, cure: cure)
  }
}

/// A YAML document in which every key and every value knows its place. Scalars are kept as they were written.
public struct YAMLNode: Sendable {
  public indirect enum Content: Sendable {
    /// The raw text, and whether it stood in quotes.
    case scalar(String, quoted: Bool)
    case sequence([YAMLNode])
    case mapping([Pair])
  }

  /// A key with its value.
  public struct Pair: Sendable {
    public let key: String
    public let keyPlace: Place
    public var value: YAMLNode
  }

  public var content: Content
  public let place: Place

  /// What it is, for a message.
  var kind: String {
    switch content {
    case .scalar(let text, _): isEmpty ? "nothing" : quoted(text)
    case .sequence: "a list"
    case .mapping: "a section of keys"
    }
  }

  /// Nothing written, `~` or `null`.
  var isEmpty: Bool {
    if case .scalar(let text, false) = content {
      ["", "~", "null", "Null", "NULL"].contains(text)
    } else {
      false
    }
  }
}
