import DeepNetworks
import Simulation

/// What figures and tables show of a training.
public enum TrainQuantity: String, Sendable, CaseIterable {
  case rank
  case frobeniusRank = "frobenius_rank"
  case relativeRank = "relative_rank"
  case trainAccuracy = "train_accuracy"
  case testAccuracy = "test_accuracy"
  case trainLoss = "train_loss"
  case testLoss = "test_loss"
  case normRatio = "norm_ratio"
  case weightNorm = "weight_norm"
  case frobeniusOverSpectral = "frobenius_over_spectral"
  case singularValues = "singular_values"
  case updates
  case clock

  /// Whether each layer has a number of its own.
  var isByLayer: Bool { self == .normRatio || self == .weightNorm }
  /// Whether each layer has its own, and a mean over some of them means something.
  var isOfLayers: Bool { isByLayer || [.rank, .frobeniusRank, .relativeRank].contains(self) }
  /// Whether it has a number at every look.
  var movesOverTraining: Bool { self != .updates && self != .clock }

  /// Whether numbers are written in percent.
  var isShare: Bool { self == .trainAccuracy || self == .testAccuracy }

  /// In a few words, with the unit of `text`.
  func title(above threshold: Double) -> String {
    switch self {
    case .rank: "mean rank above \(readable(threshold)) |W|_2"
    case .frobeniusRank: "mean rank above \(readable(threshold)) |W|_F"
    case .relativeRank: "mean rank above \(readable(threshold)) |W|_2 over the largest"
    default: symbol(above: threshold) + (isShare ? ", %" : "")
    }
  }

  func symbol(above threshold: Double) -> String {
    switch self {
    case .rank: "mean rank of hidden layers above \(readable(threshold)) |W|_2"
    case .frobeniusRank: "mean rank of hidden layers above \(readable(threshold)) |W|_F"
    case .relativeRank: "rank above \(readable(threshold)) |W|_2 over min(rows, columns)"
    case .trainAccuracy: "accuracy (train)"
    case .testAccuracy: "accuracy (test)"
    case .trainLoss: "mean loss (train)"
    case .testLoss: "mean loss (test)"
    case .normRatio: "|W_t| / |W_(t-1)|"
    case .weightNorm: "|W|"
    case .frobeniusOverSpectral: "|W|_F/|W|_2, harmonic mean over layers"
    case .singularValues: "singular values"
    case .updates: "updates"
    case .clock: "sum of mu weight_decay"
    }
  }

  /// A number as it stands in a table or in a cell of a map.
  func text(_ x: Double) -> String {
    guard x.isFinite else { return "-" }
    return switch self {
    case .rank, .frobeniusRank: Self.decimal(x, 1)
    case .trainAccuracy, .testAccuracy: Self.decimal(100 * x, 1)
    case .updates: String(Int(x))
    default: Self.decimal(x, 3)
    }
  }

  /// So many decimals, without zeros at the end.
  private static func decimal(_ x: Double, _ places: Int) -> String {
    let scale = places == 1 ? 10.0 : 1000.0
    return abs(x) < 1 / scale ? readable(x) : readable((x * scale).rounded() / scale)
  }
}

/// A training's numbers, read from its record alone: a run that was interrupted and resumed shows what it would have shown.
struct TrainSeries {
  let subject: TrainSubject
  let record: Record

  private var network: Network { subject.setting.network }
  var layers: Int { network.weights.count }
  private var looks: Int { record.steps.count }

  /// Epochs where epochs were asked for, else updates.
  var times: [Double] {
    guard case .epochs = subject.setting.length else { return record.times }
    return record.times.map { $0 / Double(subject.setting.updatesPerEpoch) }
  }

  /// The sum of mu weight_decay until each look.
  var clock: [Double] {
    let descent = subject.setting.descent
    var (sum, step) = (0.0, 0)
    return record.steps.map { look in
      while step < look {
        sum += descent.learningRate(at: step) * descent.weightDecay
        step += 1
      }
      return sum
    }
  }

  /// The number at every look; NaN where there is none. `layer` is asked of quantities that each layer has.
  func path(_ quantity: TrainQuantity, above threshold: Double, layer: Int = 0) -> [Double] {
    switch quantity {
    case .rank: meanRank("spectral_ranks", above: threshold)
    case .frobeniusRank: meanRank("frobenius_ranks", above: threshold)
    case .relativeRank:
      mean(network.hiddenWeights) { zip(rank(of: $0, above: threshold), full($0)).map { $0 / $1 } }
    case .normRatio: ofLayer("norm_ratios", layer)
    case .weightNorm: ofLayer("weight_norms", layer)
    case .frobeniusOverSpectral: harmonicNormQuotient
    case .updates: record.times
    case .clock: clock
    default:
      record.shows(quantity.rawValue)
        ? record[quantity.rawValue].path() : [Double](repeating: .nan, count: looks)
    }
  }

