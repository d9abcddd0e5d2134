/// The text of an input file, which knows the line and column of each of its bytes.
///
/// A line ends with LF, CRLF or CR.
public struct SourceText: Sendable {
  public let file: String
  /// UTF-8, without a byte order mark.
  public let bytes: [UInt8]
  private let lineStarts: [Int]

  public init(_ text: String, file: String) { self.init(valid: Array(text.utf8), file: file) }

  /// The text of a file; throws with exit code 66 if it cannot be read and 65 if it is not UTF-8.
  public init(contentsOf path: String) throws(DiagnosticError) {
    try self.init(decoding: try InputFile.bytes(of: path), file: path)
  }

  /// The text in some bytes; throws with exit code 65, at the first wrong byte, if they are not UTF-8.
  public init(decoding bytes: [UInt8], file: String) throws(DiagnosticError) {
    self.init(valid: bytes, file: file)
    if let problem = wrongEncoding() { throw .badContent(problem) }
  }

  private init(valid bytes: [UInt8], file: String) {
    self.file = file
    self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    var starts = [0]
    for (i, byte) in self.bytes.enumerated() {
      let isReturnOfCRLF =
        byte == .carriageReturn && i + 1 < self.bytes.count && self.bytes[i + 1] == .lineFeed
      if byte == .lineFeed || byte == .carriageReturn && !isReturnOfCRLF { starts.append(i + 1) }
    }
    lineStarts = starts
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The line and column, both from 1, of a byte; the end of the text is a place too.
  public func position(ofByte offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let before = String(decoding: bytes[lineStarts[low]..<min(offset, bytes.count)], as: UTF8.self)
    return (low + 1, before.count + 1)
  }

  /// A line, from 1, without its end; nil beyond the last one.
  public func line(_ number: Int) -> String? {
    guard number >= 1, number <= lineStarts.count else { return nil }
    let end = number < lineStarts.count ? lineStarts[number] : bytes.count
    let line = bytes[lineStarts[number - 1]..<end]
    let length = line.lastIndex { $0 != .lineFeed && $0 != .carriageReturn }.map { $0 + 1 } ?? line.startIndex
    return String(decoding: line[..<length], as: UTF8.self)
  }

  /// A problem with its line, which is left out beyond 64 KiB: every problem holds a copy.
  public func diagnostic(_ message: String, line: Int, column: Int? = nil, cure: String? = nil) -> Diagnostic
  {
    let text = self.line(line)
    return Diagnostic(
      file: file, line: line, column: column, message: message, suggestion: cure,
      sourceLine: text.flatMap { $0.utf8.count <= 1 << 16 ? $0 : nil })
  }

  public func diagnostic(_ message: String, atByte offset: Int, cure: String? = nil) -> Diagnostic {
    let (line, column) = position(ofByte: offset)
    return diagnostic(message, line: line, column: column, cure: cure)
  }
}

extension UInt8 {
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}
