import Foundation
import Plotting
import Simulation
import Synchronization
import Testing

@testable import Laboratory

/// Trainings of a file: side by side, interrupted, resumed and drawn.
@Suite("Experiments on trainings") struct TrainExperimentRunTests {
  typealias Fixtures = TrainExperimentFixtures

  /// Runs an experiment; cancelled, as by Ctrl-C, at the look of a number.
  private func run(
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

  private func withOutput<R>(_ body: (String) throws -> R) throws -> R {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    return try body(output)
  }

  private func interrupt(_ experiment: TrainExperiment, in output: String, at look: Int) {
    #expect(throws: LaboratoryError.self) {
      try run(experiment, in: output, cancelledAt: look)
    }
  }

  @Test("the folder has the same bytes for any number of threads, and its table the numbers of its series")
  func threads() throws {
    let experiment = try Fixtures.experiment()
    let contents = try [1, 3].map { threads in
      try withOutput { output in
        let outcome = try run(experiment, in: output, threads: threads)
        #expect(outcome.folder.isFinished && outcome.verdicts.allSatisfy(\.isExpected))
        #expect(!FileManager.default.fileExists(atPath: TrainStore.partial(of: outcome.folder)))
        return try Fixtures.contents(of: outcome.folder.path)
      }
    }
    #expect(contents[0] == contents[1])
    let names = contents[0].keys
    for name in [
      "experiment.yaml", "resolved.yaml", "verdicts.json", "cells.csv", "runs.csv", "figures/rank.svg",
    ] {
      #expect(names.contains(name), "\(name) of \(names.sorted())")
    }
    #expect(names.count { $0.hasSuffix("observables.nc") } == 8)
    #expect(!names.contains { $0.contains("checkpoint") || $0.contains("lock") || $0.hasSuffix(".tmp") })
  }

