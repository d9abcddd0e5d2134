import DeepNetworks
import Foundation
import Matrices
import Plotting
import Simulation

/// Keeps a training in a folder like those of experiments: what was asked, series, verdicts, weights, figures.
public struct TrainFolder: Sendable {
  public let run: TrainRun
  public let path: String

  public init(_ run: TrainRun, in output: String) {
    self.run = run
    path = Self.path(of: run.subject, in: output)
  }

  /// Where a training is kept: the name changes with everything that decides its result.
  static func path(of subject: TrainSubject, in output: String) -> String {
    let hash = Fingerprint(subject.json.written().utf8).short
    return (output as NSString).appendingPathComponent("\(name(of: subject))-\(hash)")
  }

  /// What trainings on the same data share of their folders' names.
  static func name(of subject: TrainSubject) -> String { "train-\(subject.data.name)" }

  /// Throws if something is missing that the folder needs: better before a training than after it.
  public static func requireTools() throws(LaboratoryError) { try NetCDFError.requireLibrary() }

  /// Writes everything; the folder appears whole or not at all. Returns what could not be done without harm.
  public func write(command: [String], formats: [FigureFormat]) throws -> [String] {
    try Self.requireTools()
    let pending = try PendingFolder(for: path)
    try pending.write(run.subject.json.written() + "\n", to: "train.json")
    try pending.write(run.summary.written() + "\n", to: "layers.json")
    let attributes = [
      "title": run.subject.protocolText, "run": "train", "engine": "rankfall",
      "source": "rankfall \(Provenance.rankfallVersion)",
    ]
    try NetCDFWriter(attributes: attributes, timeMeaning: "updates made").write(
      run.record, to: pending.path + "/observables.nc")
    try pending.write(JSONText.array(run.verdicts.map(\.json)).written() + "\n", to: "verdicts.json")
    var warnings: [String] = []
    if run.training.hasDiverged {
      warnings.append("weights that are not finite are not kept")
    } else {
      try pending.write(try Self.weights(of: run, file: path + "/weights.npz"), to: "weights.npz")
    }
    warnings += try pending.draw(TrainFigures(run).all, as: formats)
    try pending.write(manifest(command).written() + "\n", to: "run.json")
    try pending.finish()
    return warnings
  }

  /// Under the names that a sequence of PyTorch's modules gives them, outputs x inputs.
  static func weights(of run: TrainRun, file: String) throws -> [UInt8] {
    var writer = NPZWriter()
    for (parameter, values) in run.training.parameters { add(values, of: parameter, to: &writer) }
    return try writer.bytes(file: file)
  }

  /// - Parameter isPixelwise: whether a matrix is kept as the kernels of one pixel that it amounts to.
  static func add(
    _ values: Matrix, of parameter: NetworkParameter, isPixelwise: Bool = false, to writer: inout NPZWriter
  ) {
    let name = name(of: parameter)
    var extent = isPixelwise ? 1 : 0
    if case .convolution(let kernel, _, _)? = parameter.layerKind { extent = kernel }
    if extent > 0 {
      // As PyTorch has kernels: filters x channels x height x width.
      let shape = [values.rows, values.columns / (extent * extent), extent, extent]
      writer.add(values.transposed.entries, shape: shape, named: name)
    } else if parameter.kind == .weight {
      writer.add(values, named: name)
    } else {
      writer.add(values.entries, named: name)
    }
  }

  /// Names as PyTorch has them: a normalisation's gain is its weight and its shift its bias.
  static func name(of parameter: NetworkParameter) -> String {
    let module = parameter.name.split(separator: ".").first.map(String.init) ?? ""
    return switch parameter.kind {
    case .weight, .bias: parameter.name
    case .gain: module + ".weight"
    case .shift: module + ".bias"
    case .runningMean: module + ".running_mean"
    case .runningVariance: module + ".running_var"
    }
  }

  private func manifest(_ command: [String]) -> JSONText {
    let asked = JSONText.members([
      "status": .text(run.training.hasDiverged ? "diverged" : "finished"), "experiment": .text("train"),
      "protocol": .text(run.subject.protocolText),
    ])
    let ended = JSONText.members([
      "finished": .text(ISO8601DateFormatter().string(from: Date())), "seconds": .number(run.seconds),
      "trajectories": .integer(1), "diverged": .integer(run.training.hasDiverged ? 1 : 0),
      "events": .text(run.results),
    ])
    return .object(
      asked + Provenance.members(command: command, threads: run.subject.plan.threads) + ended)
  }
}
