import CZlib

/// Data compressed by gzip, unpacked piece by piece: memory grows with what comes out, never with what a header claims.
struct GzipData {
  let file: String
  let packed: [UInt8]

  static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The first `limit` unpacked bytes, or all of them if there are fewer; zlib has then checked length and CRC-32.
  ///
  /// Several compressed parts in a row are one, as gzip has it, and zero bytes after them are padding.
  func unpacked(upTo limit: Int) throws(DiagnosticError) -> [UInt8] {
    var stream = z_stream()
    let gzipOnly: Int32 = 15 + 16
    guard inflateInit2_(&stream, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw fault("the compressed data cannot be unpacked", at: 0)
    }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    var position = 0
    while output.count < limit {
      let (status, read, written) = step(&stream, from: position, into: &piece)
      position += read
      output += piece[..<min(written, limit - output.count)]
      if status == Z_STREAM_END {
        guard try beginsAnother(at: position) else { return output }
        inflateReset(&stream)
      } else if status == Z_BUF_ERROR || status == Z_OK && read == 0 && written == 0 {
        throw fault("the compressed data end too early", at: position)
      } else if status != Z_OK {
        throw fault("the compressed data are corrupt", at: position)
      }
    }
    return output
  }

  /// One call of zlib on at most 1 GiB, since its counters have 32 bits.
  private func step(
    _ stream: inout z_stream, from position: Int, into piece: inout [UInt8]
  ) -> (status: Int32, read: Int, written: Int) {
    let offered = min(packed.count - position, 1 << 30)
    return packed.withUnsafeBufferPointer { input in
      piece.withUnsafeMutableBufferPointer { output in
        // zlib's input is not const, but it does not write there.
        stream.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + position) }
        stream.avail_in = uInt(offered)
        stream.next_out = output.baseAddress
        stream.avail_out = uInt(output.count)
        let status = inflate(&stream, Z_NO_FLUSH)
        return (status, offered - Int(stream.avail_in), output.count - Int(stream.avail_out))
      }
    }
  }

  /// Whether another compressed part begins here; throws for anything else but padding.
  private func beginsAnother(at position: Int) throws(DiagnosticError) -> Bool {
    let rest = packed[position...]
    if rest.starts(with: [0x1F, 0x8B]) { return true }
    guard rest.allSatisfy({ $0 == 0 }) else {
      throw fault("\(rest.count) bytes that are not gzip follow the compressed data", at: position)
    }
    return false
  }

  private func fault(_ message: String, at offset: Int) -> DiagnosticError {
    ByteReader(file: file, bytes: packed).fault(
      message, at: offset, cure: "the file is damaged or was cut short: write or copy it again")
  }
}
