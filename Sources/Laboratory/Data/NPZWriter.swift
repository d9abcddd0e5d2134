import Matrices

/// Writes .npz archives, stored without compression; the same arrays give the same bytes, at any time.
public struct NPZWriter: Sendable {
  private var members: [(name: String, bytes: [UInt8])] = []

  public init() {}

  /// Adds a matrix; a name may be used once.
  public mutating func add(_ matrix: Matrix, named name: String, order: NPYWriter.Order = .c) {
    add(NPYWriter.bytes(of: matrix, order: order), named: name)
  }

  /// Adds a list of numbers as an array with one dimension; a name may be used once.
  public mutating func add(_ vector: [Double], named name: String) {
    add(NPYWriter.bytes(of: vector), named: name)
  }

  /// Adds numbers of any shape, the last index fastest; a name may be used once.
  public mutating func add(_ entries: [Double], shape: [Int], named name: String) {
    add(NPYWriter.bytes(of: entries, shape: shape), named: name)
  }

  /// The archive of some matrices, in the order of their names.
  ///
  /// Throws as `bytes(file:)` does.
  public static func bytes(of matrices: [String: Matrix], file: String) throws(DiagnosticError) -> [UInt8] {
    var writer = NPZWriter()
    for (name, matrix) in matrices.sorted(by: { $0.key < $1.key }) { writer.add(matrix, named: name) }
    return try writer.bytes(file: file)
  }

  private mutating func add(_ bytes: [UInt8], named name: String) {
    let name = name + ".npy"
    precondition(!members.contains { $0.name == name }, "two arrays are called \(name)")
    members.append((name, bytes))
  }

  /// The archive, in the order in which the arrays were added.
  ///
  /// Throws with exit code 74 if it is beyond the 4 GiB or 65535 arrays of a plain zip archive.
  public func bytes(file: String) throws(DiagnosticError) -> [UInt8] {
    let total = members.reduce(22) { $0 + $1.bytes.count + 2 * $1.name.utf8.count + 30 + 46 }
    guard total < Int(UInt32.max), members.count < Int(UInt16.max) else {
      throw DiagnosticError(
        diagnostics: [
          Diagnostic(
            file: file, message: "\(members.count) arrays of \(total) bytes are too much for one archive",
            suggestion: "write several archives")
        ], exitCode: 74)
    }
    var archive: [UInt8] = []
    archive.reserveCapacity(total)
    var directory: [UInt8] = []
    for member in members {
      let offset = archive.count
      let fields = Self.fields(of: member.name, member.bytes)
      archive += [0x50, 0x4B, 3, 4] + fields + Array(member.name.utf8) + member.bytes
      // Version 2.0 made it; then no comment, first disk, no attributes.
      directory += [0x50, 0x4B, 1, 2] + littleEndian(UInt16(20)) + fields + [UInt8](repeating: 0, count: 10)
      directory += littleEndian(UInt32(offset)) + Array(member.name.utf8)
    }
    let count = littleEndian(UInt16(members.count))
    let end =
      [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count + littleEndian(UInt32(directory.count))
      + littleEndian(UInt32(archive.count)) + [0, 0]
    return archive + directory + end
  }

  /// What a member's own header and its directory entry have in common.
  private static func fields(of name: String, _ bytes: [UInt8]) -> [UInt8] {
    let version = littleEndian(UInt16(20))
    let flags = littleEndian(UInt16(name.utf8.allSatisfy { $0 < 0x80 } ? 0 : 0x800))
    let stored = littleEndian(UInt16(0))
    let midnight = littleEndian(UInt16(0))
    let firstOfJanuary1980 = littleEndian(UInt16(1 << 5 | 1))
    let size = littleEndian(UInt32(bytes.count))
    return version + flags + stored + midnight + firstOfJanuary1980 + littleEndian(checksum(of: bytes))
      + size + size + littleEndian(UInt16(name.utf8.count)) + littleEndian(UInt16(0))
  }
}
