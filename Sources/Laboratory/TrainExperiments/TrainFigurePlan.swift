/// A figure that an experiment on trainings asks for.
public struct TrainFigurePlan: Sendable, Equatable {
  public let quantity: TrainQuantity
  public let threshold: Double
  public let title: String
  /// One key of an axis, or two for a map; none draws over the training.
  public var against: [String] = []
  /// The axis that has a curve for each of its values; nil: every cell is a curve.
  public var curves: String?
  /// Over the sum of mu weight_decay instead of epochs or updates.
  public var isOverClock = false
  /// The cells that are drawn: the values of some axes.
  public var only: [String: String] = [:]
  public var columns: Int?
  /// Against one key: a line for each layer, or for each kind of layer.
  var split: TrainLayerLines.Split?

  /// What is drawn where the file says nothing: maps over the last two axes, or a line over the only one, and ranks over
  /// the training.
  static func standard(title: String, axes: [TrainExperiment.Axis], threshold: Double) -> [TrainFigurePlan] {
    let keys = axes.filter { $0.values.count > 1 }.map(\.key)
    func plan(_ quantity: TrainQuantity, against: [String] = [], curves: String? = nil) -> TrainFigurePlan {
      TrainFigurePlan(
        quantity: quantity, threshold: threshold, title: title, against: against, curves: curves)
    }
    guard let last = keys.last else {
      return [plan(.rank), plan(.trainLoss), plan(.testAccuracy), plan(.normRatio)]
    }
    let place = keys.count == 1 ? [last] : [last, keys[keys.count - 2]]
    return [TrainQuantity.rank, .frobeniusRank, .testAccuracy, .updates].map { plan($0, against: place) }
      + [plan(.rank, curves: last)]
  }
}

/// Reads the figures of a file on trainings.
struct TrainFigureReader {
  let top: Section
  let title: String
  let axes: [TrainExperiment.Axis]
  let thresholds: [Double]

  func plans(_ problems: inout Problems) -> [TrainFigurePlan] {
    // Without axes and thresholds there were problems before.
    guard problems.isEmpty else { return [] }
    guard let written = top.list("figures") else {
      return TrainFigurePlan.standard(title: title, axes: axes, threshold: thresholds.min() ?? 0)
    }
    return written.compactMap { value in
      guard case .section(let section) = value.content else { return nil }
      return plan(section, &problems)
    }
  }

  private func plan(_ section: Section, _ problems: inout Problems) -> TrainFigurePlan? {
    guard let word = section.text("observable"), let quantity = TrainQuantity(rawValue: word),
      let place = section["observable"]?.place
    else { return nil }
    let threshold = section.number("eps") ?? thresholds.min() ?? 0
    if let eps = section["eps"], !thresholds.contains(threshold) {
      problems.add(
        "no rank was counted above \(readable(threshold))", at: eps.place,
        cure: "the thresholds are \(listed(thresholds.map(readable))); `eps` in `train` adds some")
      return nil
    }
    var plan = TrainFigurePlan(
      quantity: quantity, threshold: threshold, title: section.text("title") ?? title)
    plan.against = section.words("against") ?? []
    plan.curves = section.text("curves")
    plan.isOverClock = section.text("over") == "clock"
    plan.columns = section.integer("columns")
    guard areKnown(plan.against, section["against"], &problems),
      areKnown([plan.curves].compactMap(\.self), section["curves"], &problems),
      let only = cells(section["where"], &problems)
    else { return nil }
    plan.only = only
    if section.mentions("against"),
      !(1...2).contains(plan.against.count) || Set(plan.against).count < plan.against.count
    {
      problems.add(
        "a figure against \(plan.against.count) keys", at: section["against"]?.place ?? place,
        cure: "write one or two of them: `against: [wd, batch]`")
      return nil
    }
    if quantity == .singularValues, !plan.against.isEmpty || plan.curves != nil {
      problems.add(
        "singular values have a panel for each training and hidden layer", at: place,
        cure: "leave out `against` and `curves`, and choose trainings by `where: [wd=0.01]`")
      return nil
    }
    if plan.against.isEmpty, !quantity.movesOverTraining {
      problems.add(
        "\(word) over the training is a straight line", at: place, cure: "add `against: [wd]`")
      return nil
    }
    plan.split = section.text("by").flatMap(TrainLayerLines.Split.init)
    if let by = section["by"], !quantity.isOfLayers || plan.against.count != 1 {
      problems.add(
        "a line for each \(plan.split?.rawValue ?? "layer") of \(word) against \(plan.against.count) keys",
        at: by.place,
        cure: "ranks and norms against one key: `{observable: relative_rank, against: [wd], by: layer}`")
      return nil
    }
    if !plan.against.isEmpty, plan.split == nil, quantity.isByLayer {
      problems.add(
        "each layer has its own \(word)", at: place,
        cure: "draw it over the training: leave out `against`; or add `by: layer`")
      return nil
    }
    return plan
  }

  private func areKnown(_ keys: [String], _ value: FieldValue?, _ problems: inout Problems) -> Bool {
    let known = axes.map(\.key)
    guard let wrong = keys.first(where: { !known.contains($0) }), let value else { return true }
    problems.add(
      "the file does not sweep over \(quoted(wrong))", at: value.place,
      cure: didYouMean(wrong, among: known)
        ?? (known.isEmpty ? "add a `sweep`" : "it sweeps over \(listed(known))"))
    return false
  }

  /// `[batch=4]`: nil after a problem.
  private func cells(_ value: FieldValue?, _ problems: inout Problems) -> [String: String]? {
    guard let value, case .list(let items) = value.content else { return [:] }
    var only: [String: String] = [:]
    for item in items {
      guard case .text(let text) = item.content else { continue }
      let pair = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2, let axis = axes.first(where: { $0.key == pair[0] }) else {
        problems.add(
          "\(quoted(text)) names no cells", at: item.place,
          cure: "write key=value with one of the keys \(listed(axes.map(\.key)))")
        return nil
      }
      guard
        let known = axis.values.first(where: {
          $0 == pair[1] || Double($0) == Double(pair[1]) && Double($0) != nil
        })
      else {
        problems.add(
          "\(pair[0]) is nowhere \(quoted(pair[1]))", at: item.place,
          cure: "it is \(listed(axis.values))")
        return nil
      }
      only[pair[0]] = known
    }
    return only
  }
}
