import DeepNetworks
import Foundation
import Plotting

/// Keeps what came of networks that were cut in a folder: the table, the figure, and all factors.
public struct CompressFolder: Sendable {
  public let run: CompressRun
  public let path: String

  public init(_ run: CompressRun, in output: String) {
    self.run = run
    let hash = Fingerprint(run.asked.written().utf8).short
    let name = run.subjects[0].training.data.name
    path = (output as NSString).appendingPathComponent("compress-\(name)-\(hash)")
  }

  /// Writes everything; the folder appears whole or not at all. Returns what could not be done without harm.
  public func write(command: [String], formats: [FigureFormat]) throws -> [String] {
    let pending = try PendingFolder(for: path)
    try pending.write(run.json.written() + "\n", to: "compress.json")
    for (number, lines) in run.lines.enumerated() {
      for line in lines {
        guard let choice = line.choice, !line.numbers.isEmpty else { continue }
        let name = "network-\(number + 1)-\(choice.words.replacing(" ", with: "-")).npz"
        try pending.write(try Self.archive(line).bytes(file: path + "/" + name), to: name)
      }
    }
    let warnings = try pending.draw([("compression", CompressFigure(run: run).figure)], as: formats)
    try pending.write(manifest(command).written() + "\n", to: "run.json")
    try pending.finish()
    return warnings
  }

  /// The layers of the factored network in PyTorch's names.
  private static func archive(_ line: CompressRun.Line) -> NPZWriter {
    var writer = NPZWriter()
    let pixelwise = line.factored.pixelwise
    for (place, entry) in line.numbers.enumerated() {
      TrainFolder.add(
        entry.values, of: entry.parameter, isPixelwise: pixelwise.contains(place), to: &writer)
    }
    return writer
  }

  private func manifest(_ command: [String]) -> JSONText {
    let asked = JSONText.members(["status": .text("finished"), "experiment": .text("compress")])
    let ended = JSONText.members([
      "finished": .text(ISO8601DateFormatter().string(from: Date())), "seconds": .number(run.seconds),
    ])
    return .object(asked + Provenance.members(command: command, threads: run.request.threads) + ended)
  }
}
