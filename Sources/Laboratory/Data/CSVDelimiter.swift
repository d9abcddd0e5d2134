/// What stands between the cells of a table.
enum CSVDelimiter: Sendable {
  case comma, semicolon, tab
  /// One or more spaces or tabs.
  case whitespace

  var byte: UInt8? {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: UInt8(ascii: "\t")
    case .whitespace: nil
    }
  }

  /// The delimiter of a text, from its first ten rows.
  ///
  /// Tab, semicolon, comma, in this order: the first that each row holds equally often, else the first that the
  /// first row holds, else white space. Numbers with decimal commas between spaces count as white space.
  static func detect(in source: SourceText) -> CSVDelimiter {
    let rows = sample(of: source)
    guard let first = rows.first else { return .comma }
    let tokens = first.split { $0 == .space || $0 == .tab }
    if tokens.count > 1, tokens.allSatisfy(isDecimalCommaNumber) { return .whitespace }
    let candidates = [CSVDelimiter.tab, .semicolon, .comma].filter { count($0, in: first) > 0 }
    let consistent = candidates.first { candidate in
      rows.allSatisfy { count(candidate, in: $0) == count(candidate, in: first) }
    }
    return consistent ?? candidates.first ?? .whitespace
  }

  /// The first rows; one whose quotes are still open goes on in the next line.
  private static func sample(of source: SourceText) -> [[UInt8]] {
    var rows: [[UInt8]] = []
    var isOpen = false
    var number = 1
    while isOpen || rows.count < 10, let line = source.line(number) {
      number += 1
      let content = line.utf8.first { $0 != .space && $0 != .tab }
      if isOpen {
        rows[rows.count - 1] += line.utf8
      } else if content != nil, content != UInt8(ascii: "#") {
        rows.append(Array(line.utf8))
      } else {
        continue
      }
      if line.utf8.count(where: { $0 == .quote }) % 2 == 1 { isOpen.toggle() }
    }
    return rows
  }

  /// How often a delimiter stands outside quotes.
  private static func count(_ delimiter: CSVDelimiter, in line: [UInt8]) -> Int {
    var isQuoted = false
    return line.reduce(0) { count, byte in
      if byte == .quote { isQuoted.toggle() }
      return !isQuoted && byte == delimiter.byte ? count + 1 : count
    }
  }

  private static func isDecimalCommaNumber(_ token: ArraySlice<UInt8>) -> Bool {
    switch CSVValue(String(decoding: token, as: UTF8.self)) {
    case .misspelt: token.contains(UInt8(ascii: ","))
    case .number: token.contains(UInt8(ascii: ".")) == false
    default: false
    }
  }
}

extension UInt8 {
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let quote = UInt8(ascii: "\"")
}
