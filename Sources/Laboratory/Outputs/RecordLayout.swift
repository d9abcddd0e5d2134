import Simulation

/// A record laid out as dimensions and variables of a file.
///
/// Every file has the clock: `time` and `step`. Kept trajectories follow by number, each series with what the ensemble
/// says of it; or, where only statistics were kept, how many trajectories there were, and the statistics.
struct RecordLayout {
  /// A variable with its values.
  struct Variable {
    enum Values {
      case integers([Int32])
      case numbers([Double])
    }
    let name: String
    let dimensions: [String]
    let attributes: [(name: String, text: String)]
    /// The level of a quantile.
    var level: Double?
    let values: Values
  }

  let dimensions: [(name: String, length: Int)]
  let variables: [Variable]
  let timeStep: Double

  init(_ record: Record, timeUnit: String, timeMeaning: String) throws(NetCDFError) {
    guard record.trajectories > 0 else {
      throw NetCDFError(function: "nc_def_dim", reason: "there is no trajectory")
    }
    timeStep = record.timeStep
    let modes = Modes(record.series.map(\.components) + record.summaries.map(\.components))
    let clock = [
      Variable(
        name: "time", dimensions: ["time"], attributes: [("long_name", timeMeaning), ("units", timeUnit)],
        values: .numbers(record.times)),
      Variable(
        name: "step", dimensions: ["time"], attributes: [("long_name", "steps taken"), ("units", "1")],
        values: .integers(try Self.integers(record.steps, "step"))),
    ]
    let end = Variable(
      name: RecordFile.complete, dimensions: [],
      attributes: [("long_name", "1 at the end of a whole file"), ("units", "1")], values: .integers([1]))
    let looks = [("time", record.steps.count)] + modes.dimensions
    if record.keepsTrajectories {
      dimensions = [("trajectory", record.trajectories)] + looks
      variables = clock + (try Self.trajectories(record, modes)) + [end]
    } else {
      dimensions = looks
      variables = clock + (try Self.statistics(record, modes)) + [end]
    }
  }

  private static func trajectories(
    _ record: Record, _ modes: Modes
  ) throws(NetCDFError) -> [Variable] {
    let outcomes = try integers(
      record.outcomes.map {
        switch $0 {
        case .finished: RecordFile.finished
        case .diverged(let step): step
        }
      }, "outcome")
    let numbers = Variable(
      name: "trajectory", dimensions: ["trajectory"],
      attributes: [
        ("long_name", "number of the trajectory"), ("standard_name", "realization"), ("units", "1"),
      ],
      values: .integers((0..<record.trajectories).map(Int32.init)))
    let outcome = Variable(
      name: "outcome", dimensions: ["trajectory"],
      attributes: [
        ("long_name", "-1: finished; otherwise the step in which the state stopped being finite"),
        ("units", "1"), ("flag_meanings", "finished"),
      ], values: .integers(outcomes))
    let series = record.series.map { series in
      Variable(
        name: series.name, dimensions: ["trajectory", "time"] + modes.names(series.components),
        attributes: [("long_name", series.symbol), ("units", series.unit)], values: .numbers(series.values))
    }
    let summaries = record.trajectories > 1 ? record.series.map { EnsembleSummary($0) } : []
    return [numbers, outcome] + series + summaries.flatMap { columns($0, modes) }
  }

  private static func statistics(_ record: Record, _ modes: Modes) throws(NetCDFError) -> [Variable] {
    let trajectories = Variable(
      name: RecordFile.trajectories, dimensions: [],
      attributes: [("long_name", "number of trajectories"), ("units", "1")],
      values: .integers(try integers([record.trajectories], RecordFile.trajectories)))
    let finite = Variable(
      name: RecordFile.finite, dimensions: ["time"],
      attributes: [
        (
          "long_name",
          "number of trajectories whose state is finite; the statistics are NaN where it is not all"
        ),
        ("units", "1"),
      ], values: .integers(try integers(record.finite, RecordFile.finite)))
    return [trajectories, finite] + record.summaries.flatMap { columns($0, modes) }
  }

  /// The statistics of one observable; trajectories are realizations in the words of the CF conventions.
  private static func columns(_ summary: EnsembleSummary, _ modes: Modes) -> [Variable] {
    SummaryColumns(summary).all.map { column in
      let method = column.method.map { [("cell_methods", "realization: \($0)")] } ?? []
      return Variable(
        name: "\(summary.name)_\(column.suffix)", dimensions: ["time"] + modes.names(summary.components),
        attributes: [("long_name", "\(summary.symbol): \(column.meaning)"), ("units", summary.unit)] + method,
        level: column.level, values: .numbers(column.values))
    }
  }

  private static func integers(_ values: [Int], _ name: String) throws(NetCDFError) -> [Int32] {
    guard values.allSatisfy({ Int32(exactly: $0) != nil }) else {
      throw NetCDFError(function: "nc_put_var_int", reason: "\(name) exceeds 32 bits")
    }
    return values.map { Int32(truncatingIfNeeded: $0) }
  }
}

/// The dimensions of observables with several components.
private struct Modes {
  let dimensions: [(name: String, length: Int)]

  init(_ components: [Int]) {
    let lengths = Set(components).filter { $0 > 1 }.sorted()
    dimensions = lengths.map { (lengths.count == 1 ? "mode" : "mode_\($0)", $0) }
  }

  func names(_ components: Int) -> [String] {
    dimensions.filter { $0.length == components }.map(\.name)
  }
}

/// What writer and reader of a record's file agree on.
enum RecordFile {
  /// The outcome of a trajectory that did not diverge.
  static let finished = -1
  /// The attribute of `time` that keeps the length of a step.
  static let timeStep = "time_step"
  /// In a file of statistics, how many trajectories there were, and how many of them were finite at each look.
  static let trajectories = "trajectories"
  static let finite = "finite_trajectories"
  /// The attribute that keeps the level of a quantile.
  static let level = "quantile_level"
  /// The last variable of the file, 1. The library reads zeros beyond the end of a file that was cut off.
  static let complete = "complete"
  static let conventions = ("Conventions", "CF-1.10")
}
