import Foundation
import Laboratory
import LinearNetworks
import Plotting
import Testing

@Suite("Sweeps, rehearsals and phases in experiment files")
struct SweepTests {
  private let swept =
    ExperimentFixtures.small.replacingOccurrences(
      of: "  quiet: {algorithm: gradient-flow}\n", with: "")
    + "sweep: {label_noise.variance: [0.5, 2], learning_rate: [0.05, 0.1]}\n"

  @Test("a sweep makes a run of every combination, named after it")
  func combinations() throws {
    let experiment = try ExperimentFixtures.experiment(swept)
    #expect(
      experiment.runs.map(\.name) == [
        "noisy-variance-0.5-learning_rate-0.05", "noisy-variance-0.5-learning_rate-0.1",
        "noisy-variance-2-learning_rate-0.05", "noisy-variance-2-learning_rate-0.1",
      ])
    #expect(experiment.runs.map(\.setting.labelNoise.variance) == [0.5, 0.5, 2, 2])
    #expect(experiment.runs.map(\.setting.learningRate) == [0.05, 0.1, 0.05, 0.1])
    #expect(experiment.runs[1].number(at: "label_noise.variance") == 0.5)
    #expect(experiment.runs[1].number(at: "label_noise.distribution") == nil)
    let again = try ExperimentFixtures.experiment(experiment.resolvedText, file: "resolved.yaml")
    #expect(again.resolvedText == experiment.resolvedText)
  }

  @Test("a swept section keeps what the run inherits beside the key")
  func inheritance() throws {
    let text =
      "label_noise: {variance: 3, distribution: rademacher}\n"
      + swept.replacingOccurrences(of: "label_noise: {variance: 1}, ", with: "")
      .replacingOccurrences(of: "stochastic-gradient-flow", with: "descent")
    let experiment = try ExperimentFixtures.experiment(text)
    #expect(experiment.runs.allSatisfy { $0.setting.labelNoise.distribution == .rademacher })
    #expect(experiment.runs.map(\.setting.labelNoise.variance) == [0.5, 0.5, 2, 2])
  }

  @Test(
    "what cannot be swept over is told where it stands",
    arguments: [
      ("sweep: {}", "sweep must be a section"), ("sweep: {learing_rate: [1]}", "no key of a run is called"),
      ("sweep: {learning_rate: 1}", "learning_rate needs a list"),
      ("sweep: {learning_rate: [0.1, 0.2, 0.1]}", "learning_rate sweeps over a value twice"),
      ("sweep: {learning_rate: []}", "learning_rate needs a list"),
      ("sweep: {learning_rate: [0.1, fast]}", "learning_rate: \"fast\" is not a number"),
    ])
  func refused(_ line: String, _ message: String) throws {
    let error = try refusal {
      _ = try ExperimentFixtures.experiment(ExperimentFixtures.small + line + "\n")
    }
    let first = try #require(error?.diagnostics.first)
    #expect(first.message.contains(message), "\(first)")
    #expect(first.line == 13, "\(first)")
    #expect(error?.exitCode == 65)
  }

  @Test("a rehearsal replaces keys of every run, and only when it is asked for")
  func rehearsal() throws {
    let text = ExperimentFixtures.small + "rehearsal: {steps: 7, trajectories: 2}\n"
    let source = SourceText(text, file: "small.yaml")
    let whole = try Experiment(parsing: source)
    #expect(whole.runs.map(\.setting.schedule.steps) == [50, 50])
    let short = try Experiment(parsing: source, rehearsing: true)
    #expect(short.runs.map(\.setting.schedule.steps) == [7, 7])
    #expect(short.runs.map(\.setting.ensemble.trajectories) == [2, 2])
  }

  @Test("noise ends and averages begin at times, in steps of the clock")
  func phases() throws {
    let experiment = try ExperimentFixtures.experiment(
      small: [
        "runs.noisy.label_noise={variance: 1, until: 0.4}", "average={from: 0.1, until: 0.3}",
      ])
    #expect(experiment.runs.map(\.setting.noiseEnd) == [nil, 20])
    #expect(experiment.runs.map(\.setting.averaging) == [6...15, 6...15])
    let late = try refusal { _ = try ExperimentFixtures.experiment(small: ["average={from: 2}"]) }
    #expect(late?.diagnostics.first?.message.contains("ends before its average begins") == true)
  }

  @Test("a figure over a key shows every run's last look, over two keys a map")
  func figures() throws {
    let text =
      swept + """
        figures:
          - {observable: loss, against: [label_noise.variance]}
          - {observable: loss, against: [label_noise.variance, learning_rate]}

        """
    let experiment = try ExperimentFixtures.experiment(text)
    let gallery = FigureGallery(of: experiment, try experiment.perform(threads: 1))
    #expect(gallery.figures.map(\.name) == ["loss", "loss-2"])
    guard case .points(let x, _, _, _, _) = gallery.figures[0].figure.panels[0].layers[0],
      case .heatMap(let columns, let rows, let z, _) = gallery.figures[1].figure.panels[0].layers[0]
    else {
      Issue.record("\(gallery.figures)")
      return
    }
    #expect(x == [0.5, 0.5, 2, 2])
    #expect(columns == [0.5, 2] && rows == [0.05, 0.1])
    let isWhole = z.joined().allSatisfy(\.isFinite)
    #expect(isWhole)
    let error = try refusal {
      _ = try ExperimentFixtures.experiment(
        small: ["figures=[{observable: loss, against: [label_noise.variance]}]"])
    }
    #expect(error?.diagnostics.first?.message.contains("run quiet says no number") == true)
  }

  @Test(
    "the long experiments reach their verdicts in their rehearsals",
    arguments: [
      "collapse", "collapse-phases", "generalisation", "soft-threshold", "hundred-inputs",
      "two-hundred-inputs",
    ])
  func rehearsals(_ name: String) throws {
    let path = ExperimentFixtures.shippedFolder.appending(path: name + ".yaml").path
    let experiment = try Experiment(contentsOf: path, rehearsing: true)
    for verdict in try experiment.perform(threads: 2).flatMap(\.verdicts) {
      #expect(verdict.isExpected, "\(verdict.run): \(verdict.claim)")
    }
  }
}
