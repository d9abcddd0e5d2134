import Foundation

extension TrainExperiment {
  /// Whether a document describes trainings and not runs of linear networks.
  static func isDescribed(by root: YAMLNode) -> Bool {
    guard case .mapping(let pairs) = root.content else { return false }
    return pairs.contains { $0.key == "train" }
  }

  /// Reads, composes and checks an experiment file with a section `train`; relative paths begin at the folder of
  /// `source.file`. `rehearsing` shortens the runs as the file says.
  ///
  /// Throws all problems at once: exit code 66 if nothing but files is missing, else 65.
  public init(
    parsing source: SourceText, overrides: [Override] = [], rehearsing: Bool = false
  ) throws(DiagnosticError) {
    var root = try YAMLNode(parsing: source)
    for override in overrides { root = try root.setting(override.ofTraining) }
    var reader = FieldReader()
    let parts = TrainExperimentParts(root, rehearsing: rehearsing, &reader)
    guard let top = parts.top else {
      throw DiagnosticError(diagnostics: reader.problems.diagnostics, exitCode: 65)
    }
    let stem = ((source.file as NSString).lastPathComponent as NSString).deletingPathExtension
    let name = top.text("name") ?? RunName.sanitised(stem)
    if let reason = RunName.problem(name), let value = top["name"] {
      reader.problems.add(
        "\(quoted(name)) cannot name an experiment: \(reason)", at: value.place, cure: RunName.cure)
    }
    let folder = parentFolder(of: source.file)
    var composition = TrainComposition(parts, shelf: TrainDataShelf(folder: folder), reader: reader)
    composition.compose()
    var problems = composition.reader.problems
    let title = top.text("title") ?? name
    let figures = TrainFigureReader(
      top: top, title: title, axes: composition.axes, thresholds: composition.thresholds
    ).plans(&problems)
    try problems.check()
    self.init(
      name: name, title: title, question: top.text("question"), source: top.text("source"),
      axes: composition.axes, cells: composition.cells, runs: composition.runs, figures: figures,
      text: source.text,
      resolvedText: TrainResolvedText(name: name, top: top, composition).text, warnings: [])
  }
}

extension Override {
  /// `lr=0.1` means the word of the training, `train.lr`, unless it is a key of the file.
  fileprivate var ofTraining: Override {
    guard key.count == 1, let word = key.first, word != "train",
      TrainFields.all.contains(where: { $0.name == word })
    else { return self }
    return Override(key: ["train", word], value: value, source: source)
  }
}

/// A file's sections before trainings are made of them.
struct TrainExperimentParts {
  /// The keys that are neither `train` nor what changes it; nil if the document is no section.
  let top: Section?
  let train: YAMLNode.Pair?
  /// By name; one without a name where the file has no `runs`.
  let named: [(name: String?, own: [YAMLNode.Pair])]
  let axes: SweepAxes
  let seeds: Int
  let rehearsal: [YAMLNode.Pair]

  init(_ root: YAMLNode, rehearsing: Bool, _ reader: inout FieldReader) {
    guard case .mapping(let pairs) = root.content else {
      top = reader.section(root, TrainExperimentFields.all, isComplete: false, of: "the experiment")
      (train, named, axes, seeds, rehearsal) = (nil, [], .none, 1, [])
      return
    }
    func pair(_ key: String) -> YAMLNode.Pair? { pairs.first { $0.key == key } }
    let composed = ["train", "runs", "sweep"]
    let rest = YAMLNode(
      content: .mapping(pairs.filter { !composed.contains($0.key) }), place: root.place)
    let top = reader.section(rest, TrainExperimentFields.all, isComplete: false, of: "the experiment")
    if let top {
      reader.requireKeys(
        of: TrainExperimentFields.all.filter { $0.name != "train" }, in: top, "the experiment")
    }
    self.top = top
    train = pair("train")
    named = pair("runs").map { Self.runs($0, &reader.problems) } ?? [(nil, [])]
    let example = "batch: [4, 16, 64]"
    axes =
      pair("sweep").flatMap {
        SweepAxes($0, over: TrainFields.all.map(\.name), example: example, &reader.problems)
      } ?? .none
    let shorter = rehearsing ? pair("rehearsal") : nil
    rehearsal = shorter.map { Self.own($0.value).filter { $0.key != "seeds" } } ?? []
    seeds =
      (rehearsing ? top?.section("rehearsal")?.integer("seeds") : nil) ?? top?.integer("seeds") ?? 1
  }

  private static func own(_ node: YAMLNode) -> [YAMLNode.Pair] {
    if case .mapping(let pairs) = node.content { pairs } else { [] }
  }

  private static func runs(
    _ section: YAMLNode.Pair, _ problems: inout Problems
  ) -> [(name: String?, own: [YAMLNode.Pair])] {
    guard case .mapping(let pairs) = section.value.content, !pairs.isEmpty else {
      problems.add(
        "runs must be a section with a name for every training", at: section.keyPlace,
        cure: "write `a-name: {batch: 4}` below it, or leave it out")
      return []
    }
    for pair in pairs {
      if let reason = RunName.problem(pair.key) {
        problems.add(
          "\(quoted(pair.key)) cannot name a training: \(reason)", at: pair.keyPlace, cure: RunName.cure)
      }
      if case .mapping = pair.value.content { continue }
      if !pair.value.isEmpty {
        problems.add(
          "training \(pair.key) must be a section of keys, not \(pair.value.kind)", at: pair.value.place,
          cure: "write `\(pair.key): {batch: 4}`")
      }
    }
    return pairs.map { ($0.key, own($0.value)) }
  }
}
