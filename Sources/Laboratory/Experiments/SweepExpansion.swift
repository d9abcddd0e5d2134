/// What a file says of many runs at once, written out before anything is validated: values that runs sweep over, and
/// the shorter runs of a rehearsal. A value keeps the place where it was written.
extension YAMLNode {
  /// Every run once for each combination of the values under `sweep`, named after them; the key itself is gone.
  func sweeping(_ problems: inout Problems) -> YAMLNode {
    guard case .mapping(var pairs) = content, let index = pairs.firstIndex(where: { $0.key == "sweep" })
    else {
      return self
    }
    let sweep = pairs.remove(at: index)
    let known = ExperimentFields.run.map(\.name)
    guard let axes = SweepAxes(sweep, over: known, example: "label_noise.variance: [1, 2, 4]", &problems),
      let runs = pairs.firstIndex(where: { $0.key == "runs" }),
      case .mapping(let named) = pairs[runs].value.content
    else { return YAMLNode(content: .mapping(pairs), place: place) }
    let points = axes.points
    guard points.count * named.count <= SweepAxes.mostRuns else {
      problems.add(
        "the sweep makes \(points.count * named.count) runs", at: sweep.keyPlace,
        cure: "write fewer values: \(SweepAxes.mostRuns) runs are the most")
      return YAMLNode(content: .mapping(pairs), place: place)
    }
    let swept = named.flatMap { run in
      points.map { point in
        Pair(
          key: run.key + SweepAxes.suffix(point), keyPlace: run.keyPlace,
          value: point.reduce(run.value) { $0.swept($1.0, to: $1.1, inheriting: pairs) })
      }
    }
    pairs[runs].value = YAMLNode(content: .mapping(swept), place: pairs[runs].value.place)
    return YAMLNode(content: .mapping(pairs), place: place)
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
