import Foundation
import Testing

/// The files of this package, as the tests of the house see them.
enum House {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  struct SourceFile: Sendable, CustomTestStringConvertible {
    /// From the package's root, such as "Sources/Matrices/Block.swift".
    let path: String
    let lines: [String]

    /// The folder below Sources: the target.
    var room: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    var testDescription: String { path }
  }

  static func swiftFiles(under folder: String) throws -> [SourceFile] {
    try files(under: folder, ending: [".swift"])
  }

  static func files(under folder: String, ending: [String]) throws -> [SourceFile] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
    return try names.filter { name in ending.contains { name.hasSuffix($0) } }.sorted().map { name in
      let path = "\(folder)/\(name)"
      let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
      return SourceFile(
        path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }
  }
}
