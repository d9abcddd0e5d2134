extension SourceText {
  /// Why the bytes are not UTF-8 text, at the first wrong byte; nil if they are.
  func wrongEncoding() -> Diagnostic? {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return Diagnostic(
        file: file, line: 1, column: 1, message: "the file is UTF-16, not UTF-8 text",
        suggestion: "save it as UTF-8: iconv -f UTF-16 -t UTF-8")
    }
    if let name = binaryFormat() {
      return Diagnostic(
        file: file, line: 1, column: 1, message: "this is \(name), not a text file",
        suggestion: "name a text file, or rename this one after what it is")
    }
    if let zero = bytes.firstIndex(of: 0) {
      return diagnostic(
        "a zero byte: this is not a text file", atByte: zero, cure: "name a text file, saved as UTF-8")
    }
    guard let wrong = firstInvalidByte() else { return nil }
    return diagnostic(
      "byte 0x\(hexadecimal(bytes[wrong])) is not UTF-8 text", atByte: wrong,
      cure: "save the file as UTF-8; if it is Latin-1: iconv -f LATIN1 -t UTF-8")
  }

  private func firstInvalidByte() -> Int? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .error: return offset
      case .emptyInput: return nil
      }
    }
  }

  private func binaryFormat() -> String? {
    if bytes.starts(with: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]) { return "a NumPy .npy file" }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return "a zip archive (.npz, .xlsx, ...)" }
    if bytes.starts(with: [0x1F, 0x8B]) { return "a gzip-compressed file" }
    return nil
  }
}

/// A byte in two hexadecimal digits.
func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return digits.count == 1 ? "0" + digits : digits
}
