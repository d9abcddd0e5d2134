/// One problem in a file that a user gave: where it is, what is wrong, and the cure.
///
///     runs.csv:3:6: error: "1.O" is not a number
///       0.5, 1.O, 2.0
///            ^
///       cure: write a number such as 0.25 or 2.5e-3
///
/// Lines and columns count from 1; a column counts characters, not bytes. Both are nil for a binary file, whose
/// messages name a byte instead.
public struct Diagnostic: Error, Sendable, Equatable {
  public var file: String
  public var line: Int?
  public var column: Int?
  public var message: String
  /// The cure, as a phrase: `did you mean "width"?`
  public var suggestion: String?
  /// The text of the line, shown with a caret under the column unless it is blank.
  public var sourceLine: String?

  public init(
    file: String, line: Int? = nil, column: Int? = nil, message: String, suggestion: String? = nil,
    sourceLine: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.suggestion = suggestion
    self.sourceLine = sourceLine
  }
}

extension Diagnostic: CustomStringConvertible {
  /// The problem as a user reads it, without a newline at the end.
  public var description: String {
    var place = file
    if let line {
      place += ":\(line)"
      if let column { place += ":\(column)" }
    }
    var rows = ["\(place): error: \(message)"]
    if let sourceLine, !sourceLine.allSatisfy(\.isWhitespace) {
      rows += excerpt(of: sourceLine, at: column).map { "  " + $0 }
    }
    if let suggestion { rows.append("  cure: " + suggestion) }
    return rows.joined(separator: "\n")
  }
}

/// The line and, under its column, a caret; a long line is cut to the neighbourhood of the column.
private func excerpt(of sourceLine: String, at column: Int?) -> [String] {
  let width = 100
  // A control character could move the cursor of a terminal; a tab keeps the caret aligned if both rows have it.
  let characters = sourceLine.map { character -> Character in
    let isControl = character.unicodeScalars.contains { $0.value < 32 || (127..<160).contains($0.value) }
    return isControl && character != "\t" ? "\u{FFFD}" : character
  }
  let caret = min(max((column ?? 1) - 1, 0), characters.count)
  let first = caret < width - 20 ? 0 : caret - width / 2
  let last = min(characters.count, first + width)
  let lead = first > 0 ? "..." : ""
  let shown = lead + String(characters[first..<last]) + (last < characters.count ? "..." : "")
  guard column != nil else { return [shown] }
  let padding = characters[first..<caret].map { $0 == "\t" ? "\t" : " " }.joined()
  return [shown, String(repeating: " ", count: lead.count) + padding + "^"]
}

/// A user's own text inside a message: in quotes, as `legible` has it.
public func quoted(_ text: some StringProtocol) -> String { "\"" + legible(text) + "\"" }

/// A text from a file as it may be shown: cut after 40 characters, and what could move the cursor of a terminal or change
/// its state is escaped.
func legible(_ text: some StringProtocol) -> String {
  let limit = 40
  let start = text.prefix(limit)
  let shown = start.endIndex < text.endIndex ? start + "..." : String(start)
  return printable(shown)
}

/// The same of any length.
func printable(_ text: String) -> String {
  func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 32 || (127..<160).contains(scalar.value)
  }
  guard text.unicodeScalars.contains(where: isControl) else { return text }
  return text.unicodeScalars.map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
}
