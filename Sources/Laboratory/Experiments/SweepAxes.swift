/// The values that runs sweep over: keys with lists, and every combination of them.
struct SweepAxes {
  typealias Point = [(key: String, value: YAMLNode)]

  let axes: [(key: String, values: [YAMLNode])]

  /// Combinations that one file may ask for.
  static let mostRuns = 1000

  static let none = SweepAxes(axes: [])

  private init(axes: [(key: String, values: [YAMLNode])]) { self.axes = axes }

  /// The keys under `sweep` with their values, in order; nil after a problem.
  init?(_ sweep: YAMLNode.Pair, over known: [String], example: String, _ problems: inout Problems) {
    let cure = "write `sweep: {\(example)}`"
    guard case .mapping(let pairs) = sweep.value.content, !pairs.isEmpty else {
      problems.add("sweep must be a section of keys with lists of values", at: sweep.keyPlace, cure: cure)
      return nil
    }
    var axes: [(key: String, values: [YAMLNode])] = []
    for pair in pairs {
      let first = pair.key.split(separator: ".").first.map(String.init) ?? ""
      guard known.contains(first) else {
        problems.add(
          "no key of a run is called \(quoted(pair.key))", at: pair.keyPlace,
          cure: didYouMean(first, among: known) ?? cure)
        return nil
      }
      guard case .sequence(let values) = pair.value.content, !values.isEmpty else {
        problems.add("\(pair.key) needs a list of values to sweep over", at: pair.keyPlace, cure: cure)
        return nil
      }
      let names = values.map { Self.suffix(pair.key, $0) }
      if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
        problems.add(
          "\(pair.key) sweeps over a value twice", at: values[twice].place, cure: "keep one of the two")
        return nil
      }
      axes.append((pair.key, values))
    }
    self.axes = axes
  }

  /// Every combination, the last key's values changing fastest; one without keys.
  var points: [Point] {
    axes.reduce([[]]) { points, axis in
      points.flatMap { point in axis.values.map { point + [(axis.key, $0)] } }
    }
  }

  /// What a run of a point is called after its own name: `-variance-0.5-learning_rate-0.1`.
  static func suffix(_ point: Point) -> String { point.map { "-" + suffix($0.key, $0.value) }.joined() }

  /// A key without its sections, and the value as it was written: `variance-0.5`.
  private static func suffix(_ key: String, _ value: YAMLNode) -> String {
    let last = key.split(separator: ".").last.map(String.init) ?? key
    guard case .scalar(let text, _) = value.content else { return RunName.sanitised(last) }
    return last + "-" + RunName.sanitised(text)
  }
}
