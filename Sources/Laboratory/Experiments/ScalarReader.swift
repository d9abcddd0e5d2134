/// Reads the raw text of a scalar by the type that its field asks for; YAML's own guesses are never used.
enum ScalarReader {
  /// Why a text is not what was asked for, and the cure.
  struct Refusal: Error {
    let message: String
    let cure: String
  }

  /// Decimal numbers: 1, -0.5, .5, 1e-3; no hexadecimal, no infinities, no NaN, no separators.
  static func number(_ text: String, isQuoted: Bool, in range: NumberRange) throws(Refusal) -> Double {
    guard isDecimal(text), let value = Double(text) else {
      throw refusal(of: text, isQuoted: isQuoted, wanted: range.words, example: "0.001")
    }
    guard !isQuoted else {
      throw Refusal(message: "\(quoted(text)) in quotation marks is text", cure: "remove the quotation marks")
    }
    guard value.isFinite else {
      throw Refusal(message: "\(text) is beyond the largest double", cure: "write a smaller number")
    }
    guard range.contains(value) else {
      throw Refusal(message: "\(text) is not \(range.words)", cure: "write \(range.words)")
    }
    return value
  }

  /// Whole numbers in decimal digits; 1e3 and 1000.0 are not.
  static func integer(_ text: String, isQuoted: Bool, in range: ClosedRange<Int>) throws(Refusal) -> Int {
    let wanted = FieldKind.integer(range).words
    let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }) else {
      if isDecimal(text), let value = Double(text), value == value.rounded(), abs(value) < 1e15 {
        throw Refusal(message: "\(text) is not written as a whole number", cure: "write \(Int64(value))")
      }
      throw refusal(of: text, isQuoted: isQuoted, wanted: wanted, example: "\(max(range.lowerBound, 1))")
    }
    guard !isQuoted else {
      throw Refusal(message: "\(quoted(text)) in quotation marks is text", cure: "remove the quotation marks")
    }
    guard let value = Int(text), range.contains(value) else {
      throw Refusal(message: "\(text) is not \(wanted)", cure: "write \(wanted)")
    }
    return value
  }

  static func boolean(_ text: String, isQuoted: Bool) throws(Refusal) -> Bool {
    if !isQuoted, text == "true" { return true }
    if !isQuoted, text == "false" { return false }
    let meant = ["yes", "on", "true", "y", "1"].contains(text.lowercased())
    throw Refusal(message: "\(quoted(text)) is not true or false", cure: "write \(meant ? "true" : "false")")
  }

  static func choice(_ text: String, among words: [String]) throws(Refusal) -> String {
    if words.contains(text) { return text }
    let all = FieldKind.choice(words).words
    throw Refusal(
      message: "\(quoted(text)) is not one of \(words.joined(separator: ", "))",
      cure: didYouMean(text, among: words) ?? "write \(all)")
  }

  private static func isDecimal(_ text: String) -> Bool {
    text.contains { ("0"..."9").contains($0) } && text.allSatisfy { "0123456789+-.eE".contains($0) }
  }

  private static func refusal(of text: String, isQuoted: Bool, wanted: String, example: String) -> Refusal {
    let lower = text.lowercased().drop { $0 == "-" || $0 == "+" || $0 == "." }
    if lower.hasPrefix("inf") || lower == "nan" {
      return Refusal(message: "\(quoted(text)) is not a finite number", cure: "write \(wanted)")
    }
    if lower.hasPrefix("0x") || lower.hasPrefix("0o") || lower.hasPrefix("0b") {
      return Refusal(message: "\(quoted(text)) is not in decimal digits", cure: "write it in decimal digits")
    }
    if text.contains("_") || text.contains(",") {
      let plain = text.filter { $0 != "_" }
      let cure =
        isDecimal(plain) ? "write \(plain)" : "write a point for the decimals and nothing between thousands"
      return Refusal(message: "\(quoted(text)) is not a number", cure: cure)
    }
    return Refusal(message: "\(quoted(text)) is not \(wanted)", cure: "write \(wanted), such as \(example)")
  }
}
