import DeepNetworks
import Foundation
import Plotting
import Simulation
import Testing

@testable import Laboratory

/// Experiment files that sweep over architectures.
@Suite("Experiments on kinds of layers") struct TrainLayersExperimentTests {
  private static let file = """
    title: Kinds of layers
    train:
      data: digits
      train: 50
      test: 20
      batch: 4
      lr: 0.1
      wd: 0.05
      updates: 40
      looks: 4
      eps: [0.01]
    sweep: {layers: [conv6k4s4-12, "12-residual(9-8|8)"]}
    figures:
      - {observable: relative_rank, against: [layers], by: kind}
      - {observable: rank, against: [layers], by: layer}
      - {observable: norm_ratio}
      - {observable: singular_values, over: clock}

    """

  private func experiment(_ text: String = file) throws -> TrainExperiment {
    try TrainExperimentFixtures.experiment(text)
  }

  @Test("files sweep over layers, and a mean rank is that of hidden layers alone")
  func sweeps() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let experiment = try experiment()
    #expect(experiment.resolvedText.contains("residual(9-8|8)"))
    let runner = ExperimentRunner(output: output, threads: 2)
    let folder = try experiment.run(by: runner, .new, progress: RunProgress()).folder
    let table = try String(contentsOfFile: folder.path + "/runs.csv", encoding: .utf8).split(separator: "\n")
      .map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    #expect(table.allSatisfy { $0.count == table[0].count })
    let row = table[2]
    func number(_ name: String) throws -> Double {
      let column = try #require(table[0].firstIndex(of: name))
      return try #require(Double(row[column]))
    }
    // The fourth weight is the shortcut, the fifth the head.
    let hidden = try (1...3).map { try number("layer_\($0)_rank_0.01") }
    #expect(try number("rank_0.01") == hidden.reduce(0, +) / 3)
    let results = try experiment.results(in: folder)
    let figures = TrainFigureGallery(results: results).figures
    #expect(
      figures.map(\.name) == [
        "relative-rank-by-kind", "rank-by-layer", "norm-ratio-over-training", "singular-values-over-clock",
      ])
    guard case .line(_, let y, let label, _, _, _) = figures[0].figure.panels[0].layers[0] else {
      Issue.record("no line")
      return
    }
    #expect(label == "convolutions" && y[1].isNaN)
    let series = results.all[0].series
    #expect(y[0] == (series.rank(of: 0, above: 0.01).last ?? .nan) / 6)
    guard case .line(_, let heads, _, _, _, _) = figures[1].figure.panels[0].layers[6] else {
      Issue.record("no line")
      return
    }
    #expect(heads == results.all.map { $0.series.rank(of: 2, above: 0.01).last ?? .nan })
    // Two hidden layers of the one and three of the other network: no shortcut, no head.
    let spectra = figures[3].figure.panels
    #expect(spectra.map(\.layers.count) == [6, 12, 12, 9, 8])
    guard case .line(let clock, let third, _, _, _, _) = spectra[3].layers[2] else {
      Issue.record("no line")
      return
    }
    // The second layer of the other network: its third largest, behind the twelve of the first.
    let record = results.all[1].record
    #expect(
      third == (0..<record.times.count).map { record["layer_singular_values"].vector(time: $0)[12 + 2] })
    #expect(clock.last.map { abs($0 - 40 * 0.1 * 0.05) < 1e-12 } == true)
  }

  @Test("a line for each layer is asked for where layers have one")
  func figureMistakes() {
    for (figure, cure) in [
      ("{observable: test_accuracy, against: [layers], by: layer}", "ranks and norms"),
      ("{observable: rank, by: layer}", "against one key"),
      ("{observable: singular_values, against: [layers]}", "leave out `against`"),
      ("{observable: singular_values, curves: layers}", "where:"),
      ("{observable: rank, against: [layers], by: kinds}", "did you mean \"kind\"?"),
    ] {
      let text = Self.file.components(separatedBy: "figures:")[0] + "figures:\n  - \(figure)\n"
      #expect { try experiment(text) } throws: { "\($0)".contains(cure) }
    }
    #expect {
      try experiment(Self.file.replacingOccurrences(of: "conv6k4s4-12", with: "conv6k9-12"))
    } throws: { "\($0)".contains("9 x 9 on 8 x 8") && "\($0)".contains("small.yaml:12") }
  }

  @Test("an interrupted training of convolutions goes on to the same bytes", arguments: [2, 4, 8])
  func resuming(look: Int) throws {
    let experiment = try experiment(
      Self.file.replacingOccurrences(of: "lr: 0.1", with: "lr: 0.1\n  batch-norm: true\n  momentum: 0.5"))
    func contents(interruptedAt last: Int?) throws -> [String: Data] {
      try TrainExperimentFixtures.withOutput { output in
        if let last { TrainExperimentFixtures.interrupt(experiment, in: output, at: last) }
        let outcome = try TrainExperimentFixtures.run(experiment, in: output, last == nil ? .new : .resuming)
        return try TrainExperimentFixtures.contents(of: outcome.folder.path)
      }
    }
    #expect(try contents(interruptedAt: look) == contents(interruptedAt: nil))
  }
}
