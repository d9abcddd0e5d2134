/// What a file says of many runs at once, written out before anything is validated: values that runs sweep over, and
/// the shorter runs of a rehearsal. A value keeps the place where it was written.
extension YAMLNode {
  /// Combinations that one file may ask for.
  private static let mostRuns = 1000

  /// Every run once for each combination of the values under `sweep`, named after them; the key itself is gone.
  func sweeping(_ problems: inout Problems) -> YAMLNode {
    guard case .mapping(var pairs) = content, let index = pairs.firstIndex(where: { $0.key == "sweep" })
    else {
      return self
    }
    let sweep = pairs.remove(at: index)
    guard let axes = Self.axes(of: sweep, &problems),
      let runs = pairs.firstIndex(where: { $0.key == "runs" }),
      case .mapping(let named) = pairs[runs].value.content
    else { return YAMLNode(content: .mapping(pairs), place: place) }
    let points = axes.reduce([[]]) { points, axis in
      points.flatMap { point in axis.values.map { point + [(axis.key, $0)] } }
    }
    guard points.count * named.count <= Self.mostRuns else {
      problems.add(
        "the sweep makes \(points.count * named.count) runs", at: sweep.keyPlace,
        cure: "write fewer values: \(Self.mostRuns) runs are the most")
      return YAMLNode(content: .mapping(pairs), place: place)
    }
    let swept = named.flatMap { run in
      points.map { point in
        Pair(
          key: run.key + point.map { "-" + Self.suffix($0, $1) }.joined(), keyPlace: run.keyPlace,
          value: point.reduce(run.value) { $0.swept($1.0, to: $1.1, inheriting: pairs) })
      }
    }
    pairs[runs].value = YAMLNode(content: .mapping(swept), place: pairs[runs].value.place)
    return YAMLNode(content: .mapping(pairs), place: place)
  }

  /// The keys with their values, in order; nil after a problem.
  private static func axes(
    of sweep: Pair, _ problems: inout Problems
  ) -> [(key: String, values: [YAMLNode])]? {
    let cure = "write `sweep: {label_noise.variance: [1, 2, 4]}`"
    guard case .mapping(let pairs) = sweep.value.content, !pairs.isEmpty else {
      problems.add("sweep must be a section of keys with lists of values", at: sweep.keyPlace, cure: cure)
      return nil
    }
    let known = ExperimentFields.run.map(\.name)
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
      let names = values.map { suffix(pair.key, $0) }
      if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
        problems.add(
          "\(pair.key) sweeps over a value twice", at: values[twice].place, cure: "keep one of the two")
        return nil
      }
      axes.append((pair.key, values))
    }
    return axes
  }

  /// A key without its sections, and the value as it was written: `variance-0.5`.
  private static func suffix(_ key: String, _ value: YAMLNode) -> String {
    let last = key.split(separator: ".").last.map(String.init) ?? key
    guard case .scalar(let text, _) = value.content else { return RunName.sanitised(last) }
    return last + "-" + RunName.sanitised(text)
  }

  /// A run with the value under a path of keys set; beside it stands what the run inherits in that section.
  private func swept(_ key: String, to value: YAMLNode, inheriting top: [Pair]) -> YAMLNode {
    let path = key.split(separator: ".").map(String.init)
    var run = isEmpty ? YAMLNode(content: .mapping([]), place: place) : self
    if case .mapping(let own) = run.content, path.count > 1, !own.contains(where: { $0.key == path[0] }),
      let inherited = top.first(where: { $0.key == path[0] })
    {
      run = run.setting(path[..<1], to: inherited.value, at: value.place)
    }
    return run.setting(path[...], to: value, at: value.place)
  }

  /// Every run with the keys under `rehearsal` in place of its own.
  func rehearsed() -> YAMLNode {
    guard case .mapping(var pairs) = content,
      case .mapping(let shorter)? = pairs.first(where: { $0.key == "rehearsal" })?.value.content,
      let runs = pairs.firstIndex(where: { $0.key == "runs" }),
      case .mapping(let named) = pairs[runs].value.content
    else { return self }
    let replaced =
      RunComposition.alternatives.filter { pair in
        shorter.contains { pair.contains($0.key) }
      }.flatMap(\.self) + shorter.map(\.key)
    let shortened = named.map { run in
      var own: [Pair] = []
      if case .mapping(let written) = run.value.content { own = written }
      own = own.filter { !replaced.contains($0.key) } + shorter
      return Pair(
        key: run.key, keyPlace: run.keyPlace,
        value: YAMLNode(content: .mapping(own), place: run.value.place))
    }
    pairs[runs].value = YAMLNode(content: .mapping(shortened), place: pairs[runs].value.place)
    return YAMLNode(content: .mapping(pairs), place: place)
  }
}
