import Foundation

/// Sizes and CRC-32 of a folder's files, in a file that is written last: what it does not confirm was never finished, or is
/// damaged.
enum FolderSeal {
  enum Finding: Equatable {
    case missing
    case intact
    /// The first file that is not what was written.
    case damaged(String)
  }

  static let name = "checksums.csv"
  private static let head = "file,bytes,crc32"

  /// Confirms files as they lie in a folder.
  static func write(_ files: [String], in folder: String) throws {
    let lines = try files.map { file -> String in
      guard let line = line(of: file, in: folder) else {
        throw LaboratoryError.cannotWrite(path: folder + "/" + file, reason: "it is not there")
      }
      return line
    }
    try AtomicFile.write(([head] + lines).joined(separator: "\n") + "\n", to: folder + "/" + name)
  }

  static func finding(in folder: String) -> Finding {
    guard let bytes = FileManager.default.contents(atPath: folder + "/" + name) else { return .missing }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    guard lines.first == head, lines.count > 1 else { return .damaged(name) }
    for line in lines.dropFirst() {
      let file = line.prefix { $0 != "," }
      guard line == Self.line(of: String(file), in: folder) else { return .damaged(String(file)) }
    }
    return .intact
  }

  private static func line(of file: String, in folder: String) -> String? {
    guard let data = FileManager.default.contents(atPath: folder + "/" + file) else { return nil }
    return "\(file),\(data.count)," + String(checksum(of: Array(data)), radix: 16)
  }
}
