/// A data file in memory, which may be compressed by gzip.
public struct DataFile: Sendable {
  public let path: String
  public let bytes: [UInt8]

  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// Throws with exit code 66 if the file cannot be read.
  public init(contentsOf path: String) throws(DiagnosticError) {
    self.init(path: path, bytes: try InputFile.bytes(of: path))
  }

  var isCompressed: Bool { GzipData.isGzip(bytes) }

  /// What the file holds, unpacked if it is compressed, but at most its first `limit` bytes.
  func content(upTo limit: Int) throws(DiagnosticError) -> ByteReader {
    guard isCompressed else { return ByteReader(file: path, bytes: bytes) }
    let unpacked = try GzipData(file: path, packed: bytes).unpacked(upTo: limit)
    return ByteReader(file: path, part: "unpacked", bytes: unpacked)
  }

  /// Deflate packs a byte into no less than 1/1032 of one: whether a claim of so many bytes can be true.
  func mayHold(_ size: Int) -> Bool { isCompressed ? size / 1032 <= bytes.count : size <= bytes.count }

  /// An error about the file as a whole.
  func fault(_ message: String, cure: String) -> DiagnosticError {
    .badContent(Diagnostic(file: path, message: message, suggestion: cure))
  }
}
