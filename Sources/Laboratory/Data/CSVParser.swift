/// Turns rows of cells into a table of numbers, and collects what is wrong on the way.
struct CSVParser {
  private let source: SourceText
  private let delimiter: CSVDelimiter
  private var names: [String] = []
  private var header: CSVTable.Header?
  private var columns: [[Double]] = []
  private var problems: [Diagnostic] = []

  /// Reading stops beyond so many problems: each holds its line, and a large table may be wrong in every cell.
  private static let mostProblems = 200

  init(_ source: SourceText) {
    self.source = source
    delimiter = CSVDelimiter.detect(in: source)
  }

  mutating func table() throws(DiagnosticError) -> CSVTable {
    do {
      try readRows()
    } catch {
      problems += error.diagnostics
    }
    guard problems.isEmpty else { throw .badContent(problems) }
    return CSVTable(file: source.file, names: names, columns: columns, header: header)
  }

  private mutating func readRows() throws(DiagnosticError) {
    var reader = CSVRecordReader(source, delimiter: delimiter)
    guard let first = try reader.next() else {
      let reason = source.bytes.isEmpty ? "the file is empty" : "the file has comments and blank lines only"
      throw .badContent(
        source.diagnostic(reason, line: 1, column: 1, cure: "write one row of numbers a sample"))
    }
    var rowCount = 0
    columns = [[Double]](repeating: [], count: first.count)
    if isHeader(first) {
      readHeader(first)
    } else {
      names = first.indices.map { "column \($0 + 1)" }
      readRow(first)
      rowCount += 1
    }
    while problems.count < Self.mostProblems, let row = try reader.next() {
      if rowCount > 0, let blank = reader.blankLine {
        problems.append(
          source.diagnostic(
            "a blank line between two rows", atByte: blank,
            cure: "delete it, or write the row that is missing"))
      }
      readRow(row)
      rowCount += 1
    }
    if let header, rowCount == 0 {
      problems.append(
        source.diagnostic("a header and no rows", line: header.line, column: 1, cure: "add a row of numbers"))
    }
  }

  /// A first row that is mostly words; one with fewer words than numbers is a row with wrong cells.
  private func isHeader(_ row: [CSVCell]) -> Bool {
    let words = row.count { CSVValue($0.text) == .word }
    let numbers = row.count { if case .number = CSVValue($0.text) { true } else { false } }
    return words > 0 && words >= numbers
  }

  private mutating func readHeader(_ row: [CSVCell]) {
    let line = row.first.map { source.position(ofByte: $0.offset).line } ?? 1
    header = CSVTable.Header(line: line, text: source.line(line) ?? "")
    var numbers: [String: Int] = [:]
    for (number, cell) in row.enumerated() {
      if cell.text.isEmpty {
        report("column \(number + 1) has no name", at: cell, cure: "name it, or delete the header")
      } else if !cell.isQuoted, case .number = CSVValue(cell.text) {
        report(
          "the number \(legible(cell.text)) stands in a header", at: cell,
          cure: "if it is a name, put it in quotes; if this is a row, make every cell a number")
      } else if let twin = numbers[cell.text] {
        report(
          "columns \(twin + 1) and \(number + 1) are both called \(quoted(cell.text))", at: cell,
          cure: "rename one of them")
      }
      names.append(cell.text)
      if numbers[cell.text] == nil { numbers[cell.text] = number }
    }
  }

  private mutating func readRow(_ row: [CSVCell]) {
    guard row.count == columns.count else {
      reportRagged(row)
      return
    }
    for (column, cell) in row.enumerated() {
      let value = CSVValue(cell.text)
      if case .number(let number) = value {
        columns[column].append(number)
      } else if let complaint = value.complaint(about: cell.text) {
        report(complaint.message, at: cell, cure: complaint.cure)
      }
    }
  }

  /// Points at the first cell too many, or at the last cell of a row with too few.
  private mutating func reportRagged(_ row: [CSVCell]) {
    guard let last = row.last else { return }
    let cell = row.count > columns.count ? row[columns.count] : last
    let cure =
      if cell.text.hasPrefix("#") {
        "a comment needs a line of its own"
      } else if delimiter == .comma, row.count >= 2 * columns.count {
        "if commas stand for decimal points, write points"
      } else if row.count > columns.count, last.text.isEmpty {
        "delete the delimiter at the end of the row"
      } else {
        "give every row as many cells as the \(header == nil ? "first row" : "header")"
      }
    report(
      "expected \(columns.count) cell\(columns.count == 1 ? "" : "s"), got \(row.count)", at: cell, cure: cure
    )
  }

  private mutating func report(_ message: String, at cell: CSVCell, cure: String) {
    guard problems.count < Self.mostProblems else { return }
    problems.append(source.diagnostic(message, atByte: cell.offset, cure: cure))
  }
}
