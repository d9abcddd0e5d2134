/// Everything that was wrong with a user's files, found in one pass, and the exit code that says so to a script.
public struct DiagnosticError: Error, Sendable, Equatable {
  /// Never empty.
  public let diagnostics: [Diagnostic]
  public let exitCode: Int32

  public init(diagnostics: [Diagnostic], exitCode: Int32) {
    precondition(!diagnostics.isEmpty, "an error without a diagnostic")
    self.diagnostics = diagnostics
    self.exitCode = exitCode
  }

  /// The content of a file is wrong: exit code 65.
  public static func badContent(_ diagnostics: Diagnostic...) -> DiagnosticError {
    DiagnosticError(diagnostics: diagnostics, exitCode: 65)
  }

  /// The content of a file is wrong, in several places: exit code 65.
  public static func badContent(_ diagnostics: [Diagnostic]) -> DiagnosticError {
    DiagnosticError(diagnostics: diagnostics, exitCode: 65)
  }

  /// A file is missing or cannot be read: exit code 66.
  public static func unreadable(_ diagnostic: Diagnostic) -> DiagnosticError {
    DiagnosticError(diagnostics: [diagnostic], exitCode: 66)
  }
}

extension DiagnosticError: CustomStringConvertible {
  /// The first twenty problems, one below the other, and how many more there are.
  public var description: String {
    let limit = 20
    var shown = diagnostics.prefix(limit).map(\.description)
    let rest = diagnostics.count - limit
    if rest > 0 { shown.append("... and \(rest) more problem\(rest == 1 ? "" : "s")") }
    return shown.joined(separator: "\n")
  }
}
