import Foundation
import LinearNetworks
import Simulation

/// The folder of a finished experiment: what was asked, what was seen, what the theorems said, and the figures.
public struct RunFolder: Sendable {
  public let path: String

  public init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// Where an experiment keeps its results: the name says what is in it, to the last digit of every setting.
  public init(of experiment: any FiledExperiment, in output: String) {
    let hash = Fingerprint(experiment.resolvedText.utf8).short
    path = (output as NSString).appendingPathComponent("\(experiment.name)-\(hash)")
  }

  /// Whether the experiment is finished here: a folder appears under its name only when it is complete.
  public var isFinished: Bool { FileManager.default.fileExists(atPath: file("run.json")) }

  func file(_ name: String) -> String { (path as NSString).appendingPathComponent(name) }

  /// The verdicts that were kept.
  public func verdicts() throws(LaboratoryError) -> [VerdictReport] {
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: file("verdicts.json")))
      return try JSONDecoder().decode([VerdictReport].self, from: data)
    } catch {
      throw .notARun(folder: path, reason: "verdicts.json cannot be read")
    }
  }

  /// Throws unless an experiment is finished here.
  private func refuseOthers() throws(LaboratoryError) {
    guard isFinished else { throw .notARun(folder: path, reason: "it has no run.json") }
    for command in ["spectrum", "train", "compress"]
    where FileManager.default.fileExists(atPath: file(command + ".json")) {
      throw .unknown(
        "\(path) is a run of `rankfall \(command)`, which draws its figures itself",
        cure: "give --format to `rankfall \(command)`, whose words are in run.json; or let gnuplot draw its "
          + "figures/*.gp")
    }
  }

  /// The experiment of a finished folder, of either kind.
  public func experiment() throws -> any FiledExperiment {
    try refuseOthers()
    return try ExperimentFile.read(file("resolved.yaml"))
  }

  /// The experiment on linear networks, composed, and every run as it was recorded.
  public func load() throws -> (experiment: Experiment, results: [RunResult]) {
    try refuseOthers()
    let experiment = try Experiment(contentsOf: file("resolved.yaml"))
    let kept = try verdicts()
    let results = try experiment.runs.map { run in
      let record = try NetCDFReader().read(file("\(run.name)/observables.nc"))
      let all = NetworkObservables.all(for: run.setting).map(\.name).filter(run.observables.contains)
      for name in all + run.predictions.flatMap({ $0.observables.map(\.name) }) where !record.shows(name) {
        throw LaboratoryError.notARun(
          folder: path, reason: "\(run.name)/observables.nc has no series \(name): it is damaged")
      }
      return RunResult(run, record: record, verdicts: kept.filter { $0.run == run.name })
    }
    return (experiment, results)
  }
}
