import Foundation
import Testing

@Suite("Source files") struct StyleTests {
  /// A file beyond this holds two ideas.
  private static let longest = 250

  /// Unfinished business, and ways to end the process where an error was due. This file spells them in two pieces.
  private static let forbidden = [
    "TO" + "DO", "FIX" + "ME", "try" + "!", "as" + "!", "fatal" + "Error", "@unchecked" + " Sendable",
  ]

  @Test("are short", arguments: ["Sources", "Tests"])
  func length(folder: String) throws {
    for file in try House.files(under: folder, ending: [".swift", ".c", ".h"]) {
      #expect(file.lines.count <= Self.longest, "\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test("contain none of the forbidden words", arguments: ["Sources", "Tests"])
  func words(folder: String) throws {
    for file in try House.swiftFiles(under: folder) {
      for (number, line) in file.lines.enumerated() {
        for word in Self.forbidden {
          #expect(!line.contains(word), "\(file.path):\(number + 1): \(word)")
        }
      }
    }
  }

  @Test("are there to be looked at")
  func presence() throws {
    for (folder, ending, least) in [("Sources", ".swift", 50), ("Tests", ".swift", 50), ("Sources", ".c", 5)]
    {
      let count = try House.files(under: folder, ending: [ending]).count
      #expect(count > least, "the tests above must have something to see")
    }
  }
}
