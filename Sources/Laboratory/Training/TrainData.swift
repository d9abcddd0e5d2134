import Foundation
import Learning

/// What a network is trained and tested on, and everything that decided which samples these are.
public struct TrainData: Sendable {
  public let name: String
  public let train: LabelledSamples
  public let test: LabelledSamples?
  let members: [JSONText.Member]
  /// The fingerprint of every number.
  let contentText: String
  /// How inputs were scaled, in words.
  let scaling: String

  /// - Parameters:
  ///   - trainCount, testCount: how many samples, drawn by the seed; nil for what there is. Where the data have no test part,
  ///     a fifth is one.
  ///   - standardise: input, channel, whole or none; nil for what suits the data.
  ///   - isTarget: whether answers are numbers and not classes.
  init(
    _ text: String, train trainCount: Int?, test testCount: Int?, standardise: String?, isTarget: Bool,
    seed: UInt64
  ) throws {
    let source = try DataSource(text)
    let scope = try Self.scope(standardise, source)
    for (flag, count) in [("--train", trainCount), ("--test", testCount)] {
      guard count ?? 1 >= (flag == "--test" ? 0 : 1) else {
        throw LaboratoryError.unknown("\(flag) \(count ?? 0)", cure: "say how many samples")
      }
    }
    var (train, test, own) = try Self.parts(
      of: source, trainCount, testCount, isTarget: isTarget, seed: seed)
    guard train.samples > 0 else {
      throw LaboratoryError.unknown("no sample is left to train on", cure: "take fewer for --test")
    }
    if let scope {
      let standard = InputStandardisation(fitting: train, per: scope)
      train = standard(train)
      test = test.map { standard($0) }
    }
    name = source.name
    self.train = train
    self.test = test
    scaling = scope.map { "standardised (each \($0.rawValue))" } ?? "as they are"
    contentText = Self.content(train, test)
    own += [
      .init(key: "train", value: .integer(train.samples)),
      .init(key: "test", value: .integer(test?.samples ?? 0)),
      .init(key: "standardise", value: .text(scope?.rawValue ?? "none")),
      .init(key: "content", value: .text(contentText)),
    ]
    members = [.init(key: "name", value: .text(source.name))] + own
  }

  private static func scope(
    _ word: String?, _ source: DataSource
  ) throws(LaboratoryError) -> InputStandardisation.Scope? {
    guard let word else { return source.scale }
    if word == "none" { return nil }
    let words = InputStandardisation.Scope.allCases.map(\.rawValue) + ["none"]
    guard let scope = InputStandardisation.Scope(rawValue: word) else {
      throw .unknown(
        "--standardise \(legible(word))",
        cure: didYouMean(word, among: words) ?? "there are \(words.joined(separator: ", "))")
    }
    return scope
  }

  private typealias Parts = (LabelledSamples, LabelledSamples?, [JSONText.Member])

  private static func parts(
    of source: DataSource, _ train: Int?, _ test: Int?, isTarget: Bool, seed: UInt64
  ) throws -> Parts {
    let kind: SampleFiles.AnswerKind = isTarget ? .targets : .labels(classes: nil)
    switch source {
    case .generated(let law, let asked):
      guard train == nil else {
        throw LaboratoryError.unknown(
          "--train does not go with data that are drawn", cure: "write \(law.rawValue):samples=\(train ?? 0)")
      }
      return try law.samples(asked, test: test)
    case .digits:
      let file = try DataFile(contentsOf: DataSource.digitsFile())
      let all = try SampleFiles.npz(file, as: .labels(classes: 10), name: "digits")
      return try split(all, train, test, seed)
    case .known(let known, let folder):
      let pools = (try known.samples(.train, in: folder), try known.samples(.test, in: folder))
      return (
        try chosen(train, of: pools.0, "--train", seed),
        test == 0 ? nil : try chosen(test, of: pools.1, "--test", seed), drawn(seed)
      )
    case .archive(let path):
      return try split(
        try SampleFiles.npz(DataFile(contentsOf: path), as: kind, name: source.name), train, test, seed)
    case .table(let path):
      return try split(
        try SampleFiles.csv(DataFile(contentsOf: path), as: kind, name: source.name), train, test, seed)
    }
  }

  private static func drawn(_ seed: UInt64) -> [JSONText.Member] {
    [.init(key: "split_seed", value: .text("\(seed)"))]
  }

  private static func split(
    _ all: LabelledSamples, _ train: Int?, _ test: Int?, _ seed: UInt64
  ) throws(LaboratoryError) -> Parts {
    let held = test ?? train.map { max(0, all.samples - $0) } ?? all.samples / 5
    guard held < all.samples else {
      throw .unknown(
        "\(held) samples to test, of \(all.samples), leave none to train on",
        cure: "lower --test to \(all.samples - 1) or less")
    }
    let taken = train ?? (all.samples - held)
    guard taken <= all.samples - held else {
      throw .unknown(
        "\(taken) samples to train on and \(held) to test are more than \(all.samples), which there are",
        cure: "lower --train or --test")
    }
    let parts = all.split(test: held, seed: seed)
    return (parts.train.first(taken), held > 0 ? parts.test : nil, drawn(seed))
  }

  private static func chosen(
    _ count: Int?, of pool: LabelledSamples, _ flag: String, _ seed: UInt64
  ) throws(LaboratoryError) -> LabelledSamples {
    guard let count, count != pool.samples else { return pool }
    guard count < pool.samples else {
      throw .unknown("\(flag) \(count) of \(pool.samples) samples", cure: "take at most \(pool.samples)")
    }
    return pool.split(test: count, seed: seed).test
  }

  /// A fingerprint of every number, so that a folder's name changes with the content of a file.
  private static func content(_ train: LabelledSamples, _ test: LabelledSamples?) -> String {
    var hash: UInt64 = 0
    func mix(_ bits: UInt64) { hash = (hash ^ bits) &* 0x9E37_79B9_7F4A_7C15 ^ (hash >> 29) }
    for part in [train, test].compactMap(\.self) {
      for x in part.inputs { mix(x.bitPattern) }
      for label in part.labels ?? [] { mix(UInt64(label)) }
      for target in part.targets ?? [] { mix(target.bitPattern) }
    }
    return Fingerprint(littleEndian(hash)).text
  }
}
