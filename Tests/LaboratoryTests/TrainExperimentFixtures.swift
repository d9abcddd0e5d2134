import Foundation

@testable import Laboratory

/// A small experiment on trainings that takes a fraction of a second.
enum TrainExperimentFixtures {
  static let small = """
    title: Small trainings
    train:
      data: "gmm:classes=3,inputs=6,samples=60,separation=4"
      layers: 8-7
      batch: 4
      lr: 0.2
      updates: 120
      looks: 6
      eps: [0.1, 0.01]
    sweep: {batch: [2, 4], wd: [0, 0.2]}
    seeds: 2

    """

  static func experiment(
    _ text: String = small, _ overrides: [String] = [], rehearsing: Bool = false
  ) throws -> TrainExperiment {
    try TrainExperiment(
      parsing: SourceText(text, file: "small.yaml"), overrides: try overrides.map { try Override($0) },
      rehearsing: rehearsing)
  }

  /// The files of a folder with what is in them, but those that say when and how.
  static func contents(of folder: String) throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) where name != "run.json" {
      var isFolder: ObjCBool = false
      let path = folder + "/" + name
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
        continue
      }
      found[name] = try Data(contentsOf: URL(fileURLWithPath: path))
    }
    return found
  }
}
