import Foundation

/// A file that was not there before, whole or not at all.
enum NewFile {
  /// Throws if something has the name already, and leaves nothing behind if the text cannot be written.
  static func write(_ text: String, to path: String) throws(LaboratoryError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      let reason = errno
      throw reason == EEXIST ? .exists(path: path) : .cannotWrite(path: path, reason: words(reason))
    }
    let failure = fill(descriptor, Array(text.utf8))
    // Some file systems say only here that there was no room.
    let ending = close(descriptor) == 0 ? 0 : errno
    guard failure == 0, ending == 0 else {
      unlink(path)
      throw .cannotWrite(path: path, reason: words(failure == 0 ? ending : failure))
    }
  }

  /// The error's number, or 0.
  private static func fill(_ descriptor: Int32, _ bytes: [UInt8]) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return errno == 0 ? EIO : errno }
      rest = rest.dropFirst(count)
    }
    return 0
  }

  private static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}
