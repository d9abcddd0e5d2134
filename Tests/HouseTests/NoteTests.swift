import Foundation
import Laboratory
import Testing

/// Every theorem has a note, and the note states the claim word for word.
@Suite("Notes") struct NoteTests {
  /// The text with every run of white space as one blank, so that a note may break its lines where it likes.
  private func flat(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test("state their theorems", arguments: Subject.all.flatMap(\.theorems).map(\.claim.name))
  func claims(name: String) throws {
    let claim = try #require(Subject.all.flatMap(\.theorems).first { $0.claim.name == name }).claim
    let file = House.root.appendingPathComponent("Notes/\(name).md")
    let note = flat(try String(contentsOf: file, encoding: .utf8))
    #expect(note.contains(flat(claim.statement)), "the statement: \(claim.statement)")
    #expect(note.contains(flat(claim.formula)), "the formula: \(claim.formula)")
  }
}
