import Foundation
import Testing

@testable import Laboratory

@Suite("Run folders")
struct RunFolderTests {
  private func run(
    threads: Int, in output: String, _ overrides: [String] = []
  ) throws -> ExperimentRunner.Outcome {
    let experiment = try ExperimentFixtures.experiment(small: overrides)
    return try ExperimentRunner(output: output, threads: threads, command: ["rankfall", "run"])
      .run(experiment)
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  @Test(
    "stand in the folder that their path names",
    arguments: zip(
      ["e", "", "ab", "/", "//", "/a", "a/b", "a/", "a//b", "/a/b/"],
      ["", "", "", "/", "/", "/", "a", "", "a", "/a"]))
  func parents(path: String, parent: String) { #expect(parentFolder(of: path) == parent) }

  @Test("one thread and two write the same bytes")
  func threads() throws {
    let (one, two) = (temporaryFolder(), temporaryFolder())
    defer { for folder in [one, two] { removeFolder(folder) } }
    let first = try run(threads: 1, in: one).folder.path
    let second = try run(threads: 2, in: two).folder.path
    for file in [
      "quiet/observables.nc", "noisy/observables.nc", "verdicts.json", "resolved.yaml", "checksums.csv",
    ] {
      #expect(try bytes(first + "/" + file) == bytes(second + "/" + file), "\(file)")
    }
  }

  @Test(
    "a folder holds the question, the record, the verdicts and the figures, and nothing is left beside it")
  func contents() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let outcome = try run(threads: 1, in: output)
    #expect(try FileManager.default.contentsOfDirectory(atPath: output).count == 1)
    let names = try FileManager.default.contentsOfDirectory(atPath: outcome.folder.path)
    #expect(
      Set(names) == [
        "experiment.yaml", "resolved.yaml", "run.json", "verdicts.json", "checksums.csv", "figures", "quiet",
        "noisy",
      ])
    #expect(outcome.folder.isFinished)
    let kept = try outcome.folder.verdicts()
    #expect(kept == outcome.verdicts)
    let unexpected = outcome.verdicts.filter { !$0.isExpected }
    #expect(unexpected.isEmpty)
    #expect(outcome.verdicts.contains { $0.claim == "determinant-decay" && $0.run == "noisy" })
  }

  @Test("another setting is another folder, the same one is replaced whole")
  func names() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let first = try run(threads: 1, in: output).folder.path
    try Data("stale".utf8).write(to: URL(fileURLWithPath: first + "/stale.txt"))
    #expect(try run(threads: 1, in: output).folder.path == first)
    #expect(!FileManager.default.fileExists(atPath: first + "/stale.txt"))
    #expect(try run(threads: 1, in: output, ["seed=2"]).folder.path != first)
    #expect(try FileManager.default.contentsOfDirectory(atPath: output).count == 2)
  }

  @Test("a finished folder is read back as it was, and its composed file runs again to the same bytes")
  func readBack() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let path = ExperimentFixtures.shippedFolder.appending(path: "longley.yaml").path
    let experiment = try Experiment(
      contentsOf: path, overrides: try ["duration=0.1", "trajectories=2"].map { try Override($0) })
    let runner = ExperimentRunner(output: output, threads: 1)
    let folder = try runner.run(experiment).folder
    let (loaded, results) = try folder.load()
    #expect(loaded.resolvedText == experiment.resolvedText)
    let fresh = try experiment.perform(threads: 1)
    for (kept, computed) in zip(results, fresh) {
      #expect(kept.record.series == computed.record.series)
      #expect(kept.verdicts == computed.verdicts)
    }
    #expect(RunFolder(of: loaded, in: output).path == folder.path)
  }

  @Test("a cancelled run leaves nothing")
  func interruption() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let progress = RunProgress()
    progress.cancel()
    let experiment = try ExperimentFixtures.experiment()
    #expect(throws: LaboratoryError.interrupted) {
      try ExperimentRunner(output: output, threads: 2).run(experiment, progress: progress)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: output).isEmpty)
  }

  @Test("a folder that cannot be made is an error of input and output")
  func unwritable() throws {
    let experiment = try ExperimentFixtures.experiment()
    #expect {
      try ExperimentRunner(output: "/dev/null/results", threads: 1).run(experiment)
    } throws: {
      ($0 as? LaboratoryError)?.exitCode == 74
    }
  }

  @Test("a file in the way of a folder is called one")
  func fileInTheWay() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    try Data().write(to: URL(fileURLWithPath: output))
    for path in [output, output + "/below"] {
      #expect {
        try SpectrumFolder.checkWritable(path)
      } throws: { error in
        guard case .cannotWrite(_, let reason)? = error as? LaboratoryError else { return false }
        return reason == (path == output ? "it is a file, not a folder" : "Not a directory")
      }
    }
  }

  @Test("what killed processes have left is removed by the next run, and nothing that one is at work in")
  func leftovers() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let place = output + "/" + "question-0123abcd"
    func leave(_ name: String, secondsAgo: Double) throws {
      let path = output + "/" + name
      try FileManager.default.createDirectory(atPath: path + "/inside", withIntermediateDirectories: true)
      let date = Date(timeIntervalSinceNow: -secondsAgo)
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }
    let others = [
      ".question-0123abcd-fresh", ".question-0123abcd-x-replaced", ".question-4567-old", "question",
    ]
    try leave(".question-0123abcd-old", secondsAgo: 3600)
    try leave(others[0], secondsAgo: 0)
    for name in others.dropFirst() { try leave(name, secondsAgo: 3600) }
    let pending = try PendingFolder(for: place)
    let own = (pending.path as NSString).lastPathComponent
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: pending.path)
    let second = try PendingFolder(for: place)
    let hidden = [own, (second.path as NSString).lastPathComponent]
    let names = try FileManager.default.contentsOfDirectory(atPath: output)
    #expect(Set(names) == Set(others + hidden))
    try pending.finish()
    try second.finish()
    #expect(
      Set(try FileManager.default.contentsOfDirectory(atPath: output)) == Set(others + ["question-0123abcd"]))
  }

  @Test("folders of commands that draw their figures themselves are told apart")
  func foreignRuns() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let folder = try run(threads: 1, in: output).folder
    for command in ["spectrum", "train", "compress"] {
      let file = folder.path + "/\(command).json"
      try Data().write(to: URL(fileURLWithPath: file))
      defer { removeFolder(file) }
      #expect { try folder.experiment() } throws: { "\($0)".contains("a run of `rankfall \(command)`") }
    }
    #expect { try CompressSubject.command(of: output) } throws: {
      "\($0)".contains("that `rankfall train` has")
    }
  }

  @Test("a file without a name is none")
  func noName() {
    #expect { try ExperimentFile.read("") } throws: {
      !"\($0)".contains("did you mean") && "\($0)".contains("no name")
    }
  }

  @Test("a folder that is no run is refused")
  func notARun() {
    #expect { try RunFolder("/tmp").load() } throws: { ($0 as? LaboratoryError)?.exitCode == 66 }
  }
}
