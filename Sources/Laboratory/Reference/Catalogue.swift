import LinearNetworks

/// What there is to choose from, as tables.
public enum Catalogue: String, Sendable, CaseIterable {
  case theorems, experiments, observables, integrators, engines

  /// Throws, with the nearest name, if there is no such catalogue, or for experiments if there are none in reach.
  public init(named name: String) throws {
    guard let found = Catalogue(rawValue: name) else {
      let names = Catalogue.allCases.map(\.rawValue)
      throw LaboratoryError.unknown(
        "there is no list of \(quoted(name))",
        cure: didYouMean(name, among: names) ?? "there are " + names.joined(separator: ", "))
    }
    if found == .experiments { _ = try ExperimentFolder.found() }
    self = found
  }

  public func written(_ style: TerminalStyle) -> String {
    let (columns, rows) = content
    var table = TextTable(columns.map { ($0, .left) })
    for row in rows { table.add(row.map { .init($0) }) }
    return table.written(style)
  }

  public var json: JSONText {
    let (columns, rows) = content
    return .array(
      rows.map { row in .object(zip(columns, row).map { .init(key: $0, value: .text($1)) }) })
  }

  private var content: (columns: [String], rows: [[String]]) {
    switch self {
    case .theorems:
      (
        ["name", "label", "statement"],
        Subject.all.flatMap(\.theorems).map { [$0.claim.name, $0.claim.label, $0.claim.statement] }
      )
    case .experiments: (["file", "title"], ExperimentFolder.shipped().map { [$0, Self.title(of: $0)] })
    case .observables: (["name", "meaning"], Self.observableRows)
    case .integrators:
      (
        ["name", "algorithm"],
        StochasticFlowMethod.allCases.map { [$0.rawValue, "stochastic-gradient-flow"] }
          + GradientFlowMethod.allCases.map { [$0.rawValue, "gradient-flow"] }
      )
    case .engines:
      (
        ["name", "what it does", "of"],
        [[Subject.right, "the engine itself", "every room"]]
          + Subject.all.flatMap { subject in subject.wrongEngines.map { [$0.name, $0.summary, subject.name] }
          }
      )
    }
  }

  /// Observables, integrators and engines in a line each: what `list` says of them.
  static var lines: [(name: String, text: String)] {
    [Catalogue.observables, .integrators, .engines].flatMap { catalogue in
      catalogue.content.rows.map { row in
        let what =
          switch catalogue {
          case .observables: "an observable of linear networks: \(row[1])"
          case .integrators: "an integrator of the algorithm \(row[1])"
          default: row[0] == Subject.right ? row[1] : "a wrong engine of \(row[2]): \(row[1])"
          }
        return (row[0], "\(row[0]): \(what)")
      }
    }
  }

  private static func title(of path: String) -> String {
    do {
      return try ExperimentFile.read(path).title
    } catch {
      return "(has problems: rankfall check \(path))"
    }
  }

  private static var observableRows: [[String]] {
    guard let setting = ExampleSetting.setting else { return [] }
    return NetworkObservables.all(for: setting).map { observable in
      let isStandard = NetworkObservables.defaults.contains(observable.name)
      return [observable.name, observable.symbol + (isStandard ? "" : " (when asked for)")]
    }
  }
}

/// A small setting that has every observable.
enum ExampleSetting {
  static var setting: Setting? {
    do {
      let source = SourceText(ExperimentTemplate.text(name: "example"), file: "example.yaml")
      return try Experiment(parsing: source).runs.first?.setting
    } catch {
      return nil
    }
  }
}
