import Foundation
import Plotting
import Simulation

/// Keeps a run from flags in a folder like those of experiments: what was asked, series, verdicts, figures.
public struct SpectrumFolder: Sendable {
  public let run: SpectrumRun
  public let path: String

  public init(_ run: SpectrumRun, in output: String) {
    self.run = run
    let hash = Fingerprint(run.json.written().utf8).short
    path = (output as NSString).appendingPathComponent("spectrum-\(run.subject.name)-\(hash)")
  }

  /// Throws where a folder could not be written or the library is missing: better before a run than after it.
  public static func checkWritable(_ output: String) throws(LaboratoryError) {
    try NetCDFError.requireLibrary()
    _ = try PendingFolder(for: (output as NSString).appendingPathComponent("spectrum"))
  }

  /// Writes everything; the folder appears whole or not at all. Returns what could not be done without harm.
  public func write(command: [String], formats: [FigureFormat]) throws -> [String] {
    try NetCDFError.requireLibrary()
    let pending = try PendingFolder(for: path)
    try pending.write(run.json.written() + "\n", to: "spectrum.json")
    let name = run.subject.name
    try PendingFolder.create(pending.path + "/" + name)
    let attributes = [
      "title": run.subject.title, "run": name, "engine": "rankfall",
      "source": "rankfall \(Provenance.rankfallVersion)",
    ]
    try NetCDFWriter(attributes: attributes, timeMeaning: "time: length of a step times steps").write(
      run.record, to: pending.path + "/\(name)/observables.nc")
    try pending.write(JSONText.array(run.verdicts.map(\.json)).written() + "\n", to: "verdicts.json")
    let warnings = try pending.draw(SpectrumFigures(run).all, as: formats)
    try pending.write(manifest(command).written() + "\n", to: "run.json")
    try pending.finish()
    return warnings
  }

  private func manifest(_ command: [String]) -> JSONText {
    let asked = JSONText.members([
      "status": .text("finished"), "experiment": .text("spectrum-\(run.subject.name)"),
    ])
    let ended = JSONText.members([
      "finished": .text(ISO8601DateFormatter().string(from: Date())), "seconds": .number(run.seconds),
      "trajectories": .integer(run.record.trajectories),
      "diverged": .integer(run.record.divergedTrajectories),
      "events": .text(run.events),
    ])
    return .object(
      asked + Provenance.members(command: command, threads: run.subject.ensemble.threads) + ended)
  }
}
