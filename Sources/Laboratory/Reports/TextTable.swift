import Foundation

/// Rows of text in aligned columns.
public struct TextTable: Sendable {
  public enum Alignment: Sendable { case left, right }

  /// One cell: its text, in which nothing can move the cursor of a terminal, and the colour it has there.
  public struct Cell: Sendable, ExpressibleByStringLiteral {
    let text: String
    let tint: Tint?

    public init(_ text: String, _ tint: Tint? = nil) {
      self.text = printable(text)
      self.tint = tint
    }

    public init(stringLiteral text: String) { self.init(text) }
  }

  let header: [String]
  let alignments: [Alignment]
  private var rows: [[Cell]] = []
  private var notes: [Int: String] = [:]

  public init(_ columns: [(String, Alignment)]) {
    header = columns.map(\.0)
    alignments = columns.map(\.1)
  }

  /// Adds a row, and a note that stands below it.
  public mutating func add(_ row: [Cell], note: String? = nil) {
    precondition(row.count == header.count, "\(row.count) cells in a table of \(header.count) columns")
    if let note { notes[rows.count] = note }
    rows.append(row)
  }

  public func written(_ style: TerminalStyle) -> String {
    let widths = header.indices.map { column in
      rows.reduce(header[column].count) { max($0, $1[column].text.count) }
    }
    var lines = [line(header.map { Cell($0, .faint) }, widths, style)]
    for (index, row) in rows.enumerated() {
      lines.append(line(row, widths, style))
      if let note = notes[index] { lines.append("    " + style.tinted(note, .faint)) }
    }
    return lines.joined(separator: "\n")
  }

  private func line(_ row: [Cell], _ widths: [Int], _ style: TerminalStyle) -> String {
    let cells = row.indices.map { column in
      let padding = String(repeating: " ", count: widths[column] - row[column].text.count)
      let text = row[column].tint.map { style.tinted(row[column].text, $0) } ?? row[column].text
      if alignments[column] == .right { return padding + text }
      return column == row.count - 1 ? text : text + padding
    }
    return cells.joined(separator: "  ")
  }
}

/// A colour for a meaning.
public enum Tint: String, Sendable {
  case good = "32"
  case bad = "31;1"
  case unsure = "33"
  case faint = "2"
  case strong = "1"
}

/// Whether text may have colours.
public struct TerminalStyle: Sendable {
  public let hasColor: Bool

  public init(hasColor: Bool) { self.hasColor = hasColor }

  /// Colours on a terminal, unless NO_COLOR is set or they are not wanted.
  public static func standardOutput(
    wanted: Bool = true, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> TerminalStyle {
    let refused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    return TerminalStyle(hasColor: wanted && !refused && isatty(1) == 1)
  }

  public func tinted(_ text: String, _ tint: Tint) -> String {
    hasColor ? "\u{1B}[\(tint.rawValue)m\(text)\u{1B}[0m" : text
  }
}
