import LinearNetworks

extension ExperimentComposition {
  /// The figures that the file asks for, or the standard ones.
  mutating func figurePlans(title: String) -> [FigurePlan] {
    guard let written = top.list("figures") else {
      return top.mentions("figures") ? [] : standardFigures(title: title)
    }
    return written.compactMap { value in
      guard case .section(let section) = value.content else { return nil }
      return plan(section, title: title)
    }
  }

  private func standardFigures(title: String) -> [FigurePlan] {
    let names = runs.map(\.name)
    func drawn(_ observable: String) -> [String] {
      runs.filter { components(of: observable, in: $0) ?? 0 > 0 }.map(\.name)
    }
    let determinant = runs.filter { $0.setting.width >= $0.setting.rows }.map(\.name)
    let values = drawn("W1_singular_values")
    var plans: [FigurePlan] = []
    if !determinant.isEmpty, !drawn("log_determinant").isEmpty {
      plans.append(
        FigurePlan(
          observable: "log_determinant", title: title, isLogarithmic: false, columns: nil, isSplit: false,
          runs: determinant))
    }
    if !values.isEmpty {
      plans.append(
        FigurePlan(
          observable: "W1_singular_values", title: title, isLogarithmic: true, columns: min(2, names.count),
          isSplit: true, runs: values))
    }
    return plans
  }

  private mutating func plan(_ section: Section, title: String) -> FigurePlan? {
    guard let observable = section.text("observable"), let place = section["observable"]?.place else {
      return nil
    }
    let coloring = section.text("color_by")
    let names = (top.section("runs")?.entries ?? []).map(\.name)
    for value in section.list("runs") ?? [] {
      guard case .text(let word) = value.content, !names.contains(word) else { continue }
      problems.add(
        "no run is called \(quoted(word))", at: value.place,
        cure: didYouMean(word, among: names) ?? "the runs are \(listed(names))")
    }
    let chosen = section.words("runs") ?? names
    let drawn = runs.filter { chosen.contains($0.name) }
    var most = 1
    for run in drawn {
      guard let count = recorded(observable, in: run, at: place) else { return nil }
      most = max(most, count)
      guard let coloring, let place = section["color_by"]?.place else { continue }
      guard let colors = recorded(coloring, in: run, at: place) else { return nil }
      if colors != count {
        problems.add(
          "\(coloring) has \(colors) numbers and \(observable) \(count)", at: place,
          cure: "colour lines by a series of as many components")
        return nil
      }
    }
    let against = section.words("against") ?? []
    guard isNumber(against, section, drawn) else { return nil }
    return FigurePlan(
      observable: observable, title: section.text("title") ?? title,
      isLogarithmic: section.text("scale").map { $0 == "log" } ?? observable.hasSuffix("singular_values"),
      columns: section.integer("columns"), isSplit: section.text("panels").map { $0 == "each" } ?? (most > 1),
      runs: drawn.map(\.name), coloredBy: coloring, against: against)
  }

  /// How many numbers an observable has in a run; a problem if it is not known, or not recorded.
  private mutating func recorded(_ observable: String, in run: ExperimentRun, at place: Place) -> Int? {
    let known = NetworkObservables.all(for: run.setting).map(\.name)
    guard known.contains(observable) else {
      problems.add(
        "no observable is called \(quoted(observable))", at: place,
        cure: didYouMean(observable, among: known) ?? "`rankfall list observables` lists them")
      return nil
    }
    guard let count = components(of: observable, in: run) else {
      problems.add(
        "run \(run.name) does not record \(observable)", at: place,
        cure: "add it to `observables`, or name the runs to draw: `runs: [...]`")
      return nil
    }
    return count
  }

  /// Whether every run says a number under every one of one or two keys.
  private mutating func isNumber(_ keys: [String], _ section: Section, _ drawn: [ExperimentRun]) -> Bool {
    guard let value = section["against"] else { return true }
    if keys.isEmpty || keys.count > 2 {
      problems.add(
        "a figure over \(keys.count) keys", at: value.place,
        cure: "write one or two: `against: [learning_rate]`")
      return false
    }
    for key in keys {
      guard let run = drawn.first(where: { $0.number(at: key) == nil }) else { continue }
      problems.add(
        "run \(run.name) says no number under \(quoted(key))", at: value.place,
        cure: "name keys that every run has, such as label_noise.variance, or the runs to draw")
      return false
    }
    return true
  }

  /// The numbers of an observable in a run that records it.
  private func components(of observable: String, in run: ExperimentRun) -> Int? {
    let isRecorded =
      run.observables.contains(observable)
      || run.predictions.contains { $0.observables.contains { $0.name == observable } }
    guard isRecorded else { return nil }
    return NetworkObservables.all(for: run.setting).first { $0.name == observable }?.components
  }
}