  @Test("a cell has the mean and the extremes of its seeds")
  func spreads() throws {
    let experiment = try Fixtures.experiment()
    try withOutput { output in
      let folder = try run(experiment, in: output).folder
      let results = try experiment.results(in: folder)
      func table(_ name: String) throws -> [[String]] {
        try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8).split(separator: "\n")
          .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      }
      let (cells, runs) = (try table("cells.csv"), try table("runs.csv"))
      #expect(cells.count == 5 && runs.count == 9)
      let column = try #require(runs[0].firstIndex(of: "test_loss"))
      let mean = try #require(cells[0].firstIndex(of: "test_loss"))
      for cell in 0..<4 {
        let found = try runs[1 + 2 * cell...2 + 2 * cell].map { try #require(Double($0[column])) }
        // As the series at the last look have it.
        #expect(found == results.all[2 * cell...2 * cell + 1].map { $0.record["test_loss"].path().last })
        #expect(Double(cells[cell + 1][mean]) == (found[0] + found[1]) / 2)
        #expect(
          Double(cells[cell + 1][mean + 1]) == found.min() && Double(cells[cell + 1][mean + 2]) == found.max()
        )
      }
      // The mean rank of layers 1 and 2, not of the head.
      let rank = try #require(runs[0].firstIndex(of: "rank_0.01"))
      let first = try #require(runs[0].firstIndex(of: "layer_1_rank_0.01"))
      let second = try #require(runs[0].firstIndex(of: "layer_2_rank_0.01"))
      for row in runs.dropFirst() {
        #expect(
          2 * (Double(row[rank]) ?? .nan) == (Double(row[first]) ?? .nan) + (Double(row[second]) ?? .nan))
      }
    }
  }

  /// A training has 7 looks: the first, one on the way, the last of one, and in the last training.
  @Test(
    "interrupted anywhere and resumed, the folder has the bytes of a run that was not",
    arguments: [1, 11, 21, 53])
  func resuming(look: Int) throws {
    let experiment = try Fixtures.experiment()
    let whole = try withOutput { try Fixtures.contents(of: run(experiment, in: $0).folder.path) }
    try withOutput { output in
      let folder = RunFolder(of: experiment, in: output)
      #expect {
        try run(experiment, in: output, cancelledAt: look)
      } throws: { error in
        guard case .suspended(let path, let finished, 8, false)? = error as? LaboratoryError else {
          return false
        }
        return path == folder.path + ".partial" && finished == (look - 1) / 7
      }
      #expect(!folder.isFinished)
      // What was begun is not lost to somebody who forgot the word.
      #expect { try run(experiment, in: output) } throws: {
        if case .suspended(_, _, 8, true)? = $0 as? LaboratoryError { true } else { false }
      }
      let left = experiment.remainingSteps(in: folder)
      #expect(left > 0 && left <= experiment.totalSteps)
      let outcome = try run(experiment, in: output, threads: 2, .resuming)
      #expect(try Fixtures.contents(of: outcome.folder.path) == whole)
    }
  }

  @Test(
    "what a killed process leaves does no harm: unnamed files, a run without series, a torn or foreign checkpoint"
  )
  func leftovers() throws {
    let experiment = try Fixtures.experiment()
    let whole = try withOutput { try Fixtures.contents(of: run(experiment, in: $0).folder.path) }
    try withOutput { output in
      interrupt(experiment, in: output, at: 30)
      let partial = TrainStore.partial(of: RunFolder(of: experiment, in: output))
      let last = experiment.runs.filter { !TrainStore.isFinished($0, in: partial) }
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
      let outcome = try run(experiment, in: output, .resuming)
      #expect(try Fixtures.contents(of: outcome.folder.path) == whole)
    }
  }

  @Test("a file that changed is not resumed, and the message says what changed")
  func changed() throws {
    let experiment = try Fixtures.experiment()
    try withOutput { output in
      interrupt(experiment, in: output, at: 12)
      let other = try Fixtures.experiment(Fixtures.small, ["lr=0.1"])
      #expect { try run(other, in: output, .resuming) } throws: {
        "\($0)".contains("has changed since") && "\($0)".contains("\"lr: 0.2\" is now \"lr: 0.1\"")
      }
      // Anew is what was asked for, beside what is left.
      #expect(try run(experiment, in: output, .anew).folder.isFinished)
    }
  }

  @Test("one process at a time is at work in a folder")
  func lock() throws {
    let experiment = try Fixtures.experiment()
    try withOutput { output in
      let store = try TrainStore(experiment, for: RunFolder(of: experiment, in: output), .new)
      #expect { try run(experiment, in: output, .resuming) } throws: { "\($0)".contains("another rankfall") }
      withExtendedLifetime(store) {}
    }
  }

  @Test("a finished folder is drawn again without training")
  func gallery() throws {
    let experiment = try Fixtures.experiment(
      Fixtures.small + """
        figures:
          - {observable: rank, against: [wd, batch]}
          - {observable: test_accuracy, against: [wd]}
          - {observable: rank, curves: wd, where: [batch=4]}
          - {observable: norm_ratio, curves: wd, over: clock, where: [batch=2]}

        """)
    try withOutput { output in
      let outcome = try run(experiment, in: output)
      let figures = try RunFolder(outcome.folder.path).experiment().gallery(of: outcome.folder).figures
      #expect(
        figures.map(\.name) == ["rank", "test-accuracy", "rank-over-training", "norm-ratio-over-clock"])
      let results = try experiment.results(in: outcome.folder)
      let map = figures[0].figure.panels[0]
      guard case .heatMap(let x, let y, let z, _) = map.layers[0],
        case .words(_, _, let light, _) = map.layers[1],
        case .words(_, _, let dark, _) = map.layers[2]
      else {
        Issue.record("\(map)")
        return
      }
      #expect(x == [0, 1] && y == [0, 1] && map.xTics.map(\.label) == ["0", "0.2"])
      #expect(map.yTics.map(\.label) == ["2", "4"] && light.count + dark.count >= 4)
      // batch is the first axis of the sweep and wd the second: z[batch][wd].
      let means = experiment.cells.map { results.spread(.rank, above: 0.01, of: $0).mean }
      #expect(z.flatMap(\.self) == means)
      #expect(figures[1].figure.panels[0].xTics.map(\.label) == ["0", "0.2"])
      guard case .line(let times, let path, let label, _, _, _) = figures[2].figure.panels[0].layers[0] else {
        return
      }
      #expect(label == "wd = 0" && times == [0, 20, 40, 60, 80, 100, 120])
      let own = results.of(experiment.cells[2]).map { $0.path(.rank, above: 0.01) }
      #expect(path == zip(own[0], own[1]).map { ($0 + $1) / 2 })
      #expect(figures[3].figure.panels.count == 3)
    }
  }

  @Test("a layer that collapses has no rank, and its norm falls by beta in every update")
  func collapse() throws {
    let text = Fixtures.small.replacingOccurrences(
      of: "sweep: {batch: [2, 4], wd: [0, 0.2]}", with: "sweep: {wd: [4]}"
    ).replacingOccurrences(of: "updates: 120", with: "updates: 60\n  double: true")
    let experiment = try Fixtures.experiment(text)
    try withOutput { output in
      let results = try experiment.results(in: run(experiment, in: output).folder)
      for result in results.all {
        let series = result.series
        #expect(series.collapsedLayers >= 1)
        let gone = (0..<2).filter { series.record["collapsed"].path(component: $0).last == 1 }
        #expect(!gone.isEmpty)
        for layer in gone {
          #expect(series.rank(of: layer, above: 0.01).last?.isNaN == true)
          #expect(abs((series.path(.normRatio, above: 0, layer: layer).last ?? 0) - (1 - 0.2 * 4)) < 1e-9)
        }
      }
      let table = TrainResultTables(results).written(TerminalStyle(hasColor: false))
      #expect(table.contains("collapsed"), "\(table)")
    }
  }

  @Test(
    "the shipped experiments on trainings reach their verdicts in their rehearsals",
    arguments: [
      "digits-grid", "fixed-epochs", "fixed-updates", "no-decay", "training-collapse", "clock",
      "kinds-of-layers", "uses-of-weights", "normalised-layers", "residual-blocks",
    ])
  func rehearsals(_ name: String) throws {
    let path = ExperimentFixtures.shippedFolder.appending(path: name + ".yaml").path
    let experiment = try ExperimentFile.read(path, rehearsing: true)
    let verdicts = try experiment.verdicts(threads: 2, progress: RunProgress())
    #expect(!verdicts.isEmpty)
    for verdict in verdicts {
      #expect(verdict.isExpected, "\(verdict.run): \(verdict.claim) \(verdict.verdict)")
    }
  }
}
