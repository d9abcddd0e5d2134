import Foundation
import Synchronization
import Testing

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

  /// Runs an experiment; cancelled, as by Ctrl-C, at the look of a number.
  @discardableResult
  static func run(
    _ experiment: TrainExperiment, in output: String, threads: Int = 1,
    _ beginning: ExperimentRunner.Beginning = .new, cancelledAt last: Int = .max
  ) throws -> ExperimentRunner.Outcome {
    let progress = RunProgress()
    let looks = Atomic(0)
    let runner = ExperimentRunner(output: output, threads: threads) { _, _ in
      if looks.add(1, ordering: .relaxed).newValue >= last { progress.cancel() }
    }
    return try experiment.run(by: runner, beginning, progress: progress)
  }

  static func interrupt(_ experiment: TrainExperiment, in output: String, at look: Int) {
    #expect(throws: LaboratoryError.self) {
      try run(experiment, in: output, cancelledAt: look)
    }
  }

  /// Hands out a folder that is gone afterwards.
  static func withOutput<R>(_ body: (String) throws -> R) throws -> R {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    return try body(output)
  }
}
