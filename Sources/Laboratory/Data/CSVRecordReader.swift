/// A cell of a table: its text, without the quotes and the white space around it.
struct CSVCell {
  let text: String
  let isQuoted: Bool
  /// The byte where the cell begins.
  let offset: Int
}

/// Splits a text into rows of cells, by RFC 4180.
///
/// A cell in quotes may hold delimiters, line ends and doubled quotes. Lines that begin with # are comments.
struct CSVRecordReader {
  let source: SourceText
  let delimiter: CSVDelimiter
  private var offset = 0
  /// A blank line between the last row and the one before, if there was one.
  private(set) var blankLine: Int?

  init(_ source: SourceText, delimiter: CSVDelimiter) {
    self.source = source
    self.delimiter = delimiter
  }

  /// The next row, or nil at the end; throws for quotes that do not match.
  mutating func next() throws(DiagnosticError) -> [CSVCell]? {
    guard skipToRow() else { return nil }
    var cells: [CSVCell] = []
    while true {
      skipPadding()
      if delimiter == .whitespace, isAtEndOfLine { break }
      cells.append(peek == .quote ? try quotedCell() : plainCell())
      skipPadding()
      if isAtEndOfLine { break }
      if delimiter != .whitespace { offset += 1 }
    }
    skipLineEnd()
    return cells
  }

  private mutating func plainCell() -> CSVCell {
    let start = offset
    var end = offset
    while let byte = peek, !isAtEndOfLine, !isDelimiter(byte) {
      offset += 1
      if byte != .space && byte != .tab { end = offset }
    }
    return CSVCell(
      text: String(decoding: source.bytes[start..<end], as: UTF8.self), isQuoted: false, offset: start)
  }

  private mutating func quotedCell() throws(DiagnosticError) -> CSVCell {
    let start = offset
    var content: [UInt8] = []
    offset += 1
    while true {
      guard let byte = peek else {
        throw .badContent(
          source.diagnostic(
            "this quote is never closed", atByte: start, cure: "close it; a quote inside a cell is doubled"))
      }
      offset += 1
      if byte == .quote {
        guard peek == .quote else { break }
        offset += 1
      }
      content.append(byte)
    }
    let end = offset
    skipPadding()
    guard isAtEndOfLine || peek.map(isDelimiter) ?? true || delimiter == .whitespace && offset > end else {
      throw .badContent(
        source.diagnostic(
          "text after a closing quote", atByte: offset,
          cure: "a quote inside a cell is doubled: \"a \"\"b\"\" c\""))
    }
    return CSVCell(text: String(decoding: content, as: UTF8.self), isQuoted: true, offset: start)
  }

  /// Passes blank lines and comments; false at the end of the text.
  private mutating func skipToRow() -> Bool {
    blankLine = nil
    while offset < source.bytes.count {
      let start = offset
      while peek == .space || peek == .tab { offset += 1 }
      if peek == UInt8(ascii: "#") {
        while !isAtEndOfLine { offset += 1 }
      } else if isAtEndOfLine {
        blankLine = blankLine ?? start
      } else {
        offset = start
        return true
      }
      skipLineEnd()
    }
    return false
  }

  private var peek: UInt8? { offset < source.bytes.count ? source.bytes[offset] : nil }

  private var isAtEndOfLine: Bool { peek == nil || peek == .lineFeed || peek == .carriageReturn }

  private func isDelimiter(_ byte: UInt8) -> Bool {
    delimiter == .whitespace ? byte == .space || byte == .tab : byte == delimiter.byte
  }

  private mutating func skipPadding() {
    while peek == .space || peek == .tab && delimiter != .tab { offset += 1 }
  }

  private mutating func skipLineEnd() {
    if peek == .carriageReturn { offset += 1 }
    if peek == .lineFeed { offset += 1 }
  }
}
