import Foundation

/// One process at a time in a folder. The lock goes with the process, however that ends.
final class FolderLock: Sendable {
  static let name = "lock"
  private let path: String
  private let descriptor: Int32

  init(_ folder: String) throws(LaboratoryError) {
    path = folder + "/" + Self.name
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .cannotWrite(path: folder, reason: "another rankfall is at work in it")
    }
  }

  /// Whether a process is at work in a folder.
  static func isHeld(in folder: String) -> Bool {
    let descriptor = open(folder + "/" + name, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) != 0
  }

  /// Removes the file; the lock itself is held until the end.
  func release() { unlink(path) }

  deinit {
    // A process that is just being started has the descriptor until it is another program, and closing ours would not be enough.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
