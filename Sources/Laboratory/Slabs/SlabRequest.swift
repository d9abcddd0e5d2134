import DeepNetworks
import Foundation

/// What `rankfall slabs` was asked for.
public struct SlabRequest: Sendable {
  /// normal, orthogonal or alike
  public var law = "normal"
  public var size = 64
  public var columns: Int?
  /// Of alike updates.
  public var directions: Int?
  /// Lists with commas; every combination is walked.
  public var batches = "1"
  public var rates = "0.1"
  public var lambdas: String?
  /// PyTorch's weight_decay, instead.
  public var decays: String?
  public var updates: Int?
  public var thresholds = "0.1,0.03,0.01,0.003,0.001"
  /// The deviation of the first weights.
  public var start = 0.0
  public var seed: UInt64 = 1
  public var threads = 1

  public init() {}

  static let laws = ["normal", "orthogonal", "alike"]
  /// Of rates and first weights; one over it is the smallest rate.
  private static let largest = 1e6
  private static let (mostSize, mostBatch, mostUpdates, mostWalks) = (512, 4096, 1_000_000, 64)

  /// What is to be walked, a subject for each combination; or the first thing that is wrong with what was asked for.
  public func subjects() throws(LaboratoryError) -> [SlabSubject] {
    let law = try chosenLaw()
    let q = columns ?? size
    for (flag, number) in [("--size", size), ("--columns", q)] {
      guard (1...Self.mostSize).contains(number) else {
        throw .unknown("\(flag) \(number)", cure: "1 to \(Self.mostSize) rows or columns")
      }
    }
    guard start >= 0, start <= Self.largest else {
      throw .unknown(
        "--start \(readable(start))", cure: "a deviation between 0 and 1e6; slabs have entries near 1")
    }
    var reader = BoundRequest(weights: "", batchSize: 1)
    try reader.setThresholds(thresholds)
    let sizes = try Self.numbers(batches, "--batch", "batch sizes such as 1,2,4") {
      Int($0).flatMap { (1...Self.mostBatch).contains($0) ? $0 : nil }
    }
    let (mus, shares) = (try Self.positive(rates, "--lr"), try decay())
    // Only the product with lambda counts, and squares of weights have to be numbers.
    if let wrong = mus.first(where: { !(1 / Self.largest...Self.largest).contains($0) }) {
      throw .unknown(
        "--lr \(readable(wrong))", cure: "between 1e-6 and 1e6; only 2 mu lambda counts from zero")
    }
    guard sizes.count * mus.count * shares.count <= Self.mostWalks else {
      throw .unknown(
        "\(sizes.count * mus.count * shares.count) combinations", cure: "at most \(Self.mostWalks) of them")
    }
    var subjects: [SlabSubject] = []
    for batch in sizes {
      for mu in mus {
        for wd in shares {
          let slabs = RandomSlabs(outputs: size, inputs: q, batchSize: batch, law: law, seed: seed)
          subjects.append(try subject(slabs, mu, wd, reader.thresholds))
        }
      }
    }
    let bytes = subjects.map(\.bytes).sorted(by: >).prefix(max(1, threads)).reduce(0, +)
    try MachineMemory().check(
      "the recorded updates of \(min(threads, subjects.count)) walks", takes: bytes,
      cure: "more decay, a larger smallest --eps, or smaller batches")
    return subjects
  }

  private func subject(
    _ slabs: RandomSlabs, _ mu: Double, _ wd: Double, _ thresholds: [Double]
  ) throws(LaboratoryError) -> SlabSubject {
    guard let forgetting = Forgetting(learningRate: mu, weightDecay: wd) else {
      throw .unknown(
        "a learning rate of \(readable(mu)) and a lambda of \(readable(wd / 2))",
        cure: "2 mu lambda, the share that an update forgets, is below 1")
    }
    let windows = thresholds.compactMap { forgetting.window(to: $0 / 2) }
    let rows = min(slabs.outputs, slabs.inputs)
    // Long enough to forget how it began; without decay, to fill the matrix.
    let usual = slabs.mostUpdates ?? windows.max().map { 2 * $0 } ?? 2 * rows / slabs.batchSize + 2
    let count = updates ?? usual
    if let most = slabs.mostUpdates {
      guard most >= 1, count <= most else {
        throw .unknown(
          "\(max(1, count)) updates of \(slabs.batchSize) orthogonal slabs in \(rows) dimensions",
          cure: "at most \(most): a larger --size, smaller --batch, or another --law")
      }
    }
    guard count >= 1, count <= Self.mostUpdates else {
      throw .unknown(
        "\(count) updates",
        cure: "1 to \(Self.mostUpdates); more decay forgets sooner, and --updates says how many")
    }
    return SlabSubject(
      slabs: slabs, forgetting: forgetting, updates: count, start: start, thresholds: thresholds)
  }

  private func chosenLaw() throws(LaboratoryError) -> RandomSlabs.Law {
    guard directions == nil || law == "alike" else {
      throw .unknown("--directions of \(legible(law)) slabs", cure: "it goes with --law alike")
    }
    switch law {
    case "normal": return .normal
    case "orthogonal": return .orthogonal
    case "alike":
      let count = directions ?? 4
      guard (1...Self.mostSize).contains(count) else {
        throw .unknown("--directions \(count)", cure: "1 to \(Self.mostSize)")
      }
      return .alike(directions: count)
    default:
      throw .unknown(
        "no law is called \(quoted(law))",
        cure: didYouMean(law, among: Self.laws) ?? "there are normal, orthogonal and alike")
    }
  }

  /// PyTorch's weight decays of either flag.
  private func decay() throws(LaboratoryError) -> [Double] {
    switch (decays, lambdas) {
    case (let decays?, nil): return try Self.positive(decays, "--wd", orZero: true)
    case (nil, let lambdas): return try Self.positive(lambdas ?? "1", "--lambda", orZero: true).map { 2 * $0 }
    case (_?, _?):
      throw .unknown(
        "--wd and --lambda say the same thing twice, with a factor 2 between them",
        cure: "give --lambda, the coefficient of lambda |W|^2, or --wd, PyTorch's weight_decay, twice that")
    }
  }

  private static func positive(
    _ text: String, _ flag: String, orZero: Bool = false
  ) throws(LaboratoryError) -> [Double] {
    try numbers(text, flag, "numbers with commas, such as 0.1,0.2") {
      Double($0).flatMap { $0.isFinite && ($0 > 0 || orZero && $0 == 0) ? $0 : nil }
    }
  }

  private static func numbers<Number: Equatable>(
    _ text: String, _ flag: String, _ cure: String, _ read: (Substring) -> Number?
  ) throws(LaboratoryError) -> [Number] {
    let found = text.split(separator: ",", omittingEmptySubsequences: false).map(read)
    let whole = found.compactMap(\.self)
    guard !whole.isEmpty, whole.count == found.count else {
      throw .unknown("\(flag) \(legible(text))", cure: cure)
    }
    return distinct(whole)
  }
}
