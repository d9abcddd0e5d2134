extension YAMLNode {
  /// The same document with one value replaced or added; sections on the way are made where they are missing.
  func setting(_ override: Override) throws(DiagnosticError) -> YAMLNode {
    let written = override.source.text
    let prefix = written.prefix { $0 != "=" }.count + 1
    let shifted = String(repeating: " ", count: prefix) + override.value
    var value = YAMLNode(
      content: .scalar("", quoted: false), place: Place(source: override.source, line: 1, column: 1))
    if override.value.contains(where: { $0 != " " }) {
      value = try YAMLNode(parsing: SourceText(shifted, file: "--set")).moved(to: override.source)
    }
    return setting(override.key[...], to: value, at: Place(source: override.source, line: 1, column: 1))
  }

  /// The same node with the value under a path of keys replaced or added.
  func setting(_ key: ArraySlice<String>, to value: YAMLNode, at place: Place) -> YAMLNode {
    guard let first = key.first else { return value }
    var pairs: [Pair] = []
    if case .mapping(let existing) = content { pairs = existing }
    if let index = pairs.firstIndex(where: { $0.key == first }) {
      pairs[index].value = pairs[index].value.setting(key.dropFirst(), to: value, at: place)
    } else {
      let empty = YAMLNode(content: .mapping([]), place: place)
      pairs.append(
        Pair(key: first, keyPlace: place, value: empty.setting(key.dropFirst(), to: value, at: place)))
    }
    return YAMLNode(content: .mapping(pairs), place: self.place)
  }

  /// The same node, as if it stood at the same line and column of another text.
  private func moved(to source: SourceText) -> YAMLNode {
    let place = Place(source: source, line: place.line, column: place.column)
    switch content {
    case .scalar: return YAMLNode(content: content, place: place)
    case .sequence(let items):
      return YAMLNode(content: .sequence(items.map { $0.moved(to: source) }), place: place)
    case .mapping(let pairs):
      return YAMLNode(
        content: .mapping(
          pairs.map { pair in
            let keyPlace = Place(source: source, line: pair.keyPlace.line, column: pair.keyPlace.column)
            return Pair(key: pair.key, keyPlace: keyPlace, value: pair.value.moved(to: source))
          }), place: place)
    }
  }
}
