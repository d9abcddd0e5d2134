import Foundation
import Plotting

/// Keeps what random slabs left in a folder: numbers, verdicts, figures.
public struct SlabFolder: Sendable {
  public let run: SlabRun
  public let path: String

  public init(_ run: SlabRun, in output: String) {
    self.run = run
    let hash = Fingerprint(run.asked.written().utf8).short
    path = (output as NSString).appendingPathComponent("slabs-\(hash)")
  }

  /// Writes everything; the folder appears whole or not at all. Returns what could not be done without harm.
  public func write(command: [String], formats: [FigureFormat]) throws -> [String] {
    let pending = try PendingFolder(for: path)
    try pending.write(run.json.written() + "\n", to: "slabs.json")
    try pending.write(JSONText.array(run.verdicts.map(\.json)).written() + "\n", to: "verdicts.json")
    let warnings = try pending.draw(SlabFigures(run: run).all, as: formats)
    let asked = JSONText.members(["status": .text("finished"), "experiment": .text("slabs")])
    let ended = JSONText.members([
      "finished": .text(ISO8601DateFormatter().string(from: Date())), "seconds": .number(run.seconds),
    ])
    let manifest = JSONText.object(
      asked + Provenance.members(command: command, threads: run.threads) + ended)
    try pending.write(manifest.written() + "\n", to: "run.json")
    try pending.finish()
    return warnings
  }
}
