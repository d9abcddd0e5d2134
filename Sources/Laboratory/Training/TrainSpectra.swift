import DeepNetworks
import Foundation
import Simulation

/// The singular values of a training's weights at its looks, with what an update can do to them: from a training that has just
/// finished, or from the folder of one.
public struct TrainSpectra: Sendable {
  /// As layers.json has it.
  struct Layer: Sendable, Decodable {
    let name: String
    let role: String
    let kind: String?
    let rows: Int
    let columns: Int
    /// r1
    let updateRank: Int

    enum CodingKeys: String, CodingKey {
      case name, role, kind, rows, columns
      case updateRank = "update_rank"
    }

    var count: Int { min(rows, columns) }
    var isHead: Bool { role == NetworkLayer.Role.head.rawValue }

    func title(_ number: Int) -> String {
      LayerTitle.text(
        number, kind: kind, rows: rows, columns: columns, role: NetworkLayer.Role(rawValue: role) ?? .hidden)
    }
  }

  let traits: RunTraits
  let layers: [Layer]
  let record: Record
  /// beta, where it is the same for every update and nothing but the weights remembers; nil otherwise.
  let forgetting: Double?
  /// The clock, where it is the same for every update and runs.
  let clock: TrainClock?
  /// The thresholds of its ranks.
  let thresholds: [Double]

  init(_ run: TrainRun) {
    let (setting, request) = (run.subject.setting, run.subject.request)
    let isConstant = setting.descent.schedule == .constant && request.momentum == 0
    traits = Self.traits(
      data: run.subject.data.name, widths: run.subject.shape, decay: setting.descent.weightDecay,
      rate: setting.descent.learningRate, momentum: request.momentum, batch: setting.batchSize,
      updates: setting.updates, seed: "\(setting.seed)", fallback: run.subject.data.name)
    layers = run.layers.map {
      Layer(
        name: $0.name, role: $0.role.rawValue, kind: $0.kind, rows: $0.rows, columns: $0.columns,
        updateRank: $0.updateRank)
    }
    record = run.record
    forgetting = isConstant ? setting.descent.forgetting(at: 0) : nil
    thresholds = run.subject.plan.thresholds
    clock = TrainClock(
      rate: setting.descent.learningRate, weightDecay: setting.descent.weightDecay,
      momentum: request.momentum, isDecoupled: request.isDecoupled, schedule: request.schedule)
  }

  /// Whether a folder is one of `rankfall train`.
  public static func isTraining(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: RunFolder(folder).file("train.json"))
  }

  /// Throws if the folder is not that of a finished training.
  public init(folder: String) throws {
    let run = RunFolder(folder)
    try run.check()
    let asked: Asked = try Self.decoded(run, "train.json")
    let found: Found = try Self.decoded(run, "layers.json")
    let training = asked.training
    record = try run.record()
    layers = found.layers.map(\.bounds)
    guard record.shows(Self.series),
      record[Self.series].components == layers.reduce(0, { $0 + $1.count })
    else {
      throw LaboratoryError.notARun(
        folder: folder, reason: "it has not the spectra of its layers", of: "train")
    }
    forgetting = training.schedule == "constant" && training.momentum == 0 ? training.beta : nil
    thresholds = asked.thresholds
    clock = TrainClock(
      rate: training.learning_rate, weightDecay: training.weight_decay, momentum: training.momentum,
      isDecoupled: training.decay == StepMemory.Decay.decoupled.rawValue, schedule: training.schedule)
    traits = Self.traits(
      data: asked.data.name,
      widths: asked.network.shape ?? asked.network.widths.map(String.init).joined(separator: "-"),
      decay: training.weight_decay, rate: training.learning_rate, momentum: training.momentum,
      batch: training.batch, updates: training.updates, seed: training.seed,
      fallback: (run.path as NSString).lastPathComponent)
  }

  private static let series = "layer_singular_values"

  /// The singular values of a layer at a look, largest first.
  func values(_ layer: Int, at look: Int) -> [Double] {
    let first = layers[..<layer].reduce(0) { $0 + $1.count }
    let all = record[Self.series]
    return (first..<first + layers[layer].count).map { all[0, look, $0] }
  }

  private static func traits(
    data: String, widths: String, decay: Double, rate: Double, momentum: Double, batch: Int, updates: Int,
    seed: String, fallback: String
  ) -> RunTraits {
    RunTraits(
      members: [
        ("", data), ("", widths), ("B =", "\(batch)"), ("mu =", readable(rate)),
        ("weight decay", readable(decay)), ("momentum", readable(momentum)), ("updates", "\(updates)"),
        ("seed", seed),
      ], fallback: fallback)
  }

  private static func decoded<Content: Decodable>(_ run: RunFolder, _ file: String) throws(LaboratoryError)
    -> Content
  {
    guard let bytes = FileManager.default.contents(atPath: run.file(file)) else {
      throw .notARun(folder: run.path, reason: "it has no \(file)", of: "train")
    }
    do {
      return try JSONDecoder().decode(Content.self, from: bytes)
    } catch {
      throw .notARun(folder: run.path, reason: "\(file) cannot be read", of: "train")
    }
  }
}

/// What is read of train.json and layers.json.
private struct Asked: Decodable {
  struct Data: Decodable { let name: String }
  struct Network: Decodable {
    let widths: [Int]
    /// Runs of earlier versions were perceptrons, and have widths alone.
    let shape: String?
  }
  struct Training: Decodable {
    let learning_rate: Double
    let weight_decay: Double
    let beta: Double
    let decay: String
    let momentum: Double
    let schedule: String
    let batch: Int
    let updates: Int
    let seed: String
  }
  let data: Data
  let network: Network
  let training: Training
  let thresholds: [Double]
}

private struct Found: Decodable {
  struct Entry: Decodable { let bounds: TrainSpectra.Layer }
  let layers: [Entry]
}
