import Laboratory
import Learning

/// Files of samples that the tests read, and their bytes to damage.
enum SampleFixtures {
  static func path(_ name: String) -> String { DataFixtures.folder.appending(path: "samples/\(name)").path }

  static func file(_ name: String) throws -> DataFile { try DataFile(contentsOf: path(name)) }

  /// A file with other bytes.
  static func damaged(_ name: String, _ change: (inout [UInt8]) -> Void) throws -> DataFile {
    var bytes = try file(name).bytes
    change(&bytes)
    return DataFile(path: name, bytes: bytes)
  }

  /// Reads a file as what its name says.
  static func read(_ file: DataFile) throws(DiagnosticError) -> LabelledSamples {
    let name = file.path.split(separator: "/").last.map(String.init) ?? ""
    if name.hasPrefix("batch") { return try SampleFiles.cifar10([file]) }
    if name.hasPrefix("images.npz") {
      return try SampleFiles.npz(file, as: .labels(classes: nil), name: "npz")
    }
    if name.hasPrefix("table") { return try SampleFiles.csv(file, as: .labels(classes: nil), name: "csv") }
    let images = DataFile(path: "images", bytes: plainImages)
    let labels = DataFile(path: "labels", bytes: plainLabels)
    return name.hasPrefix("labels")
      ? try SampleFiles.idx(images: images, labels: file, classes: 4, name: "idx")
      : try SampleFiles.idx(images: file, labels: labels, classes: 4, name: "idx")
  }

  static let plainImages: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 3, 0, 0, 0, 2] + (0..<30).map { 8 * $0 }
  static let plainLabels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 5, 3, 0, 1, 3, 2]
}
