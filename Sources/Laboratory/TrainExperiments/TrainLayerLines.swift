import DeepNetworks
import Plotting

/// A quantity at the end over one key of a sweep, layer by layer or kind by kind: the mean over seeds with bars from the least
/// to the most, a line for each, and a panel for each combination of the other keys.
struct TrainLayerLines {
  /// What a figure splits a mean over layers into.
  enum Split: String, Sendable, CaseIterable {
    /// Each weight matrix, head and shortcuts among them.
    case layer
    /// The hidden layers of one kind together.
    case kind
  }

  let plan: TrainFigurePlan
  let split: Split
  let results: TrainResults
  let cells: [TrainExperiment.Cell]

  private var experiment: TrainExperiment { results.experiment }

  private typealias Part = (label: String, layers: (Network) -> [Int])

  /// The lines of a panel, by its first network.
  private func parts(of group: TrainGroup) -> [Part] {
    guard let network = results.of(group.cells[0]).first?.subject.setting.network else { return [] }
    switch split {
    case .layer:
      return network.weights.indices.map { number in
        (LayerTitle.text(number, of: network), { $0.weights.indices.contains(number) ? [number] : [] })
      }
    case .kind:
      var names: [String] = []
      for cell in group.cells {
        guard let own = results.of(cell).first?.subject.setting.network else { continue }
        for name in own.hiddenWeights.map({ Self.name(own.weights[$0]) }) where !names.contains(name) {
          names.append(name)
        }
      }
      return names.map { name in
        (name, { network in network.hiddenWeights.filter { Self.name(network.weights[$0]) == name } })
      }
    }
  }

  private static func name(_ weight: NetworkParameter) -> String {
    switch weight.layerKind {
    case .convolution?: "convolutions"
    case .query?, .key?, .value?: "attention"
    case .positionwise?: "positionwise layers"
    case .linear?, nil: "fully connected layers"
    }
  }

  var figure: Figure {
    let key = plan.against[0]
    let axis = TrainKeyAxis(key, of: cells, experiment)
    let drawn = TrainGroup.groups(of: cells, experiment, besides: [key]).map { ($0.label, curves($0, axis)) }
    let most = drawn.flatMap { $0.1.flatMap { $0.spreads.map(\.most) } }.filter(\.isFinite).max() ?? 1
    // Ranks in one figure have one scale, from none on.
    let range: ClosedRange<Double>? = plan.quantity.isByLayer || most <= 0 ? nil : 0...1.05 * most
    let panels = drawn.enumerated().map { number, panel in
      Panel(
        panel.0, x: key, y: number % (plan.columns ?? 3) == 0 ? symbol : "", logarithmic: axis.logarithmic,
        yRange: range, xTics: axis.tics, legend: .below,
        layers: panel.1.enumerated().flatMap { place, curve in
          axis.lines(
            curve.spreads, label: curve.label, color: TrainCurves.color(place, of: panel.1.count))
        })
    }
    let longest = drawn.map(\.1.count).max() ?? 0
    return Figure(
      plan.title, columns: plan.columns ?? min(3, panels.count),
      panelSize: panels.count == 1 ? Size(680, 430) : Size(longest > 6 ? 520 : 400, 430), panels: panels)
  }

  /// Of one line, be it of a layer or of a few.
  private var symbol: String {
    let eps = readable(plan.threshold)
    return switch plan.quantity {
    case .rank: "singular values above \(eps) |W|_2"
    case .frobeniusRank: "singular values above \(eps) |W|_F"
    default: plan.quantity.symbol(above: plan.threshold)
    }
  }

  /// Each line's numbers at the values of the key.
  private func curves(
    _ group: TrainGroup, _ axis: TrainKeyAxis
  ) -> [(label: String, spreads: [SeedSpread])] {
    parts(of: group).map { part in
      let spreads = axis.values.map { value in
        SeedSpread(
          group.cells.filter { experiment.value(of: axis.key, in: $0) == value }.flatMap { cell in
            results.of(cell).map {
              $0.last(plan.quantity, above: plan.threshold, of: part.layers($0.subject.setting.network))
            }
          })
      }
      return (part.label, spreads)
    }
  }
}

/// The values of one key of a sweep as places on an axis.
struct TrainKeyAxis {
  let key: String
  let values: [String]
  let places: [Double]
  /// Values that are no numbers, or not all positive, stand side by side.
  private let isScale: Bool

  init(_ key: String, of cells: [TrainExperiment.Cell], _ experiment: TrainExperiment) {
    self.key = key
    values = (experiment.axes.first { $0.key == key }?.values ?? []).filter { value in
      cells.contains { experiment.value(of: key, in: $0) == value }
    }
    let numbers = values.compactMap(Double.init)
    isScale = numbers.count == values.count && numbers.allSatisfy { $0 > 0 }
    places = isScale ? numbers : values.indices.map(Double.init)
  }

  var tics: [Tic] { zip(values, places).map { Tic($0, at: $1) } }

  var logarithmic: Set<Axis> {
    isScale && (places.max() ?? 1) / (places.min() ?? 1) >= 5 ? [.x] : []
  }

  /// A line with bars from the least to the most.
  func lines(_ spreads: [SeedSpread], label: String?, color: Color) -> [Plotting.Layer] {
    [
      .line(x: places, y: spreads.map(\.mean), label: label, color: color),
      .band(x: places, lower: spreads.map(\.least), upper: spreads.map(\.most), color: color),
      .points(x: places, y: spreads.map(\.mean), color: color),
    ]
  }
}
