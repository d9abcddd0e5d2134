import Simulation

/// A record laid out as dimensions and variables of a file.
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
    let values: Values
  }

  let dimensions: [(name: String, length: Int)]
  let variables: [Variable]
  let timeStep: Double

  init(_ record: Record, timeUnit: String, timeMeaning: String) throws(NetCDFError) {
    let steps = try Self.integers(record.steps, "step")
    let outcomes = try Self.integers(
      record.outcomes.map {
        switch $0 {
        case .finished: RecordFile.finished
        case .diverged(let step): step
        }
      }, "outcome")
    let modes = Set(record.series.map(\.components)).filter { $0 > 1 }.sorted()
    func mode(_ components: Int) -> [String] {
      components == 1 ? [] : [modes.count == 1 ? "mode" : "mode_\(components)"]
    }
    timeStep = record.timeStep
    dimensions =
      [("trajectory", record.trajectories), ("time", record.steps.count)] + modes.map { (mode($0)[0], $0) }
    var variables = [
      Variable(
        name: "time", dimensions: ["time"], attributes: [("long_name", timeMeaning), ("units", timeUnit)],
        values: .numbers(record.times)),
      Variable(
        name: "step", dimensions: ["time"], attributes: [("long_name", "steps taken"), ("units", "1")],
        values: .integers(steps)),
      Variable(
        name: "trajectory", dimensions: ["trajectory"],
        attributes: [("long_name", "number of the trajectory"), ("units", "1")],
        values: .integers((0..<record.trajectories).map(Int32.init))),
      Variable(
        name: "outcome", dimensions: ["trajectory"],
        attributes: [
          ("long_name", "-1: finished; otherwise the step in which the state stopped being finite"),
          ("units", "1"), ("flag_meanings", "finished"),
        ], values: .integers(outcomes)),
    ]
    for series in record.series {
      let attributes = [("long_name", series.symbol), ("units", series.unit)]
      variables.append(
        Variable(
          name: series.name, dimensions: ["trajectory", "time"] + mode(series.components),
          attributes: attributes, values: .numbers(series.values)))
    }
    for series in record.series where series.trajectories > 1 {
      for (suffix, meaning, values) in SeriesStatistics(series).all {
        variables.append(
          Variable(
            name: "\(series.name)_\(suffix)", dimensions: ["time"] + mode(series.components),
            attributes: [("long_name", "\(series.symbol): \(meaning)"), ("units", series.unit)],
            values: .numbers(values)))
      }
    }
    variables.append(
      Variable(
        name: RecordFile.complete, dimensions: [],
        attributes: [("long_name", "1 at the end of a whole file"), ("units", "1")], values: .integers([1])))
    self.variables = variables
  }

  private static func integers(_ values: [Int], _ name: String) throws(NetCDFError) -> [Int32] {
    guard values.allSatisfy({ Int32(exactly: $0) != nil }) else {
      throw NetCDFError(function: "nc_put_var_int", reason: "\(name) exceeds 32 bits")
    }
    return values.map { Int32(truncatingIfNeeded: $0) }
  }
}

/// What writer and reader of a record's file agree on.
enum RecordFile {
  /// The outcome of a trajectory that did not diverge.
  static let finished = -1
  /// The attribute of `time` that keeps the length of a step.
  static let timeStep = "time_step"
  /// The last variable of the file, 1. The library reads zeros beyond the end of a file that was cut off.
  static let complete = "complete"
  static let conventions = ("Conventions", "CF-1.10")
}
