/// A value as Python writes it, as far as the header of an .npy file needs it.
indirect enum PythonLiteral: Equatable {
  case string(String)
  case boolean(Bool)
  case integer(Int)
  /// A tuple or a list.
  case sequence([PythonLiteral])
  case dictionary([String: PythonLiteral])

  /// Nil if the text is not one such value, with nothing but white space after it.
  init?(_ text: String) {
    var scanner = Scanner(rest: Array(text)[...])
    guard let value = scanner.value(depth: 0) else { return nil }
    scanner.skipSpace()
    guard scanner.rest.isEmpty else { return nil }
    self = value
  }

  private struct Scanner {
    var rest: ArraySlice<Character>

    mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }

    mutating func accept(_ character: Character) -> Bool {
      skipSpace()
      guard rest.first == character else { return false }
      rest.removeFirst()
      return true
    }

    mutating func value(depth: Int) -> PythonLiteral? {
      skipSpace()
      guard depth < 8, let first = rest.first else { return nil }
      switch first {
      case "'", "\"": return string().map(PythonLiteral.string)
      case "(": return items(until: ")", depth: depth).map(PythonLiteral.sequence)
      case "[": return items(until: "]", depth: depth).map(PythonLiteral.sequence)
      case "{": return dictionary(depth: depth)
      default: return word()
      }
    }

    private mutating func string() -> String? {
      let quote = rest.removeFirst()
      guard let end = rest.firstIndex(of: quote) else { return nil }
      defer { rest = rest[(end + 1)...] }
      return String(rest[..<end])
    }

    private mutating func items(until end: Character, depth: Int) -> [PythonLiteral]? {
      rest.removeFirst()
      var items: [PythonLiteral] = []
      while !accept(end) {
        guard let item = value(depth: depth + 1) else { return nil }
        items.append(item)
        if !accept(",") { return accept(end) ? items : nil }
      }
      return items
    }

    private mutating func dictionary(depth: Int) -> PythonLiteral? {
      rest.removeFirst()
      var items: [String: PythonLiteral] = [:]
      while !accept("}") {
        guard case .string(let key) = value(depth: depth + 1), accept(":"), let item = value(depth: depth + 1)
        else { return nil }
        items[key] = item
        if !accept(",") { return accept("}") ? .dictionary(items) : nil }
      }
      return .dictionary(items)
    }

    /// True, False, or an integer; Python 2 wrote a long one with an L.
    private mutating func word() -> PythonLiteral? {
      let letters = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
      rest = rest.dropFirst(letters.count)
      switch String(letters) {
      case "True": return .boolean(true)
      case "False": return .boolean(false)
      case let digits:
        return Int(digits.last == "L" ? String(digits.dropLast()) : digits).map(PythonLiteral.integer)
      }
    }
  }
}
