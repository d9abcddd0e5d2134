/// Where the central directory of a zip archive begins and how many members it lists.
struct ZipDirectory {
  let offset: Int
  let count: Int

  /// Reads the record at the end of the archive, or the zip64 one before it where that is not enough.
  init(_ reader: ByteReader) throws(DiagnosticError) {
    guard reader.matches([0x50, 0x4B], at: 0) else {
      throw reader.fault(
        reader.bytes.isEmpty ? "empty, not a zip archive" : "not a zip archive, as every .npz file is",
        cure: reader.matches(NPYHeader.magic, at: 0)
          ? "this is a single array: call it .npy" : "write it with numpy.savez")
    }
    // The record has 22 bytes and a comment of at most 65535.
    let candidates = stride(
      from: reader.bytes.count - 22, through: max(0, reader.bytes.count - 22 - 65535), by: -1)
    guard let end = candidates.first(where: { reader.matches([0x50, 0x4B, 5, 6], at: $0) }) else {
      throw reader.fault(
        "the archive has no directory at its end", at: reader.bytes.count,
        cure: "the file was cut short: write or copy it again")
    }
    var count = try reader.length(2, at: end + 10, of: "the end record")
    var offset = try reader.length(4, at: end + 16, of: "the end record")
    if reader.matches([0x50, 0x4B, 6, 7], at: end - 20) {
      let record = try reader.length(8, at: end - 20 + 8, of: "the zip64 locator")
      guard reader.matches([0x50, 0x4B, 6, 6], at: record) else {
        throw reader.fault("the archive has no zip64 record here", at: record, cure: zipCure)
      }
      count = try reader.length(8, at: record + 32, of: "the zip64 record")
      offset = try reader.length(8, at: record + 48, of: "the zip64 record")
    }
    guard offset <= end, count <= (end - offset) / 46 else {
      throw reader.fault(
        "the directory is said to have \(count) members from byte \(offset), which do not fit", at: end,
        cure: zipCure)
    }
    self.offset = offset
    self.count = count
  }
}
