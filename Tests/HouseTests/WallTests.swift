import Foundation
import Testing

/// Arrows point down: a room imports the rooms below it and no other. The build alone does not see to that, because a
/// target can import what its dependencies depend on.
@Suite("The walls") struct WallTests {
  /// What each room may import beside Swift's own libraries. Package.swift draws the same arrows.
  static let arrows: [String: Set<String>] = [
    "Matrices": ["CGSL", "CLanes", "CLAPACK"],
    "Simulation": ["CGSL", "CLanes"],
    "Plotting": [],
    "Learning": ["CLanes", "Matrices", "Simulation"],
    "Repulsion": ["CGSL", "CLanes", "Matrices", "Simulation"],
    "LinearNetworks": ["Learning", "Matrices", "Repulsion", "Simulation"],
    "DeepNetworks": ["CLanes", "Learning", "Matrices", "Simulation"],
    "Laboratory": [
      "DeepNetworks", "LinearNetworks", "Repulsion", "Learning", "Matrices", "Simulation", "Plotting",
      "CGSL", "CNetCDF", "CZlib",
      "Yams",
    ],
    "rankfall": ["Laboratory", "Plotting", "ArgumentParser"],
  ]

  /// Swift's own libraries, open to every room.
  static let open: Set<String> = [
    "Foundation", "FoundationNetworking", "Dispatch", "Synchronization", "Glibc", "Darwin",
  ]

  /// The modules that a file imports, however the import is dressed: @testable, public, of a single name.
  static func imports(of file: House.SourceFile) -> [String] {
    file.lines.compactMap { line in
      var words = line.split(separator: " ").map(String.init)
      while let first = words.first, first != "import" {
        guard
          first.hasPrefix("@") || ["public", "package", "internal", "private", "fileprivate"].contains(first)
        else {
          return nil
        }
        words.removeFirst()
      }
      words = Array(words.dropFirst())
      let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
      if let first = words.first, kinds.contains(first) { words.removeFirst() }
      return words.first?.split(separator: ".").first.map { String($0).trimmingCharacters(in: [";"]) }
    }
  }

  @Test("hold: every import follows an arrow")
  func imports() throws {
    for file in try House.swiftFiles(under: "Sources") {
      let allowed = try #require(Self.arrows[file.room], "\(file.path): a room that is not on the plan")
      for module in Self.imports(of: file) where !Self.open.contains(module) {
        #expect(allowed.contains(module), "\(file.path) imports \(module)")
      }
    }
  }

  @Test("are those of Package.swift")
  func package() throws {
    let plan = try String(contentsOf: House.root.appendingPathComponent("Package.swift"), encoding: .utf8)
    for (room, below) in Self.arrows {
      let opening =
        room == "rankfall" ? "name: \"rankfall\",\n      dependencies: [" : "room(\"\(room)\", on: ["
      // A long list of arrows stands on lines of its own.
      let flat = plan.replacingOccurrences(of: "room(\n      \"\(room)\",\n      on: [", with: opening)
      let start = try #require(flat.range(of: opening), "\(room) is not in Package.swift")
      let end = try #require(flat.range(of: "]", range: start.upperBound..<flat.endIndex))
      let list = flat[start.upperBound..<end.lowerBound]
      // Every other piece between quotation marks is a name; ".product(name: x, package: y)" gives x and the package y.
      let quoted = list.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      let modules = Set(quoted).subtracting(["swift-argument-parser"])
      #expect(modules == below, "\(room)")
    }
  }

  @Test("would see a forbidden import in any dress")
  func sight() {
    let lines = [
      "import Laboratory", "@testable import Laboratory", "@_exported import Laboratory",
      "public import Laboratory",
      "import struct Laboratory.Run", "import Laboratory.Sub", "  import Laboratory",
    ]
    for line in lines {
      #expect(WallTests.imports(of: House.SourceFile(path: "x", lines: [line])) == ["Laboratory"], "\(line)")
    }
    #expect(
      WallTests.imports(of: House.SourceFile(path: "x", lines: ["/// import Laboratory", "let a = 1"]))
        .isEmpty)
  }
}
