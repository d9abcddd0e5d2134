import Foundation

/// A path in the temporary folder at which nothing is.
func temporaryFolder() -> String {
  FileManager.default.temporaryDirectory.appending(path: "rankfall-\(UUID().uuidString)").path
}

/// Removes a folder, if it is there.
func removeFolder(_ path: String) {
  do {
    try FileManager.default.removeItem(atPath: path)
  } catch {
    // It was never made.
  }
}
