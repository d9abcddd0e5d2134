/// What stands between the cells of a table.
public enum CSVDelimiter: Sendable {
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

  /// The delimiter of a text, from its first ten lines that are not comments.
  ///
  /// Tab, semicolon, comma, in this order: the first that each line holds equally often, else the first that the
  /// first line holds, else white space. Numbers with decimal commas between spaces count as white space.
  static func detect(in source: SourceText) -> CSVDelimiter {
    let lines = sample(of: source)
    guard let first = lines.first else { return .comma }
    let tokens = first.split { $0 == .space || $0 == .tab }
    if tokens.count > 1, tokens.allSatisfy(isDecimalCommaNumber) { return .whitespace }
    let candidates = [CSVDelimiter.tab, .semicolon, .comma].filter { count($0, in: first) > 0 }
    let consistent = candidates.first { candidate in
      lines.allSatisfy { count(candidate, in: $0) == count(candidate, in: first) }
    }
    return consistent ?? candidates.first ?? .whitespace
  }

  private static func sample(of source: SourceText) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var number = 1
    while lines.count < 10, let line = source.line(number) {
      number += 1
      let content = line.utf8.drop { $0 == .space || $0 == .tab }
      if let first = content.first, first != UInt8(ascii: "#") { lines.append(Array(content)) }
    }
    return lines
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
    case .decimalComma: true
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
