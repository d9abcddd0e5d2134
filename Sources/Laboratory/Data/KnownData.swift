import Foundation
import Learning

/// Data sets that people have on their machines already, found where they usually lie. Nothing is downloaded.
public enum KnownData: String, Sendable, CaseIterable {
  case mnist
  case fashionMNIST = "fashion-mnist"
  case cifar10 = "cifar-10"

  public enum Part: String, Sendable, CaseIterable { case train, test }

  /// The data set, from a folder or, without one, from the first usual folder that has it.
  ///
  /// Throws with exit code 66 if it is not there, and says where people have it; 65 if its files are damaged.
  public func samples(_ part: Part, in folder: String? = nil) throws(DiagnosticError) -> LabelledSamples {
    let folders = folder.map { [$0] } ?? usualFolders
    for place in folders {
      let found = files(of: part).compactMap { Self.present($0, in: place) }
      guard found.count == files(of: part).count else { continue }
      var read: [DataFile] = []
      for path in found { read.append(try DataFile(contentsOf: path)) }
      return try samples(from: read)
    }
    throw missing(part, from: folders)
  }

  private func samples(from files: [DataFile]) throws(DiagnosticError) -> LabelledSamples {
    guard self != .cifar10 else { return try SampleFiles.cifar10(files, name: rawValue) }
    return try SampleFiles.idx(
      images: files[0], labels: files[1], classes: 10, name: rawValue,
      classNames: self == .mnist ? [] : Self.fashionClasses)
  }

  /// Fashion-MNIST's classes, in the order of their labels.
  public static let fashionClasses = [
    "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
  ]

  /// The names of the files, without .gz.
  private func files(of part: Part) -> [String] {
    switch self {
    case .cifar10: part == .train ? (1...5).map { "data_batch_\($0).bin" } : ["test_batch.bin"]
    case .mnist, .fashionMNIST:
      ["images-idx3", "labels-idx1"].map { (part == .train ? "train-" : "t10k-") + $0 + "-ubyte" }
    }
  }

  /// Where Debian's packages and torchvision put it.
  public var usualFolders: [String] {
    let home = FileManager.default.homeDirectoryForCurrentUser.path
    return switch self {
    case .mnist: ["data/MNIST/raw", home + "/data/MNIST/raw"]
    case .fashionMNIST:
      ["/usr/share/datasets/fashion-mnist", "data/FashionMNIST/raw", home + "/data/FashionMNIST/raw"]
    case .cifar10: ["data/cifar-10-batches-bin", home + "/data/cifar-10-batches-bin"]
    }
  }

  /// The path of a file or of its .gz, whichever is there.
  private static func present(_ name: String, in folder: String) -> String? {
    [name, name + ".gz"].map { folder + "/" + $0 }.first { FileManager.default.fileExists(atPath: $0) }
  }

  private func missing(_ part: Part, from folders: [String]) -> DiagnosticError {
    let cure =
      switch self {
      case .mnist: "torchvision.datasets.MNIST(root) puts the files into root/MNIST/raw: name that folder"
      case .fashionMNIST:
        "Debian's package dataset-fashion-mnist puts them into /usr/share/datasets/fashion-mnist, "
          + "torchvision.datasets.FashionMNIST(root) into root/FashionMNIST/raw: name that folder"
      case .cifar10:
        "the binary version, cifar-10-binary.tar.gz, unpacks into cifar-10-batches-bin: name that folder"
      }
    return .unreadable(
      Diagnostic(
        file: folders[0],
        message: "the \(part.rawValue) part of \(rawValue) (\(files(of: part).joined(separator: ", "))) "
          + (folders.count == 1
            ? "is not in this folder" : "is in none of \(folders.joined(separator: ", "))"),
        suggestion: cure))
  }
}
