import Foundation

/// Sizes and CRC-32 of a folder's files, in a file that is written last: what it does not confirm was never finished, or is
/// damaged.
///
/// `run.json`, which says when, and figures, which can be drawn again, are left out. A folder below with a seal of its own is
/// confirmed by that one.
struct FolderSeal {
  static let name = "checksums.csv"
  private static let head = "file,bytes,crc32"

  private let folder: String
  /// The lines by their files; nil if they cannot be read.
  private let lines: [String: String]?

  /// Nil where there is none: the folder was never finished, or is of an earlier version.
  init?(of folder: String) {
    self.folder = folder
    let path = folder + "/" + Self.name
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let all = text.split(separator: "\n").map(String.init)
    let named = all.dropFirst().map { line in
      (line.split(separator: ",", omittingEmptySubsequences: false).dropLast(2).joined(separator: ","), line)
    }
    lines = all.first == Self.head ? Dictionary(named) { first, _ in first } : nil
  }

  /// Throws if a file is not what was written.
  func check(_ file: String) throws(LaboratoryError) {
    guard let lines else { throw .damaged(folder: folder, file: Self.name, isThere: true) }
    let found = Self.line(of: file, in: folder)
    guard let found, found == lines[file] else {
      throw .damaged(folder: folder, file: file, isThere: found != nil)
    }
  }

  /// The same of all files that are asked for.
  func check(where isAsked: (String) -> Bool) throws(LaboratoryError) {
    // Whatever is wrong with the seal itself is told by its name.
    for file in lines?.keys.filter(isAsked).sorted() ?? [Self.name] { try check(file) }
  }

  /// Confirms everything that lies in a folder.
  static func write(in folder: String) throws { try write(try files(in: folder), in: folder) }

  /// Confirms files as they lie in a folder.
  static func write(_ files: [String], in folder: String) throws {
    let lines = try files.map { file -> String in
      guard let line = line(of: file, in: folder) else {
        throw LaboratoryError.cannotWrite(path: folder + "/" + file, reason: "it cannot be read back")
      }
      return line
    }
    try AtomicFile.write(([head] + lines).joined(separator: "\n") + "\n", to: folder + "/" + name)
  }

  private static func files(in folder: String, below path: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder + "/" + path).sorted().flatMap { entry in
      let file = path + entry
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder + "/" + file, isDirectory: &isFolder),
        !["figures", "run.json", name, FolderLock.name].contains(file), !entry.hasPrefix(".")
      else { return [String]() }
      guard isFolder.boolValue else { return [file] }
      let seal = file + "/" + name
      return FileManager.default.fileExists(atPath: folder + "/" + seal)
        ? [seal] : try files(in: folder, below: file + "/")
    }
  }

  /// What is said of a file; nil if it cannot be read. Series may be larger than memory.
  private static func line(of file: String, in folder: String) -> String? {
    guard let handle = FileHandle(forReadingAtPath: folder + "/" + file) else { return nil }
    var (count, sum) = (0, UInt32(0))
    do {
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        piece.withUnsafeBytes { sum = checksum(of: $0, after: sum) }
        count += piece.count
      }
    } catch {
      return nil
    }
    return "\(file),\(count)," + String(sum, radix: 16)
  }
}
