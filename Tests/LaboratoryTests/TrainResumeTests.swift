import Foundation
import Testing

@testable import Laboratory

/// Trainings of a file: interrupted and resumed.
@Suite("Experiments on trainings, interrupted") struct TrainResumeTests {
  typealias Fixtures = TrainExperimentFixtures

  /// A training has 7 looks: the first, one on the way, the last of one, and in the last training.
  @Test(
    "interrupted anywhere and resumed, the folder has the bytes of a run that was not",
    arguments: [1, 11, 21, 53])
  func resuming(look: Int) throws {
    let experiment = try Fixtures.experiment()
    let whole = try Fixtures.withOutput {
      try Fixtures.contents(of: Fixtures.run(experiment, in: $0).folder.path)
    }
    try Fixtures.withOutput { output in
      let folder = RunFolder(of: experiment, in: output)
      #expect {
        try Fixtures.run(experiment, in: output, cancelledAt: look)
      } throws: { error in
        guard case .suspended(let path, let finished, 8, "runs", false)? = error as? LaboratoryError else {
          return false
        }
        return path == folder.path + ".partial" && finished == (look - 1) / 7
      }
      #expect(!folder.isFinished)
      // What was begun is not lost to somebody who forgot the word.
      #expect { try Fixtures.run(experiment, in: output) } throws: {
        if case .suspended(_, _, 8, _, true)? = $0 as? LaboratoryError { true } else { false }
      }
      let left = experiment.remainingSteps(in: folder)
      #expect(left > 0 && left <= experiment.totalSteps)
      let outcome = try Fixtures.run(experiment, in: output, threads: 2, .resuming)
      #expect(try Fixtures.contents(of: outcome.folder.path) == whole)
    }
  }

  @Test(
    "what a killed process leaves does no harm: unnamed files, a run without series, a torn or foreign checkpoint"
  )
  func leftovers() throws {
    let experiment = try Fixtures.experiment()
    let whole = try Fixtures.withOutput {
      try Fixtures.contents(of: Fixtures.run(experiment, in: $0).folder.path)
    }
    try Fixtures.withOutput { output in
      Fixtures.interrupt(experiment, in: output, at: 30)
      let partial = TrainStore.partial(of: RunFolder(of: experiment, in: output))
      let last = experiment.runs.filter { !TrainStore.isSealed($0, in: partial) }
      try #require(last.count > 2)
      func write(_ bytes: [UInt8], _ name: String) throws {
        let path = "\(partial)/\(name)"
        try FileManager.default.createDirectory(
          atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
      }
      try write([1, 2, 3], ".cells.csv.abc.tmp")
      try write(Array("[]".utf8), "\(last[0].name)/verdicts.json")
      try write([4], "\(last[0].name)/.observables.nc.xyz.tmp")
      try write([5, 6], "\(last[1].name)/checkpoint.npy")
      try write(NPYWriter.bytes(of: [1, 2, 3, 4]), "\(last[2].name)/checkpoint.npy")
      let outcome = try Fixtures.run(experiment, in: output, .resuming)
      #expect(try Fixtures.contents(of: outcome.folder.path) == whole)
    }
  }

  /// Flips a bit of a file, so far from its end.
  private func damage(_ path: String, beforeEnd distance: Int) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count - distance] ^= 4
    try bytes.write(to: URL(fileURLWithPath: path))
  }

  @Test(
    "a damaged file is seen: its run, or the training that a checkpoint is of, begins anew to the same bytes")
  func damaged() throws {
    let experiment = try Fixtures.experiment()
    let whole = try Fixtures.withOutput {
      try Fixtures.contents(of: Fixtures.run(experiment, in: $0).folder.path)
    }
    for file in ["observables.nc", "layers.json", "verdicts.json", "weights.npz", "checksums.csv"] {
      try Fixtures.withOutput { output in
        // Three runs are finished, and the fourth has a checkpoint.
        Fixtures.interrupt(experiment, in: output, at: 25)
        let partial = TrainStore.partial(of: RunFolder(of: experiment, in: output))
        let run = try #require(experiment.runs.first { TrainStore.isSealed($0, in: partial) })
        try damage("\(partial)/\(run.name)/\(file)", beforeEnd: 9)
        let outcome = try Fixtures.run(experiment, in: output, .resuming)
        #expect(outcome.warnings.contains { $0.contains(run.name) && $0.contains("damaged") })
        #expect(try Fixtures.contents(of: outcome.folder.path) == whole, "\(file)")
        // A finished folder is not drawn from what was not written.
        try damage("\(outcome.folder.path)/\(run.name)/\(file)", beforeEnd: 9)
        #expect { try experiment.results(in: outcome.folder) } throws: { "\($0)".contains("--force") }
      }
    }
    try Fixtures.withOutput { output in
      Fixtures.interrupt(experiment, in: output, at: 25)
      let partial = TrainStore.partial(of: RunFolder(of: experiment, in: output))
      func path(_ run: TrainExperiment.Run) -> String { "\(partial)/\(run.name)/checkpoint.npy" }
      let run = try #require(experiment.runs.first { FileManager.default.fileExists(atPath: path($0)) })
      let file = TrainCheckpointFile(path: path(run), of: run.subject)
      #expect(file.numbers() != nil)
      try damage(path(run), beforeEnd: 800)
      #expect(file.numbers() == nil)
      let outcome = try Fixtures.run(experiment, in: output, .resuming)
      #expect(try Fixtures.contents(of: outcome.folder.path) == whole)
    }
  }

  @Test("a file that changed is not resumed, and the message says what changed")
  func changed() throws {
    let experiment = try Fixtures.experiment()
    try Fixtures.withOutput { output in
      Fixtures.interrupt(experiment, in: output, at: 12)
      let other = try Fixtures.experiment(Fixtures.small, ["lr=0.1"])
      #expect { try Fixtures.run(other, in: output, .resuming) } throws: {
        "\($0)".contains("has changed since") && "\($0)".contains("\"lr: 0.2\" is now \"lr: 0.1\"")
      }
      // Anew is what was asked for, beside what is left.
      #expect(try Fixtures.run(experiment, in: output, .anew).folder.isFinished)
    }
  }

  @Test("one process at a time is at work in a folder")
  func lock() throws {
    let experiment = try Fixtures.experiment()
    try Fixtures.withOutput { output in
      let store = try TrainStore(experiment, for: RunFolder(of: experiment, in: output), .new)
      #expect { try Fixtures.run(experiment, in: output, .resuming) } throws: {
        "\($0)".contains("another rankfall")
      }
      withExtendedLifetime(store) {}
    }
  }
}
