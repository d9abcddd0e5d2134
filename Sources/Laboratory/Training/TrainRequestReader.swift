import Foundation

extension TrainRequest {
  /// A request from the keys of a section `train`, read by `TrainFields`.
  init(_ keys: Section) {
    self.init(data: keys.text("data") ?? "")
    (train, test, standardise) = (keys.integer("train"), keys.integer("test"), keys.text("standardise"))
    (isTarget, isNormalized) = (keys.boolean("targets"), keys.boolean("batch-norm"))
    (hasBiases, isDouble) = (!keys.boolean("no-bias"), keys.boolean("double"))
    (layers, start) = (keys.text("layers") ?? layers, keys.text("init") ?? start)
    (loss, learningRate) = (keys.text("loss"), keys.number("lr") ?? learningRate)
    (weightDecay, lambda) = (keys.number("wd"), keys.number("lambda"))
    (isDecoupled, momentum) = (keys.boolean("decoupled"), keys.number("momentum") ?? momentum)
    (schedule, batchSize) = (keys.text("schedule") ?? schedule, keys.integer("batch") ?? batchSize)
    (order, labelNoise) = (keys.text("order") ?? order, keys.number("label-noise") ?? labelNoise)
    isUnitGradient = keys.boolean("unit-gradient")
    (labelFlips, isLinear) = (keys.number("label-flips") ?? labelFlips, keys.boolean("linear"))
    (epochs, updates) = (keys.integer("epochs"), keys.integer("updates"))
    seed = keys.integer("seed").map(UInt64.init) ?? seed
    thresholds = keys.numbers("eps").map(distinct) ?? thresholds
    (looks, hasCertificates) = (keys.integer("looks"), keys.boolean("certificates"))
  }
}

/// What a request refuses, said of a file: a word has no dashes there, and stands somewhere.
enum TrainRefusal {
  /// - Parameter isOfData: whether the data are to blame, and no word is named.
  static func add(
    _ error: LaboratoryError, of keys: Section, isOfData: Bool, _ problems: inout Problems
  ) {
    guard case .unknown(let what, let cure) = error else {
      problems.add("\(error)", at: keys.place)
      return
    }
    // The first of its words that the file says is what is to be changed.
    let said = words(in: what + " " + cure).first { keys[$0] != nil } ?? (isOfData ? "data" : nil)
    problems.add(
      inFile(what), at: said.flatMap { keys[$0]?.place } ?? keys.place, cure: inFile(cure))
  }

  private static func words(in text: String) -> [String] {
    text.split { !$0.isLetter && $0 != "-" }.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
  }

  private static func inFile(_ text: String) -> String {
    TrainFields.all.map(\.name).sorted { $0.count > $1.count }.reduce(text) {
      $0.replacing("--" + $1, with: $1)
    }
  }
}

/// Data that several trainings share, read and scaled once.
struct TrainDataShelf {
  private var read: [String: TrainData] = [:]
  /// Where relative paths begin; empty for the working folder.
  let folder: String

  init(folder: String = "") { self.folder = folder }

  mutating func data(for request: TrainRequest) throws -> TrainData {
    let asked: [String] = [
      request.data, request.train.map(String.init) ?? "", request.test.map(String.init) ?? "",
      request.standardise ?? "", "\(request.isTarget)", "\(request.seed)",
    ]
    let key = asked.joined(separator: "\u{0}")
    if let found = read[key] { return found }
    let data = try TrainData(
      path(request.data), train: request.train, test: request.test, standardise: request.standardise,
      isTarget: request.isTarget, seed: request.seed)
    read[key] = data
    return data
  }

  /// A path as seen from here; a name is what it is.
  func path(_ text: String) -> String {
    let name = text.split(separator: ":").first.map(String.init) ?? text
    guard !DataSource.names.contains(name), !folder.isEmpty, !text.hasPrefix("/") else { return text }
    return (folder as NSString).appendingPathComponent(text)
  }
}
