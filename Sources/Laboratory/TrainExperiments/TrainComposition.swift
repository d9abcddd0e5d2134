import Foundation

/// The trainings of a file on their way from keys to settings: what `train` says, replaced by a run's own words, by a
/// point of the sweep, and by a rehearsal.
struct TrainComposition {
  private(set) var parts: TrainExperimentParts
  private var shelf: TrainDataShelf
  var reader: FieldReader
  private(set) var axes: [TrainExperiment.Axis] = []
  private(set) var cells: [TrainExperiment.Cell] = []
  private(set) var runs: [TrainExperiment.Run] = []

  init(_ parts: TrainExperimentParts, shelf: TrainDataShelf, reader: FieldReader) {
    (self.parts, self.shelf, self.reader) = (parts, shelf, reader)
  }

  /// The thresholds that every run counts ranks by.
  var thresholds: [Double] {
    guard let first = runs.first?.subject.plan.thresholds else { return [] }
    return first.filter { threshold in runs.allSatisfy { $0.subject.plan.thresholds.contains(threshold) } }
  }

  mutating func compose() {
    guard let train = parts.train else { return }
    let points = parts.axes.points
    let count = points.count * parts.named.count * parts.seeds
    guard count <= SweepAxes.mostRuns else {
      reader.problems.add(
        "the file asks for \(count) trainings", at: train.keyPlace,
        cure: "write fewer values or seeds: \(SweepAxes.mostRuns) trainings are the most")
      return
    }
    if parts.seeds > 1, let axis = parts.axes.axes.first(where: { $0.key == "seed" }) {
      reader.problems.add(
        "seeds and a sweep over seed", at: axis.values.first?.place ?? train.keyPlace,
        cure: "keep one of the two: `seeds: 3` makes a mean of them, a sweep a cell of each")
      return
    }
    var found: [(name: String?, values: [String], keys: Section)] = []
    for run in parts.named {
      for point in points {
        let node = document(train, run.own, point)
        guard let keys = reader.section(node, TrainFields.all, isComplete: true, of: "train"),
          keys.invalid.isEmpty
        else { continue }
        found.append((run.name, point.map { Self.label(keys, $0.key) }, keys))
      }
    }
    guard reader.problems.isEmpty else { return }
    collect(found)
  }

  /// The words of one training, the later ones in place of the earlier.
  private func document(
    _ train: YAMLNode.Pair, _ own: [YAMLNode.Pair], _ point: SweepAxes.Point
  ) -> YAMLNode {
    guard case .mapping(let inherited) = train.value.content else { return train.value }
    let swept = point.map { YAMLNode.Pair(key: $0.key, keyPlace: $0.value.place, value: $0.value) }
    let words = [own, swept, parts.rehearsal].reduce(inherited) { words, later in
      let said = Set(later.map(\.key))
      let replaced = TrainFields.alternatives.filter { !said.isDisjoint(with: $0) }.flatMap(\.self)
      return words.filter { !said.contains($0.key) && !replaced.contains($0.key) } + later
    }
    return YAMLNode(content: .mapping(words), place: train.value.place)
  }

  /// A value as resolved files have it: `0.01`, `64-64`.
  private static func label(_ keys: Section, _ key: String) -> String {
    guard let value = keys[key], let field = TrainFields.all.first(where: { $0.name == key }) else {
      return ""
    }
    if case .text(let text) = value.content { return text }
    return YAMLText.flow(value, field.kind, InputNames([:]))
  }

  private mutating func collect(_ found: [(name: String?, values: [String], keys: Section)]) {
    let names = parts.named.compactMap(\.name)
    axes =
      (names.isEmpty ? [] : [.init(key: "run", values: names)])
      + parts.axes.axes.enumerated().map { place, axis in
        var values: [String] = []
        for cell in found where !values.contains(cell.values[place]) { values.append(cell.values[place]) }
        return .init(key: axis.key, values: values)
      }
    for cell in found { collect(cell.name, cell.values, cell.keys) }
  }

  private mutating func collect(_ run: String?, _ values: [String], _ keys: Section) {
    let swept = zip(parts.axes.axes, values).map { $0.key + "-" + RunName.sanitised($1) }
    let words = [run].compactMap(\.self) + swept
    let name = words.isEmpty ? TrainExperiment.loneName : words.joined(separator: "-")
    let first = runs.count
    let request = TrainRequest(keys)
    for number in 0..<UInt64(parts.seeds) {
      var seeded = request
      seeded.seed &+= number
      let own = parts.seeds > 1 ? "\(name)-seed-\(seeded.seed)" : name
      if let reason = RunName.problem(own) {
        reader.problems.add(
          "\(quoted(own)) cannot name a training: \(reason)", at: keys.place, cure: "sweep over fewer keys")
        return
      }
      guard !runs.contains(where: { $0.name == own }) else {
        reader.problems.add(
          "two trainings are called \(own)", at: keys.place,
          cure: "sweep over a value once, and name runs apart")
        return
      }
      guard let subject = subject(seeded, keys) else { return }
      runs.append(.init(name: own, cell: cells.count, subject: subject))
    }
    cells.append(
      .init(name: name, values: [run].compactMap(\.self) + values, runs: first..<runs.count))
  }

  private mutating func subject(_ request: TrainRequest, _ keys: Section) -> TrainSubject? {
    do {
      return try request.subject(taking: &shelf)
    } catch let error as DiagnosticError {
      reader.problems.add(error, namedAt: keys["data"]?.place ?? keys.place)
    } catch let error as LaboratoryError {
      TrainRefusal.add(error, of: keys, isOfData: refusesData(request, error), &reader.problems)
    } catch {
      reader.problems.add("\(error)", at: keys.place)
    }
    return nil
  }

  /// Whether it is the data alone that are refused.
  private mutating func refusesData(_ request: TrainRequest, _ refusal: LaboratoryError) -> Bool {
    do {
      _ = try shelf.data(for: request)
      return false
    } catch {
      return (error as? LaboratoryError) == refusal
    }
  }

  /// Where a relative path of the file leads from here.
  func path(_ data: String) -> String { shelf.path(data) }
}
