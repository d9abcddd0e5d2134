import DeepNetworks
import Foundation
import Testing

@testable import Laboratory

/// Experiment files with a section `train`.
@Suite("Experiment files on trainings") struct TrainExperimentReaderTests {
  typealias Fixtures = TrainExperimentFixtures

  @Test("a sweep makes a cell of every combination, and seeds make runs of a cell")
  func cells() throws {
    let experiment = try Fixtures.experiment()
    #expect(
      experiment.axes == [.init(key: "batch", values: ["2", "4"]), .init(key: "wd", values: ["0", "0.2"])])
    #expect(
      experiment.cells.map(\.name) == ["batch-2-wd-0", "batch-2-wd-0.2", "batch-4-wd-0", "batch-4-wd-0.2"])
    #expect(
      experiment.runs.prefix(3).map(\.name) == [
        "batch-2-wd-0-seed-1", "batch-2-wd-0-seed-2", "batch-2-wd-0.2-seed-1",
      ])
    #expect(experiment.runs.map(\.subject.setting.seed) == [1, 2, 1, 2, 1, 2, 1, 2])
    #expect(experiment.runs.map(\.subject.setting.batchSize) == [2, 2, 2, 2, 4, 4, 4, 4])
    #expect(experiment.runs.map(\.subject.setting.descent.weightDecay) == [0, 0, 0.2, 0.2, 0, 0, 0.2, 0.2])
    #expect(experiment.runs.allSatisfy { $0.subject.setting.descent.learningRate == 0.2 })
    #expect(experiment.totalSteps == 8 * 120)
  }

  @Test("what is not swept over, repeated or named is one run")
  func lone() throws {
    let text = "title: One\ntrain: {data: 'separable:samples=20', batch: 4, epochs: 2, layers: none}\n"
    let experiment = try Fixtures.experiment(text)
    #expect(experiment.runs.map(\.name) == ["training"] && experiment.axes.isEmpty)
    #expect(experiment.runs[0].subject.setting.length == .epochs(2))
    #expect(experiment.figures.map(\.quantity) == [.rank, .trainLoss, .testAccuracy, .normRatio])
  }

  @Test("runs have words of their own, and a word replaces the other one that says the same")
  func runs() throws {
    let text =
      Fixtures.small.replacingOccurrences(
        of: "sweep: {batch: [2, 4], wd: [0, 0.2]}",
        with: """
          runs:
            long: {epochs: 3}
            decaying: {lambda: 0.05, momentum: 0.5}
          sweep: {batch: [3, 6]}
          """)
    let experiment = try Fixtures.experiment(text)
    #expect(experiment.axes.map(\.key) == ["run", "batch"])
    #expect(
      experiment.cells.map(\.name) == [
        "long-batch-3", "long-batch-6", "decaying-batch-3", "decaying-batch-6",
      ])
    let settings = experiment.cells.map { experiment.runs[$0.runs.lowerBound].subject.setting }
    #expect(settings.map(\.length) == [.epochs(3), .epochs(3), .updates(120), .updates(120)])
    #expect(settings.map(\.descent.weightDecay) == [0, 0, 0.1, 0.1])
    #expect(settings.map(\.updates) == [60, 30, 120, 120])
    let again = try Fixtures.experiment(experiment.resolvedText)
    #expect(
      again.resolvedText == experiment.resolvedText && again.runs.map(\.name) == experiment.runs.map(\.name))
  }

  @Test("the composed file is the same experiment, however its numbers were written")
  func resolved() throws {
    let experiment = try Fixtures.experiment()
    let again = try Fixtures.experiment(experiment.resolvedText)
    #expect(again.resolvedText == experiment.resolvedText)
    #expect(again.runs.map(\.subject.json) == experiment.runs.map(\.subject.json))
    let other = try Fixtures.experiment(
      Fixtures.small.replacingOccurrences(of: "[0, 0.2]", with: "[0.0, 2e-1]"))
    #expect(
      other.resolvedText == experiment.resolvedText && other.cells.map(\.name) == experiment.cells.map(\.name)
    )
    let changed = try Fixtures.experiment(Fixtures.small, ["lr=0.1"])
    #expect(changed.resolvedText != experiment.resolvedText)
    #expect(changed.runs[0].subject.setting.descent.learningRate == 0.1)
  }

  @Test("a rehearsal is shorter, with fewer seeds, and only when it is asked for")
  func rehearsal() throws {
    let text = Fixtures.small + "rehearsal: {epochs: 1, seeds: 1}\n"
    #expect(try Fixtures.experiment(text).totalSteps == 960)
    let short = try Fixtures.experiment(text, rehearsing: true)
    #expect(short.runs.map(\.subject.totalUpdates) == [30, 30, 15, 15])
    #expect(short.runs.map(\.name) == short.cells.map(\.name))
  }

  @Test(
    "what is wrong is told where it stands",
    arguments: [
      ("  lr: 0.2", "  learning: 0.2", "unknown key \"learning\" in train", 6, 3),
      ("  lr: 0.2", "  lr: fast", "lr: \"fast\" is not a number above 0", 6, 7),
      ("  updates: 120", "  updates: 120\n  epochs: 3", "exactly one of epochs and updates", 8, 11),
      ("  updates: 120", "  seed: 1", "exactly one of epochs and updates", 3, 3),
      ("  layers: 8-7", "  layers: 8x7", "layers 8x7", 4, 11),
      ("  layers: 8-7", "  layers: 8-7\n  schedule: cosin", "schedule cosin", 5, 13),
      ("gmm:classes=3", "gmn:classes=3", "no data are called", 3, 9),
      ("gmm:classes=3", "gmm:clases=3", "gmm has no parameter \"clases\"", 3, 9),
      ("wd: [0, 0.2]", "wd: [0, -0.2]", "wd: -0.2 is not a number, 0 or more", 10, 32),
      ("wd: [0, 0.2]", "weight: [0, 0.2]", "no key of a run is called \"weight\"", 10, 24),
      ("wd: [0, 0.2]", "wd: [0.2, 2e-1]", "two trainings are called", 3, 3),
      ("batch: [2, 4]", "batch: [2, 400]", "a batch of 400 of 60 samples", 10, 20),
      ("batch: [2, 4]", "seed: [2, 4]", "seeds and a sweep over seed", 10, 16),
      ("seeds: 2", "seeds: 0", "seeds: 0 is not a whole number from 1 to 1000", 11, 8),
      (
        "seeds: 2", "figures: [{observable: rank, against: [lr]}]", "the file does not sweep over \"lr\"", 11,
        39
      ),
      ("seeds: 2", "figures: [{observable: rank, eps: 0.5}]", "no rank was counted above 0.5", 11, 35),
      (
        "seeds: 2", "figures: [{observable: updates}]", "updates over the training is a straight line", 11, 24
      ),
      ("seeds: 2", "figures: [{observable: rank, where: [wd=3]}]", "wd is nowhere \"3\"", 11, 38),
    ])
  func refused(_ found: String, _ replacement: String, _ message: String, _ line: Int, _ column: Int) throws {
    let text = Fixtures.small.replacingOccurrences(of: found, with: replacement)
    let error = try refusal { _ = try Fixtures.experiment(text) }
    let first = try #require(error?.diagnostics.first)
    #expect(first.message.contains(message), "\(first)")
    #expect(first.line == line && first.column == column, "\(first)")
    #expect(error?.exitCode == 65)
  }

  @Test("files tell by their section train which kind they are, and both kinds share the commands' protocol")
  func kinds() throws {
    let trained = try ExperimentFile.read(SourceText(Fixtures.small, file: "small.yaml"))
    #expect(
      trained is TrainExperiment && trained.summary(TerminalStyle(hasColor: false)).contains("8 trainings"))
    let linear = try ExperimentFile.read(SourceText(ExperimentFixtures.small, file: "small.yaml"))
    #expect(linear is Experiment)
  }

  /// The flags of the command take their words from the same table; here are the values of both without any.
  @Test("a word that is left out means what the flag means when it is left out")
  func standards() throws {
    let lines = TrainFields.all.compactMap { field in field.standard.map { "\(field.name): \($0)" } }
    var reader = FieldReader()
    let node = try YAMLNode(
      parsing: SourceText("data: digits\n" + lines.joined(separator: "\n"), file: "all"))
    let section = reader.section(node, TrainFields.all, isComplete: true, of: "train")
    let keys = try #require(section)
    #expect(reader.problems.isEmpty && lines.count > 12)
    #expect("\(TrainRequest(keys))" == "\(TrainRequest(data: "digits"))")
    // And every example is a value that is taken.
    let examples = TrainFields.all.map { "\($0.name): \($0.example)" }.joined(separator: "\n")
    _ = reader.section(
      try YAMLNode(parsing: SourceText(examples, file: "all")), TrainFields.all, isComplete: true, of: "train"
    )
    #expect(reader.problems.isEmpty, "\(reader.problems.diagnostics)")
  }

  @Test("the template for trainings is a sound experiment")
  func template() throws {
    let text = ExperimentTemplate.trainingText(name: "mine")
    let experiment = try Fixtures.experiment(text)
    #expect(experiment.runs.count == 6 && experiment.cells.count == 3)
    for field in TrainFields.all {
      #expect(text.contains("  \(field.name):") || text.contains("# \(field.name):"), "\(field.name)")
    }
    let explained = try Explanation.text(of: "wd", TerminalStyle(hasColor: false))
    #expect(explained.contains("PyTorch's weight_decay"))
  }
}
