import Foundation
import Learning

/// Where the samples of a training come from: a name, or the path of a folder or a file.
enum DataSource {
  case generated(GeneratedData, DataDescription)
  /// Data that come with rankfall.
  case digits
  case known(KnownData, folder: String?)
  case archive(String)
  case table(String)

  static let names = ["digits"] + KnownData.allCases.map(\.rawValue) + GeneratedData.allCases.map(\.rawValue)

  init(_ text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let name = parts.first ?? ""
    if let law = GeneratedData(rawValue: name) {
      self = .generated(law, try DataDescription(text) { GeneratedData(rawValue: $0)?.keys ?? [] })
      return
    }
    if parts.count == 1 {
      if name == "digits" {
        self = .digits
        return
      }
      if let known = KnownData(rawValue: name) {
        self = .known(known, folder: nil)
        return
      }
    }
    self = try Self.path(text)
  }

  private static func path(_ path: String) throws -> DataSource {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      guard path.contains("/") || path.contains(".") else {
        let name = path.split(separator: ":").first.map(String.init) ?? path
        throw LaboratoryError.unknown(
          "no data are called \(quoted(path))",
          cure: didYouMean(name, among: names)
            ?? "there are \(listed(names)); or name a folder, an .npz or a .csv file")
      }
      throw DiagnosticError.unreadable(
        Diagnostic(
          file: path, message: "there is no such file or folder",
          suggestion: "check the path, or take one of "
            + listed(names)))
    }
    if isFolder.boolValue { return .known(try kind(ofFolder: path), folder: path) }
    let lower = path.lowercased()
    if lower.hasSuffix(".npz") { return .archive(path) }
    if [".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz"].contains(where: lower.hasSuffix) {
      return .table(path)
    }
    throw DiagnosticError.badContent(
      Diagnostic(
        file: path, message: "the name does not say what is in the file",
        suggestion:
          "give .npz (arrays X and y), .csv (the answer last), or the folder of IDX or CIFAR-10 files"))
  }

  private static func kind(ofFolder path: String) throws -> KnownData {
    func has(_ name: String) -> Bool {
      ["", ".gz"].contains { FileManager.default.fileExists(atPath: path + "/" + name + $0) }
    }
    if has("data_batch_1.bin") { return .cifar10 }
    if has("train-images-idx3-ubyte") {
      return path.lowercased().contains("fashion") ? .fashionMNIST : .mnist
    }
    throw DiagnosticError.badContent(
      Diagnostic(
        file: path, message: "the folder holds neither MNIST's four IDX files nor CIFAR-10's batches",
        suggestion: "name the folder with train-images-idx3-ubyte or data_batch_1.bin in it, plain or .gz"))
  }

  /// The name that stands in files and folders.
  var name: String {
    switch self {
    case .generated(let law, _): law.rawValue
    case .digits: "digits"
    case .known(let known, _): known.rawValue
    case .archive(let path), .table(let path):
      String(
        ((path as NSString).lastPathComponent).prefix { $0 != "." }.map {
          $0.isLetter || $0.isNumber ? $0 : "-"
        })
    }
  }

  /// What is put on one scale where nothing is said: each input, the pixels of images together, nothing of what was drawn.
  var scale: InputStandardisation.Scope? {
    switch self {
    case .generated: nil
    case .digits, .archive, .table: .input
    case .known: .channel
    }
  }

  /// The digits' archive: below this folder, or below the program's, or above either.
  static func digitsFile() throws(DiagnosticError) -> String {
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    for start in [URL(fileURLWithPath: FileManager.default.currentDirectoryPath), program] {
      var folder = start
      while true {
        let file = folder.appendingPathComponent("Experiments/data/digits.npz").path
        if FileManager.default.fileExists(atPath: file) { return file }
        guard folder.path != "/" else { break }
        folder.deleteLastPathComponent()
      }
    }
    throw .unreadable(
      Diagnostic(
        file: "Experiments/data/digits.npz",
        message: "the digits are neither near this folder nor near the program",
        suggestion: "run from rankfall's own folder, or name the file: rankfall train .../digits.npz"))
  }
}
