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
  ///
  /// - Parameter layers: as `--layers` of `rankfall train` reads them; nil for linear layers with rectifiers between them,
  ///   whose widths the arrays say.
  public init(weights path: String, _ said: TrainRequest, layers: String? = nil) throws {
    source = path
    isRun = false
    numbers = try KeptNumbers(contentsOf: path)
    var request = said
    (request.epochs, request.updates) = (nil, 1)
    if let layers {
      request.layers = layers
      training = try Self.fitting(request, numbers)
    } else {
      let perceptron = try KeptPerceptron(numbers)
      request.layers = perceptron.layers
      (request.hasBiases, request.isNormalized) = (perceptron.hasBiases, perceptron.isNormalized)
      training = try request.subject()
      let data = training.data
      try perceptron.check(
        inputs: data.train.inputCount, outputs: data.train.outputCount, of: data.name, in: path)
    }
    try checkShape()
  }

  /// The layers that were said, with or without biases and a normalisation after each, whichever the numbers are of.
  private static func fitting(_ said: TrainRequest, _ numbers: KeptNumbers) throws -> TrainSubject {
    var shelf = TrainDataShelf()
    var nearest = try said.subject(taking: &shelf)
    // A text with bn says all of them; of one sample there is none.
    let saysAll = try LayerText(said.layers).words.contains { $0.mentions(.normalization) }
    for isNormalized in saysAll || said.batchSize == 1 ? [false] : [false, true] {
      for hasBiases in [true, false] {
        var request = said
        (request.hasBiases, request.isNormalized) = (hasBiases, isNormalized)
        let subject = try request.subject(taking: &shelf)
        if numbers.mismatch(with: subject.setting.network) == nil { return subject }
        // What is wrong with it is told of the one with as many arrays.
        if subject.setting.network.parameters.count == numbers.arrays.count { nearest = subject }
      }
    }
    return nearest
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
    if let mismatch = numbers.mismatch(with: training.setting.network) {
      throw KeptNumbers.fault(numbers.file, mismatch)
    }
  }

  /// The trained network; an archive does not say after how many updates.
  func state<Element: NetworkElement>(
    in precision: Element.Type
  ) throws(DiagnosticError) -> TrainingState<Element> {
    try numbers.state(of: training.setting.network, in: precision)
  }

  /// The weights that may be cut: all but the head, and but those of attention, which are no layers between which a narrower
  /// one would fit. A network of one layer has nothing but its head.
  static func cut(_ network: Network, withHead: Bool) throws(LaboratoryError) -> Set<Int> {
    let weights = network.weights
    let isLone = weights.count == 1
    let found = weights.indices.filter {
      (withHead || isLone || $0 < weights.count - 1) && !weights[$0].isOfAttention
    }
    guard !found.isEmpty else {
      throw .unknown(
        "nothing to cut: all weights but the last are queries, keys and values of attention, which stay whole, since it is "
          + "their products that count",
        cure: "--head cuts the last layer, too")
    }
    return Set(found)
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
