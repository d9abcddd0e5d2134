import Foundation
import Laboratory

/// The files that the tests of this room read.
enum DataFixtures {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  static let experimentData =
    folder.appending(path: "../../../Experiments/data").standardizedFileURL

  static func malformed(_ name: String) -> String { folder.appending(path: "malformed/\(name)").path }
  static func array(_ name: String) -> String { folder.appending(path: "arrays/\(name)").path }
  static func experiment(_ name: String) -> String { experimentData.appending(path: name).path }

  /// What a reader says about a file that it must reject; nil if it accepts it.
  static func rejection(_ read: () throws(DiagnosticError) -> Void) -> DiagnosticError? {
    do {
      try read()
      return nil
    } catch {
      return error
    }
  }

  /// Reads a file as what its extension says.
  static func rejection(of path: String) -> DiagnosticError? {
    rejection { () throws(DiagnosticError) in
      switch URL(fileURLWithPath: path).pathExtension {
      case "npy": _ = try NPYFile(contentsOf: path)
      case "npz": _ = try NPZArchive(contentsOf: path).matrices()
      default: _ = try CSVTable(contentsOf: path)
      }
    }
  }
}
