/// The members of a zip archive, from its central directory; zip64 too, but neither encryption nor several disks.
struct ZipArchive {
  struct Member {
    let name: String
    let isEncrypted: Bool
    /// 0 for stored, 8 for deflate.
    let method: Int
    let checksum: UInt32
    let compressedSize: Int
    let size: Int
    /// The byte where the member's own header begins.
    let offset: Int
  }

  let reader: ByteReader
  /// In the order of the directory.
  let members: [Member]

  init(_ reader: ByteReader) throws(DiagnosticError) {
    self.reader = reader
    let directory = try ZipDirectory(reader)
    var members: [Member] = []
    var names: Set<String> = []
    var offset = directory.offset
    for _ in 0..<directory.count {
      let (member, end) = try Self.member(reader, at: offset)
      if !names.insert(member.name).inserted {
        throw reader.fault("two members are called \(quoted(member.name))", at: offset, cure: zipCure)
      }
      members.append(member)
      offset = end
    }
    self.members = members
  }

  private static func member(
    _ reader: ByteReader, at offset: Int
  ) throws(DiagnosticError) -> (Member, end: Int) {
    guard reader.matches([0x50, 0x4B, 1, 2], at: offset) else {
      throw reader.fault("the directory of the archive has no entry here", at: offset, cure: zipCure)
    }
    let nameLength = try reader.length(2, at: offset + 28, of: "a directory entry")
    let extraLength = try reader.length(2, at: offset + 30, of: "a directory entry")
    let commentLength = try reader.length(2, at: offset + 32, of: "a directory entry")
    let name = try reader.slice(offset + 46, count: nameLength, of: "the name of a member")
    let extra = try reader.slice(
      offset + 46 + nameLength, count: extraLength, of: "the extra field of a member")

    var sizes = try [(24, 4), (20, 4), (42, 4)].map { field throws(DiagnosticError) in
      try reader.length(field.1, at: offset + field.0, of: "a directory entry")
    }
    try readZip64(extra, into: &sizes, reader)
    let member = Member(
      name: String(decoding: name, as: UTF8.self),
      isEncrypted: try reader.integer(2, at: offset + 8, of: "a directory entry") & 1 == 1,
      method: try reader.length(2, at: offset + 10, of: "a directory entry"),
      checksum: UInt32(truncatingIfNeeded: try reader.integer(4, at: offset + 16, of: "a directory entry")),
      compressedSize: sizes[1], size: sizes[0], offset: sizes[2])
    return (member, offset + 46 + nameLength + extraLength + commentLength)
  }

  /// The extra field 0x0001 holds, in eight bytes each and in this order, those sizes that are all ones.
  private static func readZip64(
    _ extra: ArraySlice<UInt8>, into sizes: inout [Int], _ reader: ByteReader
  ) throws(DiagnosticError) {
    var offset = extra.startIndex
    while offset + 4 <= extra.endIndex {
      let kind = try reader.integer(2, at: offset, of: "an extra field")
      let length = try reader.length(2, at: offset + 2, of: "an extra field")
      if kind == 1 {
        var position = offset + 4
        for i in sizes.indices where sizes[i] == 0xFFFF_FFFF {
          sizes[i] = try reader.length(8, at: position, of: "a zip64 size")
          position += 8
        }
      }
      offset += 4 + length
    }
  }
}

/// What to do about an archive that is damaged.
let zipCure = "the archive is damaged: write it again with numpy.savez, or copy it again"
