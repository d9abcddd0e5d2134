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
    let steps = try file.numbers(try file.variable("step"))
    let outcomes = try file.numbers(try file.variable("outcome"))
    var series: [Series] = []
    for variable in try file.variables() {
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
      steps: try integers(steps, "step"), timeStep: timeStep,
      outcomes: try integers(outcomes, "outcome").map {
        $0 == RecordFile.finished ? .finished : .diverged(step: $0)
      }, series: series)
  }

  private func integers(_ numbers: [Double], _ name: String) throws(NetCDFError) -> [Int] {
    guard numbers.allSatisfy({ Int(exactly: $0) != nil }) else {
      throw NetCDFError(function: "nc_get_var_double", reason: "\(name) is not an integer")
    }
    return numbers.map { Int($0) }
  }
}
