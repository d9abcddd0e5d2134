/// A file that could not be written.
public struct OutputError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The command line's exit code for errors of input and output (EX_IOERR).
  public static let exitCode: Int32 = 74

  public let path: String
  /// What was being done, such as "rename".
  public let action: String
  /// Why it failed, in the words of the system or of the library.
  public let reason: String

  public init(path: String, action: String, reason: String) {
    self.path = path
    self.action = action
    self.reason = reason
  }

  public var description: String { "cannot write \(path): \(reason) (\(action))" }
}
