import CNetCDF
import Foundation
import Simulation

/// A record's file that could not be read.
public enum RecordFileError: Error, Sendable, Equatable, CustomStringConvertible {
  case missing(path: String)
  /// Not a file that `NetCDFWriter` wrote, or a damaged one.
  case invalid(path: String, reason: String)

  /// The command line's exit code: EX_NOINPUT or EX_IOERR.
  public var exitCode: Int32 {
    switch self {
    case .missing: 66
    case .invalid: 74
    }
  }

  public var description: String {
    switch self {
    case .missing(let path): "there is no file \(path)"
    case .invalid(let path, let reason): "\(path) is not a record: \(reason)"
    }
  }
}

/// Reads a record back from the file that `NetCDFWriter` wrote, exactly.
public struct NetCDFReader: Sendable {
  public init() {}

  public func read(_ path: String) throws(RecordFileError) -> Record {
    guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
    do throws(NetCDFError) {
      return try NetCDFError.turn.withLock { _ throws(NetCDFError) in
        let file = try NetCDFInput(opening: path)
        defer { file.close() }
        return try record(in: file)
      }
    } catch {
      throw .invalid(path: path, reason: "\(error.reason) (\(error.function))")
    }
  }

  private func record(in file: NetCDFInput) throws(NetCDFError) -> Record {
    guard try file.numbers(try file.variable(RecordFile.complete)) == [1] else {
      throw NetCDFError(function: "nc_get_var_double", reason: "the end of the file is missing")
    }
    let time = try file.variable("time")
    let timeStep = try file.number(RecordFile.timeStep, of: time)
    let steps = try integers("step", in: file)
    let variables = try file.variables()
    if variables.contains(where: { $0.name == RecordFile.trajectories }) {
      return try statistics(in: file, variables, steps, timeStep)
    }
    var series: [Series] = []
    for variable in variables {
      let shape = variable.dimensions.map(\.name)
      guard shape.count >= 2, shape.count <= 3, shape[0...1] == ["trajectory", "time"] else { continue }
      let lengths = variable.dimensions.map(\.length)
      series.append(
        Series(
          name: variable.name, symbol: try file.text("long_name", of: variable),
          unit: try file.text("units", of: variable), trajectories: lengths[0], times: lengths[1],
          components: lengths.count == 3 ? lengths[2] : 1, values: try file.numbers(variable)))
    }
    return Record(
      steps: steps, timeStep: timeStep,
      outcomes: try integers("outcome", in: file).map {
        $0 == RecordFile.finished ? .finished : .diverged(step: $0)
      }, series: series)
  }

  private func statistics(
    in file: NetCDFInput, _ variables: [NetCDFInput.Variable], _ steps: [Int], _ timeStep: Double
  ) throws(NetCDFError) -> Record {
    guard let trajectories = try integers(RecordFile.trajectories, in: file).first else {
      throw NetCDFError(function: "nc_get_var_double", reason: "the number of trajectories is missing")
    }
    var summaries: [EnsembleSummary] = []
    for variable in variables {
      guard let summary = try summary(variable, among: variables, trajectories, in: file) else { continue }
      summaries.append(summary)
    }
    return Record(
      steps: steps, timeStep: timeStep, trajectories: trajectories,
      finite: try integers(RecordFile.finite, in: file), summaries: summaries)
  }

  /// The statistics whose mean is this variable; nil if it is not a mean.
  private func summary(
    _ mean: NetCDFInput.Variable, among variables: [NetCDFInput.Variable], _ trajectories: Int,
    in file: NetCDFInput
  ) throws(NetCDFError) -> EnsembleSummary? {
    let (ending, meaning) = ("_" + SummaryColumns.mean, ": mean over trajectories")
    let title = mean.name.hasSuffix(ending) ? try file.text("long_name", of: mean) : ""
    guard title.hasSuffix(meaning) else { return nil }
    let name = String(mean.name.dropLast(ending.count))
    func column(_ suffix: String) throws(NetCDFError) -> [Double] {
      try file.numbers(try file.variable("\(name)_\(suffix)"))
    }
    var quantiles: [(level: Double, values: [Double])] = []
    for level in EnsembleSummary.levels {
      let wanted = "\(name)_\(SummaryColumns.quantile(level))"
      guard let variable = variables.first(where: { $0.name == wanted }) else { continue }
      quantiles.append(
        (try file.number(RecordFile.level, of: variable), try file.numbers(variable)))
    }
    let lengths = mean.dimensions.map(\.length)
    return EnsembleSummary(
      name: name, symbol: String(title.dropLast(meaning.count)), unit: try file.text("units", of: mean),
      trajectories: trajectories, times: lengths[0], components: lengths.count == 2 ? lengths[1] : 1,
      means: try file.numbers(mean), standardDeviations: try column(SummaryColumns.deviation),
      minima: try column(SummaryColumns.minimum), maxima: try column(SummaryColumns.maximum),
      quantiles: quantiles)
  }

  private func integers(_ name: String, in file: NetCDFInput) throws(NetCDFError) -> [Int] {
    let numbers = try file.numbers(try file.variable(name))
    guard numbers.allSatisfy({ Int(exactly: $0) != nil }) else {
      throw NetCDFError(function: "nc_get_var_double", reason: "\(name) is not an integer")
    }
    return numbers.map { Int($0) }
  }
}
