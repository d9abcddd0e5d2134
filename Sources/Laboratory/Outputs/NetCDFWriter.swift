import CNetCDF
import Simulation

/// Writes a record as a NetCDF file: the series by trajectory, time and mode, and what the ensemble says of them; or the
/// statistics alone, where only they were kept.
///
/// The same record gives the same bytes: there are no dates in it, and every NaN has the same bits. A file that cannot
/// be written completely does not appear.
public struct NetCDFWriter: Sendable {
  /// Global attributes beside `Conventions`; written in the order of their names.
  public var attributes: [String: String]
  public var timeUnit: String
  /// What the clock shows, in words.
  public var timeMeaning: String

  public init(
    attributes: [String: String] = [:], timeUnit: String = "1",
    timeMeaning: String = "time: learning rate times steps"
  ) {
    self.attributes = attributes
    self.timeUnit = timeUnit
    self.timeMeaning = timeMeaning
  }

  /// Replaces the file at a path by the record. Sizes beyond the format (4 GiB a variable) are an error.
  public func write(_ record: Record, to path: String) throws(OutputError) {
    try AtomicFile.replace(path) { temporary throws(OutputError) in
      do throws(NetCDFError) {
        let layout = try RecordLayout(record, timeUnit: timeUnit, timeMeaning: timeMeaning)
        try NetCDFError.turn.withLock { _ throws(NetCDFError) in
          let file = try NetCDFOutput(creating: temporary)
          do throws(NetCDFError) {
            try write(layout, into: file)
          } catch {
            file.abandon()
            throw error
          }
          try file.close()
        }
      } catch {
        throw OutputError(path: path, action: error.function, reason: error.reason)
      }
    }
  }

  private func write(_ layout: RecordLayout, into file: NetCDFOutput) throws(NetCDFError) {
    var dimensions: [String: Int32] = [:]
    for (name, length) in layout.dimensions { dimensions[name] = try file.dimension(name, length) }
    var ids: [Int32] = []
    for variable in layout.variables {
      let over = variable.dimensions.compactMap { dimensions[$0] }
      switch variable.values {
      case .integers:
        ids.append(try file.variable(variable.name, NC_INT, over: over, variable.attributes))
      case .numbers:
        let id = try file.variable(variable.name, NC_DOUBLE, over: over, variable.attributes)
        // A coordinate has no missing values.
        if variable.name == "time" {
          try file.attribute(RecordFile.timeStep, layout.timeStep, of: id)
        } else {
          try file.attribute("_FillValue", Double.nan, of: id)
        }
        if let level = variable.level { try file.attribute(RecordFile.level, level, of: id) }
        ids.append(id)
      }
      if variable.name == "outcome", let id = ids.last {
        try file.attribute("flag_values", Int32(RecordFile.finished), of: id)
      }
    }
    let global = attributes.merging([RecordFile.conventions]) { given, _ in given }
    for (name, text) in global.sorted(by: { $0.key < $1.key }) { try file.attribute(name, text) }
    try file.endDefinitions()
    for (variable, id) in zip(layout.variables, ids) {
      switch variable.values {
      case .integers(let values): try file.put(values, into: id)
      case .numbers(let values): try file.put(values.map { $0.isNaN ? .nan : $0 }, into: id)
      }
    }
  }
}
