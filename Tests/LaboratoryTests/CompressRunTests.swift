import DeepNetworks
import Foundation
import Testing

@testable import Laboratory

/// `rankfall compress` of runs of an experiment file.
@Suite("rankfall compress of experiments") struct CompressRunTests {
  typealias Fixtures = TrainExperimentFixtures

  private func error(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing"
    } catch { return "\(error)" }
  }

  private func whole(_ kept: KeptRun) throws -> CompressRun.Line {
    var request = CompressRequest()
    try request.setChoices(ranks: "2", thresholds: nil)
    return try CompressRun([CompressSubject(kept, threads: 1)], request).lines[0][0]
  }

  @Test(
    "takes the runs that are named, or the one whose folder it is, with the losses that were seen of them")
  func runs() throws {
    let experiment = try Fixtures.experiment()
    try Fixtures.withOutput { output in
      let folder = try Fixtures.run(experiment, in: output).folder
      let results = try experiment.results(in: folder)
      let names = experiment.runs.map(\.name)
      let found = try #require(try KeptRun.found(in: folder.path, named: [names[6], names[1]]))
      #expect(found.map(\.folder.path) == [names[6], names[1]].map { folder.path + "/" + $0 })
      for (kept, number) in [(found[0], 6), (found[1], 1)] {
        let line = try whole(kept)
        #expect(line.cut.train.loss == results.all[number].record["train_loss"].path().last)
        #expect(line.cut.test?.accuracy == results.all[number].record["test_accuracy"].path().last)
      }
      // Its own folder, with a slash as shells complete it.
      let own = try #require(try KeptRun.found(in: folder.path + "/\(names[2])/"))
      #expect(
        try own.map { try whole($0).cut.train.loss } == [results.all[2].record["train_loss"].path().last])
      let subjects = try [2, 6].map {
        try CompressSubject(#require(KeptRun.found(in: folder.path + "/" + names[$0])?.first), threads: 1)
      }
      #expect(CompressSubject.labels(of: subjects) == ["B 2", "B 4"])
    }
  }

  @Test("takes the only run of a folder without being told")
  func lone() throws {
    let text = Fixtures.small.split(separator: "\n").prefix { !$0.hasPrefix("sweep") }.joined(separator: "\n")
    let experiment = try Fixtures.experiment(text + "\n")
    try Fixtures.withOutput { output in
      let folder = try Fixtures.run(experiment, in: output).folder
      let found = try #require(try KeptRun.found(in: folder.path))
      #expect(found.map(\.folder.path) == [folder.path + "/" + TrainExperiment.loneName])
      #expect(
        try whole(found[0]).cut.train.loss
          == experiment.results(in: folder).all[0].record["train_loss"].path().last)
    }
  }

  @Test("says which runs there are, and what is wrong with a folder")
  func mistakes() throws {
    let experiment = try Fixtures.experiment()
    try Fixtures.withOutput { output in
      let folder = try Fixtures.run(experiment, in: output).folder
      let names = experiment.runs.map(\.name)
      let ambiguous = error { _ = try KeptRun.found(in: folder.path) }
      #expect(ambiguous.contains("8 runs") && ambiguous.contains("--run"))
      for name in names { #expect(ambiguous.contains(name), "\(name)") }
      #expect(error { _ = try KeptRun.found(in: folder.path, named: [names[0] + "x"]) }.contains(names[0]))
      #expect(
        error { _ = try KeptRun.found(in: folder.path, named: ["zzz"]) }.contains("there are \(names[0])"))
      // No folder of `rankfall run`: another reads it, unless a run of it was asked for.
      #expect(try KeptRun.found(in: output) == nil)
      #expect(error { _ = try KeptRun.found(in: output, named: ["a"]) }.contains("--run a"))
      #expect(error { _ = try KeptRun.found(in: folder.path + "/figures") }.contains("figures"))
      let weights = folder.path + "/\(names[3])/weights.npz"
      try FileManager.default.removeItem(atPath: weights)
      #expect(error { _ = try KeptRun.found(in: folder.path, named: [names[3]]) }.contains("no weights.npz"))
      let manifest = folder.file("run.json")
      let kept = try String(contentsOfFile: manifest, encoding: .utf8)
      let content = try #require(experiment.runs.first).subject.data.contentText
      try kept.replacingOccurrences(of: content, with: "0123456789abcdef")
        .write(toFile: manifest, atomically: false, encoding: .utf8)
      let other = try #require(try KeptRun.found(in: folder.path, named: [names[0]])?.first)
      #expect(error { _ = try CompressSubject(other, threads: 1) }.contains("not what they were"))
      try kept.replacingOccurrences(of: "\"diverged\": false", with: "\"diverged\": true")
        .write(toFile: manifest, atomically: false, encoding: .utf8)
      #expect(error { _ = try KeptRun.found(in: folder.path, named: [names[0]]) }.contains("diverged"))
    }
  }

  @Test("refuses experiments on linear networks")
  func linear() throws {
    try Fixtures.withOutput { output in
      let runner = ExperimentRunner(output: output, threads: 1, formats: [])
      let folder = try runner.run(ExperimentFixtures.experiment()).folder
      #expect(error { _ = try KeptRun.found(in: folder.path) }.contains("two-layer linear"))
    }
  }
}
