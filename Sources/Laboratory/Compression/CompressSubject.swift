import DeepNetworks
import Foundation

/// A trained network that is to be compressed, with the data that it was trained on.
public struct CompressSubject: Sendable {
  /// The folder or the archive.
  public let source: String
  /// Data, network and training; of an archive what was said of them.
  let training: TrainSubject
  /// Whether the training is known, and not only said.
  let isRun: Bool
  private let numbers: KeptNumbers

  /// The network of a folder of `rankfall train`.
  ///
  /// - Parameter request: how it was trained, read out of the command that the folder keeps.
  public init(run folder: String, _ request: TrainRequest) throws {
    let run = RunFolder(folder)
    try self.init(run, request, content: try Self.content(of: run))
  }

  /// The network of a run of an experiment file.
  public init(_ run: KeptRun, threads: Int) throws {
    var request = run.request
    // Recorded updates are of no use here.
    (request.hasCertificates, request.threads) = (false, threads)
    try self.init(run.folder, request, content: run.content)
  }

  private init(_ run: RunFolder, _ request: TrainRequest, content: String) throws {
    try run.check()
    source = run.path
    training = try request.subject()
    isRun = true
    numbers = try KeptNumbers(contentsOf: run.file("weights.npz"))
    // A file that was changed since, or a generator of another version, would make another experiment of it.
    guard training.data.contentText == content else {
      throw LaboratoryError.unknown(
        "the data of \(run.path) are not what they were when it was trained",
        cure: "train it again, or give back the old data")
    }
    try checkShape()
  }

  /// The network of an archive, and what it works on.
  public init(weights path: String, _ said: TrainRequest) throws {
    source = path
    isRun = false
    numbers = try KeptNumbers(contentsOf: path)
    var request = said
    let hidden = numbers.widths.dropFirst().dropLast()
    request.layers = hidden.isEmpty ? "none" : hidden.map(String.init).joined(separator: "-")
    (request.hasBiases, request.isNormalized) = (numbers.hasBiases, numbers.isNormalized)
    (request.epochs, request.updates) = (nil, 1)
    training = try request.subject()
    try checkShape()
  }

  /// Whether a path is an archive of weights, and not a run.
  public static func isArchive(_ path: String) -> Bool { path.lowercased().hasSuffix(".npz") }

  /// The words of the command that made a run, and throws what is wrong with its folder.
  public static func command(of folder: String) throws(LaboratoryError) -> [String] {
    struct Manifest: Decodable {
      let status: String
      let command: [String]
    }
    let run = RunFolder(folder)
    guard let data = FileManager.default.contents(atPath: run.file("run.json")) else {
      throw .notARun(folder: folder, reason: "it has no run.json", of: "train")
    }
    let manifest: Manifest
    do {
      manifest = try JSONDecoder().decode(Manifest.self, from: data)
    } catch {
      throw .notARun(folder: folder, reason: "run.json cannot be read", of: "train")
    }
    guard manifest.status == "finished" else {
      throw .notARun(folder: folder, reason: "its status is \(manifest.status)", of: "train")
    }
    guard manifest.command.count > 1, manifest.command[1] == "train" else {
      throw .unknown(
        "\(folder) was not made by `rankfall train`",
        cure: "give its weights.npz, and --data with what it was trained on")
    }
    return manifest.command
  }

  /// The fingerprint of the data that a folder of `rankfall train` was trained on.
  private static func content(of run: RunFolder) throws(LaboratoryError) -> String {
    struct Kept: Decodable {
      struct Data: Decodable { let content: String }
      let data: Data
    }
    guard let bytes = FileManager.default.contents(atPath: run.file("train.json")) else {
      throw .notARun(folder: run.path, reason: "it has no train.json", of: "train")
    }
    do {
      return try JSONDecoder().decode(Kept.self, from: bytes).data.content
    } catch {
      throw .notARun(folder: run.path, reason: "train.json does not say which data", of: "train")
    }
  }

  private func checkShape() throws(DiagnosticError) {
    let (inputs, outputs) = (training.data.train.inputCount, training.data.train.outputCount)
    let widths = numbers.widths
    guard widths[0] == inputs, widths[widths.count - 1] == outputs else {
      throw .badContent(
        Diagnostic(
          file: numbers.file,
          message:
            "the network has \(widths[0]) inputs and \(widths[widths.count - 1]) outputs, and the data "
            + "\(training.data.name) \(inputs) and \(outputs)",
          suggestion: "name the data that the network was trained on"))
    }
  }

  /// The trained network; an archive does not say after how many updates.
  func state<Element: NetworkElement>(
    in precision: Element.Type
  ) throws(DiagnosticError) -> TrainingState<Element> {
    try numbers.state(of: training.setting.network, in: precision)
  }

  private var traits: RunTraits {
    let setting = training.setting
    let name = (source as NSString).lastPathComponent
    var members: [(name: String, value: String)] = [
      ("", training.data.name), ("", training.shape), ("train", "\(training.data.train.samples)"),
    ]
    members +=
      isRun
      ? [
        ("wd", readable(setting.descent.weightDecay)), ("mu", readable(setting.descent.learningRate)),
        ("momentum", readable(training.request.momentum)), ("B", "\(setting.batchSize)"),
        ("updates", "\(setting.updates)"), ("seed", "\(setting.seed)"),
      ] : [("", name)]
    return RunTraits(members: members, fallback: name)
  }

  /// A name for each of some networks.
  static func labels(of subjects: [CompressSubject]) -> [String] {
    RunTraits.labels(of: subjects.map(\.traits))
  }

  var json: JSONText {
    .object([
      "source": .text((source as NSString).lastPathComponent), "trained_here": .boolean(isRun),
      "training": training.json,
    ])
  }
}
