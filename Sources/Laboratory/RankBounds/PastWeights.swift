import DeepNetworks
import Matrices

/// What is known of the layers earlier in training: an older archive, or norms. With momentum also those one update earlier,
/// because W_T remembers both.
struct PastWeights {
  private var older: (weights: TrainedWeights, before: TrainedWeights?, updates: Int, product: Double)?
  private var norms: (table: OldNorms, file: String)?
  private let steps: PastSteps

  init(_ request: BoundRequest, _ names: [String], _ steps: PastSteps) throws {
    self.steps = steps
    try Self.check(request)
    if let path = request.previous {
      guard let updates = request.updates, updates > 0 else {
        throw LaboratoryError.unknown(
          "how many updates ago were the weights of \(path)?", cure: "give --updates, 1 or more")
      }
      let left = try steps.product(ofLast: updates)
      let before = try request.beforePrevious.map { try TrainedWeights(contentsOf: $0, head: "none") }
      older = (try TrainedWeights(contentsOf: path, head: "none"), before, updates, left)
    } else if request.updates != nil {
      throw LaboratoryError.unknown(
        "--updates says how old the weights of --previous are",
        cure: "give --previous, or leave --updates out")
    }
    if let path = request.norms { norms = (try OldNorms(contentsOf: path, layers: names), path) }
  }

  private static func check(_ request: BoundRequest) throws(LaboratoryError) {
    if request.momentum > 0 {
      guard request.previous == nil || request.beforePrevious != nil else {
        throw .unknown(
          "--previous with --momentum needs the velocity, too",
          cure: "give --before-previous, the arrays one update before those")
      }
    } else if request.beforePrevious != nil {
      throw .unknown(
        "--before-previous without --momentum",
        cure: "give the momentum, or leave it out: --previous is enough")
    }
    guard request.beforePrevious == nil || request.previous != nil else {
      throw .unknown("--before-previous without --previous", cure: "give both archives")
    }
  }

  /// The layer's snapshots; `update` counts backwards from now.
  func snapshots(of layer: NetworkLayer, updateRank: Int) throws -> [WeightSnapshot] {
    var found: [WeightSnapshot] = []
    if let older {
      var old = try Self.weights(of: layer, in: older.weights)
      var left = older.product
      if let before = older.before, let momentum = steps.momentum {
        let earlier = try Self.weights(of: layer, in: before)
        for factors in try steps.factors(of: momentum, after: [older.updates]) {
          old = factors.own * old + factors.older * earlier
        }
        left = 1
      }
      found.append(
        WeightSnapshot(
          update: -older.updates, singularValues: old.singularValues, weights: old, product: left,
          addedRank: Self.times(older.updates, updateRank)))
    }
    guard let norms else { return found }
    let known = norms.table.norms(of: layer.name)
    if let momentum = steps.momentum {
      return found + (try remembered(known, by: momentum, updateRank, of: layer, in: norms.file))
    }
    for (ago, norm) in known {
      found.append(
        WeightSnapshot(
          update: -ago, singularValues: [norm], product: try steps.product(ofLast: ago),
          addedRank: Self.times(ago, updateRank)))
    }
    return found
  }

  /// With momentum: what norms of n and n + 1 updates ago leave at most.
  private func remembered(
    _ known: [(ago: Int, norm: Double)], by momentum: MomentumRule, _ updateRank: Int, of layer: NetworkLayer,
    in file: String
  ) throws -> [WeightSnapshot] {
    guard !known.isEmpty else { return [] }
    let norms = Dictionary(known.map { ($0.ago, $0.norm) }, uniquingKeysWith: { max($0, $1) })
    let pairs = norms.keys.filter { norms[$0 + 1] != nil }.sorted()
    guard let longest = pairs.last else {
      throw DiagnosticError.badContent(
        Diagnostic(
          file: file, message: "with momentum no norm of \(quoted(layer.name)) has one of one update earlier",
          suggestion: "write rows for `ago` and ago + 1, such as 100 and 101"))
    }
    guard longest <= 10_000_000 else {
      throw LaboratoryError.unknown("norms of \(longest) updates ago", cure: "at most 1e7 with --momentum")
    }
    return try steps.factors(of: momentum, after: pairs).map { n, own, older in
      let norm = abs(own) * (norms[n] ?? 0) + abs(older) * (norms[n + 1] ?? 0)
      return WeightSnapshot(update: -n, singularValues: [norm], addedRank: Self.times(n, updateRank))
    }
  }

  /// A layer's weights in an archive, of the same shape and finite.
  private static func weights(of layer: NetworkLayer, in archive: TrainedWeights) throws -> Matrix {
    guard let old = archive.layers.first(where: { $0.name == layer.name })?.weights else {
      throw TrainedWeights.unknown(layer.name, archive.layers.map(\.name), in: archive.file)
    }
    guard old.rows == layer.weights.rows, old.columns == layer.weights.columns else {
      throw DiagnosticError.badContent(
        Diagnostic(
          file: archive.file,
          message: "\(quoted(layer.name)) is \(old.rows) x \(old.columns) here and "
            + "\(layer.weights.rows) x \(layer.weights.columns) now",
          suggestion: "give an earlier snapshot of the same network"))
    }
    guard old.isFinite else {
      throw DiagnosticError.badContent(
        Diagnostic(
          file: archive.file, message: "\(quoted(layer.name)) has an entry that is not finite",
          suggestion: "give a snapshot from before that"))
    }
    return old
  }

  private static func times(_ a: Int, _ b: Int) -> Int {
    let (product, isTooMuch) = a.multipliedReportingOverflow(by: b)
    // Room for another rank on top.
    return isTooMuch ? .max / 2 : min(product, .max / 2)
  }
}
