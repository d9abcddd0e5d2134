import CZlib

extension ZipArchive {
  /// The bytes of a member, whole and with the right checksum.
  func extract(_ member: Member) throws(DiagnosticError) -> [UInt8] {
    let reader = ByteReader(file: reader.file, part: legible(member.name), bytes: reader.bytes)
    guard !member.isEncrypted else {
      throw reader.fault(
        "the member is encrypted", cure: "write the archive with numpy.savez, without a password")
    }
    // The sizes in the member's own header may be zero (a data descriptor follows); those of the directory count.
    guard reader.matches([0x50, 0x4B, 3, 4], at: member.offset) else {
      throw reader.fault("the member has no header here", at: member.offset, cure: zipCure)
    }
    let nameLength = try reader.length(2, at: member.offset + 26, of: "the length of the name")
    let extraLength = try reader.length(2, at: member.offset + 28, of: "the length of the extra field")
    let start = member.offset + 30 + nameLength + extraLength
    let packed = try reader.slice(start, count: member.compressedSize, of: "the member")
    let bytes = try unpack(packed, member, reader)
    guard bytes.count == member.size else {
      throw reader.fault(
        "the member has \(bytes.count) bytes, not \(member.size) as its directory says", at: start,
        cure: zipCure)
    }
    let found = checksum(of: bytes)
    guard found == member.checksum else {
      throw reader.fault(
        "the checksum (CRC-32) of the member is \(String(found, radix: 16)), not "
          + "\(String(member.checksum, radix: 16)) as the archive says", at: start, cure: zipCure)
    }
    return bytes
  }

  private func unpack(
    _ packed: ArraySlice<UInt8>, _ member: Member, _ reader: ByteReader
  ) throws(DiagnosticError) -> [UInt8] {
    switch member.method {
    case 0: return Array(packed)
    case 8:
      // Deflate packs a byte into no less than 1/1032 of one: a larger claim is false and not worth the memory.
      guard member.size / 1032 <= packed.count, let bytes = inflate(packed, to: member.size) else {
        throw reader.fault("the compressed data are corrupt", at: packed.startIndex, cure: zipCure)
      }
      return bytes
    default:
      throw reader.fault(
        "compression method \(member.method) is unknown", at: member.offset + 8,
        cure: "write the archive with numpy.savez or numpy.savez_compressed")
    }
  }
}

/// The CRC-32 that zip archives use.
func checksum(of bytes: [UInt8]) -> UInt32 {
  bytes.withUnsafeBytes { checksum(of: $0, after: 0) }
}

/// The same of bytes that follow others, whose sum it goes on from.
func checksum(of bytes: UnsafeRawBufferPointer, after sum: UInt32) -> UInt32 {
  // Without bytes zlib would begin anew.
  guard bytes.count > 0 else { return sum }
  return UInt32(
    truncatingIfNeeded: crc32_z(UInt(sum), bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
}

/// Raw deflate data, unpacked to a known size; nil if they are corrupt or unpack to another size.
private func inflate(_ packed: ArraySlice<UInt8>, to size: Int) -> [UInt8]? {
  var stream = z_stream()
  let rawDeflate: Int32 = -15
  guard inflateInit2_(&stream, rawDeflate, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
    return nil
  }
  defer { inflateEnd(&stream) }
  var input = Array(packed)
  // One byte more than promised, so that too much output is seen and an empty member has a buffer.
  var output = [UInt8](repeating: 0, count: size + 1)
  let written = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      run(&stream, input, output)
    }
  }
  guard written == size else { return nil }
  output.removeLast()
  return output
}

/// Feeds zlib, whose counters have 32 bits, piece by piece; the bytes written, or nil on an error or an early end.
private func run(
  _ stream: inout z_stream, _ input: UnsafeMutableBufferPointer<UInt8>,
  _ output: UnsafeMutableBufferPointer<UInt8>
) -> Int? {
  let piece = 1 << 30
  stream.next_in = input.baseAddress
  stream.next_out = output.baseAddress
  var unread = input.count
  var room = output.count
  while true {
    let offered = min(unread, piece)
    let space = min(room, piece)
    stream.avail_in = uInt(offered)
    stream.avail_out = uInt(space)
    let status = CZlib.inflate(&stream, Z_NO_FLUSH)
    unread -= offered - Int(stream.avail_in)
    room -= space - Int(stream.avail_out)
    if status == Z_STREAM_END { return output.count - room }
    guard status == Z_OK, room > 0 else { return nil }
  }
}
