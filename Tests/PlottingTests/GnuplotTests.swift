import Foundation
import Testing

@testable import Plotting

private let gnuplotIsInstalled: Bool = {
  do {
    _ = try Gnuplot()
    return true
  } catch {
    return false
  }
}()

/// A folder that lives as long as the body.
private func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("plotting-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer {
    do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
  }
  try body(folder)
}

private let x = (0..<50).map { Double($0) / 5 }
private let withGaps = x.map { $0 > 3 && $0 < 4 ? .nan : exp(-$0) }

/// Every kind of layer, on linear and on logarithmic axes.
private let logarithmicAxes: [Set<Axis>] = [[], [.y], [.x, .y], [.x, .y, .color]]
private let everything: [Panel] = logarithmicAxes.flatMap { logarithmic -> [Panel] in
  let over: [Layer] = [
    .line(x: x, y: withGaps, label: "line_1", style: .dashed, width: 2, color: .shade(0.3)),
    .line(x: [1, 2, 3], y: [.nan, 1, .nan], label: "lone"),
    .line(x: x, y: x.map { _ in .nan }, label: "nothing"),
    .band(x: x, lower: withGaps.map { $0 - 0.1 }, upper: withGaps.map { $0 + 0.1 }, label: "band"),
    .band(x: [.nan, 1], lower: [0, 1], upper: [1, 2]),
    .points(x: x, y: withGaps, errors: x.map { $0 == 1 ? .nan : 0.2 }, label: "points"),
    .points(x: x, y: withGaps), .horizontal(at: 0.5, label: "h"),
    .vertical(at: 2, label: "v", style: .dotted),
  ]
  let map = Layer.heatMap(x: [1, 2, 4], y: [3, 2], z: [[1, .nan, 0], [1e-3, 1e3, -1]], label: "z_1")
  return [
    Panel("over", x: "x_1", y: "y", logarithmic: logarithmic, layers: over),
    Panel("map", logarithmic: logarithmic, layers: [map, .line(x: [1, 4], y: [2, 3], label: "a")]),
    Panel("cell", logarithmic: logarithmic, layers: [.heatMap(x: [1], y: [1], z: [[1]])]),
    Panel(
      "shaded", logarithmic: logarithmic,
      layers: [.shadedLine(x: x, y: withGaps, z: x.map { $0 - 1 }, colors: 0.5...2, label: "z_1")]),
    Panel("none", logarithmic: logarithmic, layers: []),
    Panel(
      "tiny", logarithmic: logarithmic, legend: .below,
      layers: [.line(x: [1], y: [.leastNonzeroMagnitude], label: "t")]),
    Panel("huge", logarithmic: logarithmic, layers: [.line(x: [1, 2], y: [1e299, -1e299], label: "h")]),
  ]
}

@Suite(.enabled(if: gnuplotIsInstalled, "gnuplot is not installed (Debian: apt install gnuplot-nox)"))
struct GnuplotTests {
  @Test(arguments: FigureFormat.allCases)
  func drawsEveryKindOfLayer(format: FigureFormat) throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("all.\(format)").path
      try render(Figure("all_of <it> & 'more'", columns: 6, panels: everything), to: path, as: format)
      let beginning = try Data(contentsOf: URL(fileURLWithPath: path)).prefix(5)
      let magic: [FigureFormat: [UInt8]] = [
        .svg: Array("<?xml".utf8), .pdf: Array("%PDF-".utf8), .png: [0x89, 0x50, 0x4E, 0x47, 0x0D],
      ]
      #expect(Array(beginning) == magic[format])
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(files == ["all.\(format)", "all.gp"].sorted())
    }
  }

  @Test func gnuplotHasNothingToComplainAbout() throws {
    try withFolder { folder in
      let script = GnuplotScript(Figure("all", columns: 6, panels: everything), as: .svg)
      let said = try complaints(about: script.text(output: "all.svg"), in: folder)
      #expect(said == "")
    }
  }

  @Test func theScriptWorksAlone() throws {
    try withFolder { folder in
      let figure = Figure("", panels: [Panel("", layers: [.line(x: x, y: withGaps, label: "a_b")])])
      let path = folder.appendingPathComponent("alone.svg")
      try render(figure, to: path.path, as: .svg)
      let first = try Data(contentsOf: path)
      try FileManager.default.removeItem(at: path)
      let script = try String(contentsOf: folder.appendingPathComponent("alone.gp"), encoding: .utf8)
      let said = try complaints(about: script, in: folder)
      #expect(said == "")
      let second = try Data(contentsOf: path)
      #expect(second == first)
    }
  }

  @Test func aFolderThatDoesNotExistIsAnError() {
    let figure = Figure("", panels: [Panel("", layers: [])])
    #expect(throws: PlottingError.self) { try render(figure, to: "/dev/null/figure.svg", as: .svg) }
  }

  /// What gnuplot says on standard error of a script.
  private func complaints(about script: String, in folder: URL) throws -> String {
    let file = folder.appendingPathComponent("by-hand.gp")
    try Data(script.utf8).write(to: file)
    let process = Process()
    let messages = Pipe()
    process.executableURL = URL(fileURLWithPath: try Gnuplot().executable)
    process.arguments = ["--default-settings", "by-hand.gp"]
    process.currentDirectoryURL = folder
    process.standardError = messages
    try process.run()
    let said = try messages.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: said, as: UTF8.self)
  }
}

@Suite struct MissingGnuplotTests {
  @Test func namesThePackage() {
    let error = #expect(throws: PlottingError.gnuplotMissing) { try Gnuplot(in: "/dev/null:/nowhere") }
    #expect(error?.description.contains("gnuplot-nox") == true)
  }

  @Test func whatGnuplotSaysIsPassedOn() throws {
    try withFolder { folder in
      let fake = folder.appendingPathComponent("gnuplot")
      try Data("#!/bin/sh\necho 'line 3: oh no' >&2\nexit 2\n".utf8).write(to: fake)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fake.path)
      let path = folder.appendingPathComponent("figure.svg").path
      #expect(throws: PlottingError.gnuplotFailed(figure: path, message: "line 3: oh no")) {
        try Gnuplot(in: folder.path).render(
          Figure("", panels: [Panel("", layers: [])]), to: path, as: .svg)
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(files == ["gnuplot"])
    }
  }
}
