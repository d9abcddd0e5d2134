import DeepNetworks
import Simulation

/// What figures and tables show of a training.
public enum TrainQuantity: String, Sendable, CaseIterable {
  case rank
  case frobeniusRank = "frobenius_rank"
  case trainAccuracy = "train_accuracy"
  case testAccuracy = "test_accuracy"
  case trainLoss = "train_loss"
  case testLoss = "test_loss"
  case normRatio = "norm_ratio"
  case weightNorm = "weight_norm"
  case frobeniusOverSpectral = "frobenius_over_spectral"
  case updates
  case clock

  /// Whether each layer has a number of its own.
  var isByLayer: Bool { self == .normRatio || self == .weightNorm }
  /// Whether it has a number at every look.
  var movesOverTraining: Bool { self != .updates && self != .clock }

  /// Whether numbers are written in percent.
  var isShare: Bool { self == .trainAccuracy || self == .testAccuracy }

  /// In a few words, with the unit of `text`.
  func title(above threshold: Double) -> String {
    switch self {
    case .rank: "mean rank above \(readable(threshold)) |W|_2"
    case .frobeniusRank: "mean rank above \(readable(threshold)) |W|_F"
    default: symbol(above: threshold) + (isShare ? ", %" : "")
    }
  }

  func symbol(above threshold: Double) -> String {
    switch self {
    case .rank: "mean rank of hidden layers above \(readable(threshold)) |W|_2"
    case .frobeniusRank: "mean rank of hidden layers above \(readable(threshold)) |W|_F"
    case .trainAccuracy: "accuracy (train)"
    case .testAccuracy: "accuracy (test)"
    case .trainLoss: "mean loss (train)"
    case .testLoss: "mean loss (test)"
    case .normRatio: "|W_t| / |W_(t-1)|"
    case .weightNorm: "|W|"
    case .frobeniusOverSpectral: "|W|_F/|W|_2, harmonic mean over layers"
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

  var layers: Int { subject.setting.network.weights.count }
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
    case .normRatio: record["norm_ratios"].path(component: layer)
    case .weightNorm: record["weight_norms"].path(component: layer)
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

  /// The rank of one layer at every look; NaN where it has collapsed.
  func rank(of layer: Int, above threshold: Double, in norm: String = "spectral_ranks") -> [Double] {
    let thresholds = subject.plan.thresholds
    guard let place = thresholds.firstIndex(of: threshold) else {
      return [Double](repeating: .nan, count: looks)
    }
    let path = record[norm].path(component: layer * thresholds.count + place)
    return zip(path, record["collapsed"].path(component: layer)).map { $1 == 1 ? .nan : $0 }
  }

  /// In the mean over the hidden layers that have a rank.
  private func meanRank(_ norm: String, above threshold: Double) -> [Double] {
    let paths = (0..<max(0, layers - 1)).map { rank(of: $0, above: threshold, in: norm) }
    return (0..<looks).map { look in
      let found = paths.map { $0[look] }.filter(\.isFinite)
      return found.isEmpty ? .nan : found.reduce(0, +) / Double(found.count)
    }
  }

  /// L / sum |W_l|_2/|W_l|_F over all L layers, the last one included; 1 where each has rank one, NaN where one is zero.
  private var harmonicNormQuotient: [Double] {
    let paths = (0..<layers).map { record["stable_ranks"].path(component: $0) }
    return (0..<looks).map { look in
      Double(layers) / paths.reduce(0) { $0 + 1 / $1[look].squareRoot() }
    }
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
