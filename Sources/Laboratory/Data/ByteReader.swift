/// The bytes of a binary file, read without ever passing their end; complaints name the byte they are about.
struct ByteReader {
  let file: String
  /// The part of the file that the bytes are, for messages; empty for all of it.
  let part: String
  let bytes: [UInt8]

  init(file: String, part: String = "", bytes: [UInt8]) {
    self.file = file
    self.part = part
    self.bytes = bytes
  }

  /// An unsigned integer of at most eight bytes, the lowest byte first.
  func integer(_ size: Int, at offset: Int, of what: String) throws(DiagnosticError) -> UInt64 {
    try slice(offset, count: size, of: what).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The same as an `Int`, for an offset or a length; a number beyond `Int` is beyond the file.
  func length(_ size: Int, at offset: Int, of what: String) throws(DiagnosticError) -> Int {
    Int(clamping: try integer(size, at: offset, of: what))
  }

  func slice(_ offset: Int, count: Int, of what: String) throws(DiagnosticError) -> ArraySlice<UInt8> {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
      let left = max(0, bytes.count - max(0, offset))
      throw fault(
        "\(what) should be \(count) bytes, but \(left) are left", at: offset,
        cure: "the file is damaged or was cut short: write or copy it again")
    }
    return bytes[offset..<offset + count]
  }

  func matches(_ pattern: [UInt8], at offset: Int) -> Bool {
    offset >= 0 && offset <= bytes.count && bytes[offset...].starts(with: pattern)
  }

  /// An error with exit code 65, which begins `part, byte 12: `.
  func fault(_ message: String, at offset: Int? = nil, cure: String? = nil) -> DiagnosticError {
    let place = [part, offset.map { "byte \($0)" } ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
    return .badContent(
      Diagnostic(file: file, message: place.isEmpty ? message : "\(place): \(message)", suggestion: cure))
  }
}
