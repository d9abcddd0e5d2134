import Foundation

/// A run of an experiment on trainings, in the folder that `rankfall run` has written.
public struct KeptRun: Sendable {
  let folder: RunFolder
  let request: TrainRequest
  /// The fingerprint of its data when it was trained.
  let content: String

  private struct Manifest: Decodable {
    struct Data: Decodable { let content: String }
    struct Setting: Decodable { let data: Data }
    struct Run: Decodable {
      let name: String
      let diverged: Bool
      let setting: Setting
    }
    let runs: [Run]
  }

  /// The runs of some names in a folder of `rankfall run`; without a name the only one, or the one whose own folder it is.
  /// Nil for a folder of another kind.
  public static func found(in path: String, named names: [String] = []) throws -> [KeptRun]? {
    let folder = RunFolder(URL(fileURLWithPath: path).standardizedFileURL.path)
    if isExperiment(folder) { return try runs(of: folder, named: names, as: path) }
    let above = RunFolder(parentFolder(of: folder.path))
    if names.isEmpty, !folder.isFinished, isExperiment(above) {
      return try runs(of: above, named: [(folder.path as NSString).lastPathComponent], as: above.path)
    }
    guard names.isEmpty else {
      throw LaboratoryError.unknown(
        "--run \(legible(names[0])) of \(path), which is no folder of `rankfall run`",
        cure: "leave --run out: the network is the folder's own")
    }
    return nil
  }

  private static func isExperiment(_ folder: RunFolder) -> Bool {
    folder.isFinished && FileManager.default.fileExists(atPath: folder.file("resolved.yaml"))
  }

  private static func runs(
    of folder: RunFolder, named names: [String], as path: String
  ) throws -> [KeptRun] {
    guard let experiment = try folder.experiment() as? TrainExperiment else {
      throw LaboratoryError.unknown(
        "\(path) is an experiment on two-layer linear networks",
        cure: "name a folder of `rankfall train`, or of an experiment file with a section train")
    }
    let all = experiment.runs.map(\.name)
    guard !names.isEmpty || all.count == 1 else {
      throw LaboratoryError.unknown(
        "\(path) has \(all.count) runs, and nothing says which", cure: "say --run with one of \(some(all))")
    }
    return try (names.isEmpty ? all : names).map { name in
      guard let run = experiment.runs.first(where: { $0.name == name }) else {
        throw LaboratoryError.unknown(
          "no run of \(path) is called \(quoted(name))",
          cure: didYouMean(name, among: all) ?? "there are \(some(all))")
      }
      return try KeptRun(run, in: folder)
    }
  }

  /// Not more names than fit on a screen.
  private static func some(_ names: [String]) -> String {
    let shown = names.prefix(20).joined(separator: ", ")
    return names.count > 20 ? "\(shown) and \(names.count - 20) more, the folders in it" : shown
  }

  private init(_ run: TrainExperiment.Run, in experiment: RunFolder) throws(LaboratoryError) {
    folder = RunFolder(experiment.file(run.name))
    request = run.subject.request
    let manifest: Manifest
    do {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: experiment.file("run.json")))
      manifest = try JSONDecoder().decode(Manifest.self, from: bytes)
    } catch {
      throw .notARun(folder: experiment.path, reason: "run.json cannot be read")
    }
    guard let kept = manifest.runs.first(where: { $0.name == run.name }) else {
      throw .notARun(folder: experiment.path, reason: "run.json knows no \(run.name)")
    }
    guard !kept.diverged else {
      throw .unknown("\(folder.path) diverged", cure: "choose a run whose weights are finite")
    }
    guard FileManager.default.fileExists(atPath: folder.file("weights.npz")) else {
      throw .unknown(
        "\(folder.path) has no weights.npz", cure: "run the experiment again with --force, which keeps them")
    }
    content = kept.setting.data.content
  }
}
