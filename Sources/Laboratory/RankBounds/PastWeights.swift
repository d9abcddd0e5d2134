import DeepNetworks
import Matrices

/// What is known of the layers earlier in training: an older archive, or norms.
struct PastWeights {
  private var older: (weights: TrainedWeights, updates: Int, product: Double)?
  private var norms: (table: OldNorms, file: String)?
  private let product: @Sendable (Int) -> Double?

  init(
    _ request: BoundRequest, _ names: [String], product: @escaping @Sendable (Int) -> Double?
  ) throws {
    self.product = product
    guard request.previous != nil || request.norms != nil || request.updates != nil else { return }
    guard request.momentum == 0 else {
      throw LaboratoryError.unknown(
        "--previous and --norms do not go with --momentum",
        cure:
          "what momentum remembers of old weights needs their velocity too, which a snapshot does not have")
    }
    if let path = request.previous {
      guard let updates = request.updates, updates > 0 else {
        throw LaboratoryError.unknown(
          "how many updates ago were the weights of \(path)?", cure: "give --updates, 1 or more")
      }
      guard let left = product(updates) else { throw Self.tooShort(updates) }
      older = (try TrainedWeights(contentsOf: path, head: "none"), updates, left)
    } else if request.updates != nil {
      throw LaboratoryError.unknown(
        "--updates says how old the weights of --previous are",
        cure: "give --previous, or leave --updates out")
    }
    if let path = request.norms { norms = (try OldNorms(contentsOf: path, layers: names), path) }
  }

  private static func tooShort(_ updates: Int) -> LaboratoryError {
    .unknown("--schedule has fewer than \(updates) updates", cure: "give the stages of all of them")
  }

  /// The layer's snapshots; `update` counts backwards from now.
  func snapshots(of layer: NetworkLayer, updateRank: Int) throws -> [WeightSnapshot] {
    var found: [WeightSnapshot] = []
    if let older {
      guard let old = older.weights.layers.first(where: { $0.name == layer.name }) else {
        throw TrainedWeights.unknown(layer.name, older.weights.layers.map(\.name), in: older.weights.file)
      }
      guard old.weights.rows == layer.weights.rows, old.weights.columns == layer.weights.columns else {
        throw DiagnosticError.badContent(
          Diagnostic(
            file: older.weights.file,
            message: "\(quoted(layer.name)) is \(old.weights.rows) x \(old.weights.columns) here and "
              + "\(layer.weights.rows) x \(layer.weights.columns) now",
            suggestion: "give an earlier snapshot of the same network"))
      }
      guard old.weights.isFinite else {
        throw DiagnosticError.badContent(
          Diagnostic(
            file: older.weights.file, message: "\(quoted(layer.name)) has an entry that is not finite",
            suggestion: "give a snapshot from before that"))
      }
      found.append(
        WeightSnapshot(
          update: -older.updates, singularValues: old.weights.singularValues, weights: old.weights,
          product: older.product, addedRank: Self.times(older.updates, updateRank)))
    }
    for (ago, norm) in norms?.table.norms(of: layer.name) ?? [] {
      guard let left = product(ago) else { throw Self.tooShort(ago) }
      found.append(
        WeightSnapshot(
          update: -ago, singularValues: [norm], product: left, addedRank: Self.times(ago, updateRank)))
    }
    return found
  }

  private static func times(_ a: Int, _ b: Int) -> Int {
    let (product, isTooMuch) = a.multipliedReportingOverflow(by: b)
    // Room for another rank on top.
    return isTooMuch ? .max / 2 : min(product, .max / 2)
  }
}
