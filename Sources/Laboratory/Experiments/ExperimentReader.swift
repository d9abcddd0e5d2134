import Foundation
import LinearNetworks

extension Experiment {
  /// Reads, composes and checks an experiment file.
  ///
  /// Throws all problems at once: exit code 66 if nothing but files is missing, else 65.
  public init(
    contentsOf path: String, overrides: [Override] = [], rehearsing: Bool = false
  ) throws(DiagnosticError) {
    try self.init(
      parsing: try SourceText(contentsOf: path), overrides: overrides, rehearsing: rehearsing)
  }

  /// The same for a text; relative paths begin at the folder of `source.file`.
  /// `rehearsing` shortens the runs as the file says.
  public init(
    parsing source: SourceText, overrides: [Override] = [], rehearsing: Bool = false
  ) throws(DiagnosticError) {
    var root = try YAMLNode(parsing: source)
    for override in overrides { root = try root.setting(override) }
    var reader = FieldReader()
    root = root.sweeping(&reader.problems)
    if rehearsing { root = root.rehearsed() }
    let shared = Set(ExperimentFields.run.map(\.name))
    let top = reader.section(
      root, ExperimentFields.experiment, isComplete: false, of: "the experiment")
    guard let top else { throw DiagnosticError(diagnostics: reader.problems.diagnostics, exitCode: 65) }
    reader.requireKeys(
      of: ExperimentFields.experiment.filter { !shared.contains($0.name) }, in: top, "the experiment")

    let stem = ((source.file as NSString).lastPathComponent as NSString).deletingPathExtension
    let name = top.text("name") ?? RunName.sanitised(stem)
    if let reason = RunName.problem(name), let value = top["name"] {
      reader.problems.add(
        "\(quoted(name)) cannot name an experiment: \(reason)", at: value.place, cure: RunName.cure)
    }
    var data = DataReader(folder: parentFolder(of: source.file))
    var composition = ExperimentComposition(top: top, problems: reader.problems)
    composition.composeRuns(&data)
    let plans = composition.figurePlans(title: top.text("title") ?? name)
    try composition.problems.check()

    let inputs = InputNames(data.files)
    self.init(
      name: name, title: top.text("title") ?? name, question: top.text("question"),
      source: top.text("source"),
      runs: composition.runs, figures: plans, text: source.text,
      resolvedText: ResolvedText(name: name, top: top, runs: composition.composed, inputs: inputs).text,
      inputs: inputs.contents,
      warnings: composition.runs.compactMap(Stability.warning)
        + composition.runs.compactMap(RecordSize.warning))
  }
}

/// The runs of an experiment on their way from keys to settings.
struct ExperimentComposition {
  let top: Section
  var problems: Problems
  private(set) var runs: [ExperimentRun] = []
  /// The composed keys of each run, in order.
  private(set) var composed: [(name: String, keys: Section)] = []
  private var missing: Set<String> = []

  init(top: Section, problems: Problems) {
    self.top = top
    self.problems = problems
  }

  mutating func composeRuns(_ data: inout DataReader) {
    for entry in top.section("runs")?.entries ?? [] {
      guard case .section(let own) = entry.value.content else { continue }
      let composition = RunComposition(name: entry.name, place: entry.keyPlace, own: own, top: top)
      let keys = composition.compose(&problems)
      requireKeys(keys ?? own, entry)
      guard let keys else { continue }
      composed.append((entry.name, keys))
      guard let setting = SettingReader(name: entry.name, run: keys).setting(&data, &problems) else {
        continue
      }
      if let run = run(entry.name, keys, setting) { runs.append(run) }
    }
  }

  /// Asks for the keys that no run can do without, each once.
  private mutating func requireKeys(_ keys: Section, _ entry: Section.Entry) {
    for field in ExperimentFields.run where field.isRequired {
      if keys.mentions(field.name) || top.mentions(field.name) || !missing.insert(field.name).inserted {
        continue
      }
      problems.add(
        "run \(entry.name) has no \(field.name)", at: entry.keyPlace,
        cure: "add `\(field.name): \(field.example)` to the run or at the top of the file")
    }
  }

  private mutating func run(_ name: String, _ keys: Section, _ setting: Setting) -> ExperimentRun? {
    let known = NetworkObservables.all(for: setting).map(\.name)
    for value in keys.list("observables") ?? [] {
      guard case .text(let word) = value.content, !known.contains(word) else { continue }
      problems.add(
        "no observable is called \(quoted(word))", at: value.place,
        cure: didYouMean(word, among: known) ?? "`rankfall list observables` lists them")
    }
    var engine = Engine.rankfall
    if let word = keys.text("engine"), let value = keys["engine"] {
      guard let found = EngineList.engine(named: word) else {
        problems.add(
          "no engine is called \(quoted(word))", at: value.place,
          cure: didYouMean(word, among: EngineList.all.map(\.name)) ?? "`rankfall list engines` lists them")
        return nil
      }
      engine = found
    }
    let reduced = Reductions(keys.words("reduce") ?? []).applied(to: setting)
    let run = ExperimentRun(
      name: name, setting: reduced, observables: keys.words("observables") ?? [],
      expectations: expectations(keys), engine: engine, keys: keys)
    checkExpectations(keys, run)
    return run
  }

  private func expectations(_ keys: Section) -> [String: String] {
    guard let expected = keys.section("expect") else { return [:] }
    var verdicts: [String: String] = [:]
    for entry in expected.entries { verdicts[entry.name] = expected.text(entry.name) }
    return verdicts
  }

  /// An expectation of a run's own must be of a theorem that applies to it.
  private mutating func checkExpectations(_ keys: Section, _ run: ExperimentRun) {
    guard case .section(let own)? = top.section("runs")?[run.name]?.content, own.mentions("expect") else {
      return
    }
    let applying = run.predictions.map { type(of: $0).claim.name }
    let unjudged = run.setting.unjudgedClaims.map(\.name)
    for entry in keys.section("expect")?.entries ?? [] where !applying.contains(entry.name) {
      if unjudged.contains(entry.name) {
        problems.add(
          "\(entry.name) needs every trajectory, and run \(run.name) keeps \(run.setting.ensemble.keeping.rawValue)",
          at: entry.keyPlace, cure: "write `keep: trajectories`, or remove the expectation")
        continue
      }
      problems.add(
        "\(entry.name) does not apply to run \(run.name)", at: entry.keyPlace,
        cure: applying.isEmpty ? "remove it" : "the theorems that apply are \(listed(applying))")
    }
  }
}
