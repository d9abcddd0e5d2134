import Foundation
import Simulation
import Testing

@testable import Laboratory

/// A folder that lives as long as the body.
private func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "laboratory-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer {
    do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
  }
  try body(folder.path)
}

private func files(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// Three trajectories, the second of which diverges; one number, three modes, and what cannot be a number.
private func record(trajectories: Int = 3, modes: [Int] = [1, 3], nan: Double = .nan) -> Record {
  let steps = [0, 10, 20, 25]
  let series = modes.map { components in
    var values: [Double] = []
    for trajectory in 0..<trajectories {
      for time in steps.indices {
        for component in 0..<components {
          let number = Double(3 + trajectory * 100 + time * 10 + component)
          values.append(trajectory == 1 && time > 1 ? nan : 1 / number - 0.1)
        }
      }
    }
    return Series(
      name: "series_\(components)", symbol: "log det θθ^T, \(components)", unit: "1",
      trajectories: trajectories, times: steps.count, components: components, values: values)
  }
  let outcomes = (0..<trajectories).map { $0 == 1 ? Outcome.diverged(step: 17) : .finished }
  return Record(steps: steps, timeStep: 0.1, outcomes: outcomes, series: series)
}

private func bits(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }

@Suite struct RecordFileTests {
  private let writer = NetCDFWriter(attributes: ["title": "a_title", "source": "rankfall 0.1", "empty": ""])

  @Test(arguments: [[1, 3], [1], [2, 3, 2], []])
  func whatIsWrittenIsReadBack(modes: [Int]) throws {
    var number = 0
    let numbered = record(modes: modes).series.map { series in
      number += 1
      return Series(
        name: "\(series.name)_number_\(number)", symbol: series.symbol, unit: series.unit,
        trajectories: series.trajectories, times: series.times, components: series.components,
        values: series.values)
    }
    let written = Record(
      steps: record().steps, timeStep: 0.1, outcomes: record().outcomes, series: numbered)
    try withFolder { folder in
      try writer.write(written, to: folder + "/observables.nc")
      let read = try NetCDFReader().read(folder + "/observables.nc")
      #expect(read.steps == written.steps)
      #expect(bits(read.times) == bits(written.times))
      #expect(read.timeStep == written.timeStep)
      #expect(read.outcomes == written.outcomes)
      #expect(read.series.map(\.name) == written.series.map(\.name))
      for (one, other) in zip(read.series, written.series) {
        #expect(one.symbol == other.symbol)
        #expect(one.unit == other.unit)
        #expect(one.trajectories == other.trajectories && one.times == other.times)
        #expect(one.components == other.components)
        #expect(bits(one.values) == bits(other.values))
      }
      let names = try files(in: folder)
      #expect(names == ["observables.nc"])
    }
  }

  @Test func infinitiesAndOneTrajectory() throws {
    let extremes: [Double] = [-.infinity, .infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0]
    let series = Series(
      name: "log_det", symbol: "", unit: "1", trajectories: 1, times: 5, components: 1, values: extremes)
    let written = Record(steps: [0, 1, 2, 3, 4], timeStep: 1, outcomes: [.finished], series: [series])
    try withFolder { folder in
      try NetCDFWriter().write(written, to: folder + "/one.nc")
      let read = try NetCDFReader().read(folder + "/one.nc")
      #expect(bits(read["log_det"].values) == bits(extremes))
      #expect(read["log_det"].symbol == "")
    }
  }

  @Test func theSameRecordGivesTheSameBytes() throws {
    try withFolder { folder in
      try writer.write(record(), to: folder + "/a.nc")
      // The sign of a NaN depends on the processor that made it.
      try writer.write(record(nan: -Double.nan), to: folder + "/b.nc")
      let a = try Data(contentsOf: URL(fileURLWithPath: folder + "/a.nc"))
      let b = try Data(contentsOf: URL(fileURLWithPath: folder + "/b.nc"))
      #expect(a == b)
      #expect(a.prefix(4) == Data([0x43, 0x44, 0x46, 0x02]))
    }
  }

  @Test func theStatisticsAreThoseOfTheSamples() throws {
    let columns = SummaryColumns(EnsembleSummary(record(modes: [2]).series[0])).all
    let at = { (suffix: String) in columns.first { $0.suffix == suffix }?.values ?? [] }
    let samples = record(modes: [2]).series[0].sample(time: 1, component: 1)
    let summary = SampleSummary(samples)
    #expect(at("mean")[3] == summary.mean)
    #expect(at("standard_deviation")[3] == summary.standardDeviation)
    #expect(at("standard_error")[3] == summary.standardError)
    #expect(at("minimum")[3] == samples.min() && at("maximum")[3] == samples.max())
    #expect(at("q50")[3] == samples.sorted()[1])
    #expect(at("ci95_low")[3] == summary.confidenceInterval().lowerBound)
    #expect(at("ci95_low")[3] < at("ci95_high")[3])
    // From the divergence on nothing is known of the ensemble.
    for column in columns {
      #expect(column.values.map(\.isNaN) == [false, false, false, false, true, true, true, true])
    }
  }

  @Test func theFileKeepsTheStatisticsOfAnEnsembleOnly() throws {
    try withFolder { folder in
      for trajectories in [1, 3] {
        let path = folder + "/\(trajectories).nc"
        try writer.write(record(trajectories: trajectories), to: path)
        let names = try NetCDFError.turn.withLock { _ throws(NetCDFError) in
          let file = try NetCDFInput(opening: path)
          defer { file.close() }
          return try file.variables().map { ([$0.name] + $0.dimensions.map(\.name)).joined(separator: " ") }
        }
        #expect(names.contains("series_3 trajectory time mode"))
        #expect(names.contains("outcome trajectory"))
        #expect(names.contains("series_3_q95 time mode") == (trajectories > 1))
      }
    }
  }

  @Test func whatCannotBeWrittenLeavesNothing() throws {
    try withFolder { folder in
      let name = folder + "/observables.nc"
      try AtomicFile.write("what was there", to: name)
      let unfit = Record(steps: [0, Int(Int32.max) + 1], timeStep: 1, outcomes: [.finished], series: [])
      let nobody = Record(steps: [0], timeStep: 1, outcomes: [], series: [])
      let twins = record(modes: [1, 1])
      for bad in [unfit, nobody, twins] {
        #expect(throws: OutputError.self) { try writer.write(bad, to: name) }
      }
      #expect(throws: OutputError.self) { try writer.write(record(), to: name + "/below/a/file.nc") }
      let after = try String(contentsOfFile: name, encoding: .utf8)
      #expect(after == "what was there")
      let names = try files(in: folder)
      #expect(names == ["observables.nc"])
    }
  }

  @Test func whatIsNotARecordIsAnError() throws {
    try withFolder { folder in
      #expect(throws: RecordFileError.missing(path: folder + "/no.nc")) {
        try NetCDFReader().read(folder + "/no.nc")
      }
      try AtomicFile.write("CDF?", to: folder + "/text.nc")
      try AtomicFile.write("", to: folder + "/empty.nc")
      try writer.write(record(), to: folder + "/whole.nc")
      let whole = try Data(contentsOf: URL(fileURLWithPath: folder + "/whole.nc"))
      for share in [0.05, 0.3, 0.9, 0.9999] {
        try AtomicFile.write(
          Array(whole.prefix(Int(Double(whole.count) * share))), to: folder + "/cut\(share).nc")
      }
      for name in ["text", "empty", "cut0.05", "cut0.3", "cut0.9", "cut0.9999"] {
        #expect(throws: RecordFileError.self, "\(name)") { try NetCDFReader().read("\(folder)/\(name).nc") }
      }
      #expect(throws: RecordFileError.self) { try NetCDFReader().read(folder) }
      // The tag before the dimensions: the library calls another one an invalid argument of the system.
      var damaged = [UInt8](whole)
      damaged[8] = 0x7F
      try AtomicFile.write(damaged, to: folder + "/damaged.nc")
      #expect {
        try NetCDFReader().read(folder + "/damaged.nc")
      } throws: {
        "\($0)".contains("the file is damaged")
      }
    }
  }
}

@Suite struct AtomicFileTests {
  @Test func replacesAFile() throws {
    try withFolder { folder in
      let path = folder + "/a.txt"
      try AtomicFile.write("one", to: path)
      try AtomicFile.write([UInt8](repeating: 65, count: 3_000_000), to: path)
      let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
      #expect(size == 3_000_000)
      try AtomicFile.write("", to: path)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text == "")
      let names = try files(in: folder)
      #expect(names == ["a.txt"])
    }
  }

  @Test func aFailureNamesPathAndReason() throws {
    try withFolder { folder in
      try AtomicFile.write("a file", to: folder + "/file")
      let error = #expect(throws: OutputError.self) {
        try AtomicFile.write("x", to: folder + "/file/below")
      }
      #expect(error?.path == folder + "/file/below")
      #expect(error?.reason == "Not a directory")
      #expect(OutputError.exitCode == 74)
    }
  }

  @Test func aFolderIsNotReplaced() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/taken", withIntermediateDirectories: false)
      #expect(throws: OutputError.self) { try AtomicFile.write("x", to: folder + "/taken") }
      let names = try files(in: folder)
      #expect(names == ["taken"])
    }
  }
}
