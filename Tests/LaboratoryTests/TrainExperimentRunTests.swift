import Foundation
import Plotting
import Testing

@testable import Laboratory

/// Trainings of a file: side by side, and drawn.
@Suite("Experiments on trainings") struct TrainExperimentRunTests {
  typealias Fixtures = TrainExperimentFixtures

  @Test("the folder has the same bytes for any number of threads, and its table the numbers of its series")
  func threads() throws {
    let experiment = try Fixtures.experiment()
    let contents = try [1, 3].map { threads in
      try Fixtures.withOutput { output in
        let outcome = try Fixtures.run(experiment, in: output, threads: threads)
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
    try Fixtures.withOutput { output in
      let folder = try Fixtures.run(experiment, in: output).folder
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

  @Test(
    "trainings of different depth have lines as long, and the quotient of their norms is that of their weights"
  )
  func depths() throws {
    let text =
      Fixtures.small.replacingOccurrences(
        of: "sweep: {batch: [2, 4], wd: [0, 0.2]}", with: "sweep: {layers: [8-7-6, none]}")
      + "figures: [{observable: weight_norm, curves: layers}]\n"
    let experiment = try Fixtures.experiment(text)
    try Fixtures.withOutput { output in
      let folder = try Fixtures.run(experiment, in: output).folder
      let lines = try String(contentsOfFile: folder.path + "/runs.csv", encoding: .utf8).split(
        separator: "\n"
      )
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      #expect(lines.map(\.count) == Array(repeating: lines[0].count, count: 5))
      #expect(lines[0].suffix(2) == ["layer_4_rank_0.1", "layer_4_rank_0.01"])
      #expect(lines[4].suffix(6).allSatisfy(\.isEmpty) && !lines[1].suffix(8).contains(""))
      let panels = try experiment.gallery(of: folder).figures[0].figure.panels
      #expect(panels.map(\.title) == (1...4).map { "layer \($0)" })
      #expect(
        panels.map { $0.layers.compactMap(\.label) } == [["layers = 8-7-6", "layers = none"]]
          + Array(repeating: ["layers = 8-7-6"], count: 3))
      let column = try #require(lines[0].firstIndex(of: "frobenius_over_spectral"))
      for (line, run) in zip(lines.dropFirst(), experiment.runs) {
        // Not from the series, but from the weights that are kept.
        let archive = try NPZArchive(contentsOf: "\(folder.path)/\(run.name)/weights.npz")
        let quotients = try archive.names.filter { $0.hasSuffix("weight") }.map { name in
          let s = try archive.matrix(named: name).singularValues
          return s[0] / s.reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        #expect(quotients.count == (run.subject.request.layers == "none" ? 1 : 4))
        let mean = Double(quotients.count) / quotients.reduce(0, +)
        #expect(abs((Double(line[column]) ?? 0) - mean) < 1e-12 * mean)
      }
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
    try Fixtures.withOutput { output in
      let outcome = try Fixtures.run(experiment, in: output)
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
    try Fixtures.withOutput { output in
      let results = try experiment.results(in: Fixtures.run(experiment, in: output).folder)
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
      "depth-and-norms",
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
