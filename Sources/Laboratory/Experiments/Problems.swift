/// The problems of an experiment file, collected so that all of them can be told at once.
struct Problems {
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var onlyMissingFiles = true

  var isEmpty: Bool { diagnostics.isEmpty }

  /// Adds a problem once, however many runs share it.
  mutating func add(_ diagnostic: Diagnostic) {
    onlyMissingFiles = false
    insert(diagnostic)
  }

  mutating func add(_ message: String, at place: Place, cure: String? = nil) {
    add(place.diagnostic(message, cure: cure))
  }

  /// A file that the experiment names is missing or cannot be read, or its content is wrong.
  mutating func add(_ error: DiagnosticError, namedAt place: Place) {
    for problem in error.diagnostics {
      if error.exitCode == 66 {
        insert(place.diagnostic("\(problem.file): \(problem.message)", cure: problem.suggestion))
      } else {
        add(problem)
      }
    }
  }

  private mutating func insert(_ diagnostic: Diagnostic) {
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }

  /// Throws everything that was found: exit code 66 if nothing but input files was missing, else 65.
  func check() throws(DiagnosticError) {
    guard !isEmpty else { return }
    let sorted = diagnostics.enumerated().sorted {
      ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset)
    }
    throw DiagnosticError(diagnostics: sorted.map(\.element), exitCode: onlyMissingFiles ? 66 : 65)
  }
}
