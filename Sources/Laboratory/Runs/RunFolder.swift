import Foundation
import LinearNetworks
import Simulation

/// The folder of a finished experiment: what was asked, what was seen, what the theorems said, and the figures.
///
/// What is read of it was written so: the checksums of `FolderSeal` are asked first. Folders of earlier versions have none, and are
/// read as they are.
public struct RunFolder: Sendable {
  public let path: String
  private static let (series, kept) = ("observables.nc", "verdicts.json")

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

  /// Throws if anything is damaged beside series and verdicts, which are looked at when they are read.
  func check() throws(LaboratoryError) {
    try FolderSeal(of: path)?.check { !$0.hasSuffix(Self.series) && $0 != Self.kept }
  }

  /// The verdicts that were kept.
  public func verdicts() throws(LaboratoryError) -> [VerdictReport] {
    try FolderSeal(of: path)?.check(Self.kept)
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: file(Self.kept)))
      return try JSONDecoder().decode([VerdictReport].self, from: data)
    } catch {
      throw .notARun(folder: path, reason: "verdicts.json cannot be read")
    }
  }

  /// The series of the folder, or of a run in it. The NetCDF library does not survive every damage.
  func record(of run: String? = nil) throws -> Record {
    let name = (run.map { $0 + "/" } ?? "") + Self.series
    try FolderSeal(of: path)?.check(name)
    return try NetCDFReader().read(file(name))
  }

  /// The experiment of a finished folder, of either kind.
  public func experiment() throws -> any FiledExperiment {
    guard isFinished else { throw LaboratoryError.notARun(folder: path, reason: "it has no run.json") }
    for command in ["spectrum", "train", "compress"]
    where FileManager.default.fileExists(atPath: file(command + ".json")) {
      throw LaboratoryError.unknown(
        "\(path) is a run of `rankfall \(command)`, which draws its figures itself",
        cure: "give --format to `rankfall \(command)`, whose words are in run.json; or let gnuplot draw its "
          + "figures/*.gp")
    }
    try check()
    return try ExperimentFile.read(file("resolved.yaml"))
  }

  /// Every run of the experiment on linear networks that was kept here, as it was recorded.
  func results(of experiment: Experiment) throws -> [RunResult] {
    let kept = try verdicts()
    return try experiment.runs.map { run in
      let record = try record(of: run.name)
      let all = NetworkObservables.all(for: run.setting).map(\.name).filter(run.observables.contains)
      for name in all + run.predictions.flatMap({ $0.observables.map(\.name) }) where !record.shows(name) {
        throw LaboratoryError.notARun(
          folder: path, reason: "\(run.name)/observables.nc has no series \(name): it is damaged")
      }
      return RunResult(run, record: record, verdicts: kept.filter { $0.run == run.name })
    }
  }
}
