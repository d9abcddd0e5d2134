import Matrices

/// A table of numbers in a text file: named columns of equal length.
///
/// Comma, semicolon, tab or white space between the cells and the presence of a header are found out from the
/// text; quotes are those of RFC 4180, lines that begin with # are comments, and a byte order mark, CRLF and blank
/// lines before and after the rows are passed over. Every cell must be a finite number.
public struct CSVTable: Sendable, Equatable {
  public let file: String
  /// The names in the header, or "column 1", "column 2", ... without one.
  public let names: [String]
  /// The columns, each from the first row to the last.
  public let columns: [[Double]]
  /// The line of the header and its text; nil if there is none.
  let header: Header?

  struct Header: Sendable, Equatable {
    let line: Int
    let text: String
  }

  public var rowCount: Int { columns.first?.count ?? 0 }
  public var hasHeader: Bool { header != nil }

  /// The table in a file; throws its problems at once, up to two hundred of them, with exit code 66 if the file cannot be
  /// read, else 65.
  public init(contentsOf path: String) throws(DiagnosticError) {
    try self.init(parsing: try SourceText(contentsOf: path))
  }

  /// The table in a text; throws its problems at once, up to two hundred of them, with exit code 65.
  public init(parsing source: SourceText) throws(DiagnosticError) {
    var parser = CSVParser(source)
    self = try parser.table()
  }

  init(file: String, names: [String], columns: [[Double]], header: Header?) {
    self.file = file
    self.names = names
    self.columns = columns
    self.header = header
  }
}

/// A column of a table, by its name or by its number, from 1.
public enum ColumnSelector: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case name(String)
  case number(Int)

  public init(stringLiteral name: String) { self = .name(name) }
  public init(integerLiteral number: Int) { self = .number(number) }
}

extension CSVTable {
  /// Where a column stands in `columns`, from 0. Throws if there is none, and says which there are.
  public func index(of selector: ColumnSelector) throws(DiagnosticError) -> Int {
    switch selector {
    case .name(let name):
      if let index = names.firstIndex(of: name) { return index }
      let cure =
        didYouMean(name, among: names) ?? "name a column, or give its number from 1 to \(names.count)"
      throw .badContent(
        problem(
          hasHeader
            ? "no column is called \(quoted(name)); the columns are \(listed(names))"
            : "no column is called \(quoted(name)): the file has no header", cure: cure))
    case .number(let number):
      if columns.indices.contains(number - 1) { return number - 1 }
      throw .badContent(
        problem(
          "there is no column \(number): the file has \(columns.count)",
          cure: "columns count from 1 to \(columns.count)"))
    }
  }

  public func column(_ selector: ColumnSelector) throws(DiagnosticError) -> [Double] {
    columns[try index(of: selector)]
  }

  /// The chosen columns, in the order given, as a matrix with a row for each row of the table.
  public func matrix(of selectors: [ColumnSelector]) throws(DiagnosticError) -> Matrix {
    var entries: [Double] = []
    for selector in selectors { entries += try column(selector) }
    return Matrix(rows: rowCount, columns: selectors.count, entries: entries)
  }

  /// All columns as a matrix.
  public var matrix: Matrix {
    Matrix(rows: rowCount, columns: columns.count, entries: columns.flatMap(\.self))
  }

  private func problem(_ message: String, cure: String) -> Diagnostic {
    Diagnostic(file: file, line: header?.line, message: message, suggestion: cure, sourceLine: header?.text)
  }
}

/// Names for a message: at most ten of them.
func listed(_ names: [String]) -> String {
  let limit = 10
  let rest = names.count - limit
  return names.prefix(limit).map { legible($0) }.joined(separator: ", ")
    + (rest > 0 ? " and \(rest) more" : "")
}
