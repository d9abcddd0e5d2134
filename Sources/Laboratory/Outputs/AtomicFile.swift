import Foundation

/// Files that appear whole or not at all, also after a crash of the machine: written under a temporary name in the same
/// folder, forced to the disk, renamed.
public enum AtomicFile {
  public static func write(_ text: String, to path: String) throws(OutputError) {
    try write(Array(text.utf8), to: path)
  }

  public static func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
    try write(CollectionOfOne(bytes), to: path)
  }

  /// Pieces one after the other, each made when the one before is written: what is large need not be there twice.
  public static func write(_ pieces: some Sequence<[UInt8]>, to path: String) throws(OutputError) {
    try replace(path) { temporary throws(OutputError) in
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw failure("open", path) }
      defer { close(descriptor) }
      for bytes in pieces {
        var written = 0
        while written < bytes.count {
          let count = bytes[written...].withUnsafeBytes { append(to: descriptor, $0) }
          if count < 0 && errno == EINTR { continue }
          guard count > 0 else { throw failure("write", path) }
          written += count
        }
      }
    }
  }

  /// Replaces a file by what `writing` leaves under the temporary name it is given. If anything fails the file stays as
  /// it was and nothing else is left behind.
  public static func replace(
    _ path: String, by writing: (_ temporary: String) throws(OutputError) -> Void
  ) throws(OutputError) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    let temporary = "\(folder)/.\(name.prefix(80)).\(unique).tmp"
    do throws(OutputError) {
      try writing(temporary)
      try synchronize(temporary, flags: O_RDWR, for: path)
      guard rename(temporary, path) == 0 else { throw failure("rename", path) }
    } catch {
      unlink(temporary)
      throw error
    }
    try synchronize(folder, flags: O_RDONLY, for: path)
  }

  /// Forces a file, or the names in a folder, to the disk.
  private static func synchronize(_ file: String, flags: Int32, for path: String) throws(OutputError) {
    let descriptor = open(file, flags | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    // Some file systems cannot synchronise a folder and say EINVAL or ENOTSUP.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw failure("fsync", path)
    }
  }

  private static func failure(_ action: String, _ path: String) -> OutputError {
    OutputError(path: path, action: action, reason: String(cString: strerror(errno)))
  }
}

/// The system's `write`, whose name `AtomicFile` uses for its own.
private func append(to descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