  /// The number of the last look.
  func last(_ quantity: TrainQuantity, above threshold: Double) -> Double {
    path(quantity, above: threshold).last ?? .nan
  }

  /// One singular value of a layer at every look, 0 the largest.
  func singularValue(_ number: Int, of layer: Int) -> [Double] {
    let before = network.weights[..<layer].reduce(0) { $0 + min($1.rows, $1.columns) }
    return record["layer_singular_values"].path(component: before + number)
  }

  /// The rank of one layer at every look; NaN where it has collapsed.
  func rank(of layer: Int, above threshold: Double, in norm: String = "spectral_ranks") -> [Double] {
    let thresholds = subject.plan.thresholds
    guard let place = thresholds.firstIndex(of: threshold), layer < network.weights.count else {
      return [Double](repeating: .nan, count: looks)
    }
    let path = record[norm].path(component: layer * thresholds.count + place)
    return zip(path, record["collapsed"].path(component: layer)).map { $1 == 1 ? .nan : $0 }
  }

  /// In the mean over the hidden layers that have a rank.
  private func meanRank(_ norm: String, above threshold: Double) -> [Double] {
    mean(network.hiddenWeights) { rank(of: $0, above: threshold, in: norm) }
  }

  /// Of some layers' numbers at every look, those that are finite.
  private func mean(_ layers: [Int], _ path: (Int) -> [Double]) -> [Double] {
    let paths = layers.map(path)
    return (0..<looks).map { look in
      let found = paths.map { $0[look] }.filter(\.isFinite)
      return found.isEmpty ? .nan : found.reduce(0, +) / Double(found.count)
    }
  }

  /// L / sum |W_l|_2/|W_l|_F over all L layers, the last one included; 1 where each has rank one, NaN where one is zero.
  private var harmonicNormQuotient: [Double] {
    let paths = (0..<layers).map { record["stable_ranks"].path(component: $0) }
    return (0..<looks).map { look in
      Double(paths.count) / paths.reduce(0) { $0 + 1 / $1[look].squareRoot() }
    }
  }

  /// The largest rank of a layer, at every look.
  private func full(_ layer: Int) -> [Double] {
    guard layer < network.weights.count else { return [Double](repeating: .nan, count: looks) }
    let weights = network.weights[layer]
    return [Double](repeating: Double(min(weights.rows, weights.columns)), count: looks)
  }

  /// NaN where a network has fewer layers.
  private func ofLayer(_ name: String, _ layer: Int) -> [Double] {
    layer < network.weights.count
      ? record[name].path(component: layer) : [Double](repeating: .nan, count: looks)
  }

  /// A number of the last look in the mean over some layers, head and shortcuts among them if they are asked for: a rank,
  /// one over the largest, or what each layer has.
  func last(_ quantity: TrainQuantity, above threshold: Double, of layers: [Int]) -> Double {
    mean(layers) { layer in
      switch quantity {
      case .rank: rank(of: layer, above: threshold)
      case .frobeniusRank: rank(of: layer, above: threshold, in: "frobenius_ranks")
      case .relativeRank: zip(rank(of: layer, above: threshold), full(layer)).map { $0 / $1 }
      default: path(quantity, above: threshold, layer: layer)
      }
    }.last ?? .nan
  }

  var hasDiverged: Bool { record.divergedTrajectories > 0 }

  /// Layers that have collapsed at the end.
  var collapsedLayers: Int {
    record["collapsed"].vector(time: looks - 1).count { $0 == 1 }
  }
}

/// A number over the seeds of a cell.
struct SeedSpread: Equatable {
  let mean: Double
  let least: Double
  let most: Double

  /// Of the numbers that are finite.
  init(_ numbers: [Double]) {
    let found = numbers.filter(\.isFinite)
    mean = found.isEmpty ? .nan : found.reduce(0, +) / Double(found.count)
    least = found.min() ?? .nan
    most = found.max() ?? .nan
  }

  /// `51.5 (50-53)`
  func text(_ quantity: TrainQuantity) -> String {
    let middle = quantity.text(mean)
    guard mean.isFinite, least < most else { return middle }
    return "\(middle) (\(quantity.text(least))-\(quantity.text(most)))"
  }
}
