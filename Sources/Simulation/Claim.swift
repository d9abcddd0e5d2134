/// A theorem in words: what it says, when, and where it comes from.
public struct Claim: Sendable, Equatable {
  /// The short name it has in commands and in verdicts, such as "determinant-decay".
  public let name: String
  /// The equation's label in the notes, such as "(2.1)".
  public let label: String
  /// One sentence that is true and could be wrong.
  public let statement: String
  public let formula: String
  public let assumptions: [String]
  public let source: String

  public init(
    name: String, label: String, statement: String, formula: String, assumptions: [String], source: String
  ) {
    self.name = name
    self.label = label
    self.statement = statement
    self.formula = formula
    self.assumptions = assumptions
    self.source = source
  }
}
