import Foundation
import Laboratory
import Learning
import LinearNetworks
import Testing

@Suite("Experiment files")
struct ExperimentReaderTests {
  @Test("what is written is what is set")
  func composition() throws {
    let experiment = try ExperimentFixtures.experiment()
    #expect(experiment.name == "small" && experiment.title == "A small test")
    #expect(experiment.runs.map(\.name) == ["quiet", "noisy"])
    let noisy = experiment.runs[1].setting
    #expect(noisy.algorithm == .stochasticGradientFlow(.splitHyperbolic2, .ito))
    #expect(noisy.learningRate == 0.05 && noisy.flowStep == 0.02 && noisy.batchSize == 1)
    #expect(noisy.labelNoise == LabelNoise(variance: 1))
    #expect(noisy.schedule.steps == 50 && noisy.schedule.interval == 5)
    #expect(noisy.ensemble.trajectories == 5 && noisy.ensemble.seed == 1)
    #expect(noisy.start == .gaussian(scale: 0.7, width: 6))
    #expect(experiment.runs[0].setting.algorithm == .gradientFlow(.commutatorFree4))
    #expect(experiment.runs[0].setting.labelNoise.variance == 0)
  }

  @Test("a run's own key replaces the inherited one, and one of two alternatives replaces both")
  func inheritance() throws {
    let experiment = try ExperimentFixtures.experiment(
      small: ["runs.quiet.steps=7", "runs.noisy.look_every=3", "runs.noisy.label_noise={variance: 4}"])
    #expect(experiment.runs[0].setting.schedule.steps == 7)
    #expect(experiment.runs[1].setting.schedule.interval == 3)
    #expect(experiment.runs[1].setting.labelNoise.variance == 4)
  }

  @Test(
    "numbers without a point or with an exponent are numbers", arguments: ["1e-3", "1.0e-3", "0.001", ".001"])
  func exponents(_ text: String) throws {
    let experiment = try ExperimentFixtures.experiment(small: ["learning_rate=\(text)"])
    #expect(experiment.runs[1].setting.learningRate == 0.001)
  }

  @Test(
    "a duration is a whole number of steps to rounding", arguments: [("0.1", 0.3, 3), ("0.005", 40, 8000)])
  func steps(_ step: String, _ duration: Double, _ count: Int) throws {
    let experiment = try ExperimentFixtures.experiment(
      small: ["time_step=\(step)", "duration=\(duration)"])
    #expect(experiment.runs[0].setting.schedule.steps == count)
  }

  @Test("an override that is wrong is shown where it stands")
  func overrides() throws {
    let error = try #require(
      try refusal { _ = try ExperimentFixtures.experiment(small: ["runs.noisy.batch=many"]) })
    let problem = try #require(error.diagnostics.first)
    #expect(problem.file == "--set" && problem.line == 1 && problem.column == 18)
    #expect(problem.sourceLine == "runs.noisy.batch=many")
    let usage = try #require(try refusal { _ = try Override("learning_rate") })
    #expect(usage.exitCode == 64)
  }

  @Test("the composed file composes to itself")
  func resolvedIsFixed() throws {
    let experiment = try ExperimentFixtures.experiment()
    let again = try ExperimentFixtures.experiment(experiment.resolvedText, file: "resolved.yaml")
    #expect(again.resolvedText == experiment.resolvedText)
    #expect(again.name == "small")
    #expect(again.runs.map(\.setting.algorithm) == experiment.runs.map(\.setting.algorithm))
  }

  @Test("a step beyond stability is a warning")
  func stability() throws {
    let path = ExperimentFixtures.shippedFolder.appending(path: "catapult.yaml").path
    let experiment = try Experiment(contentsOf: path)
    #expect(experiment.warnings.count == 3)
    #expect(experiment.warnings.first?.contains("step-0.06") == true)
  }

  @Test("every shipped experiment is sound")
  func shipped() throws {
    let folder = ExperimentFixtures.shippedFolder.path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
    #expect(files.count >= 2)
    for file in files { _ = try ExperimentFile.read(folder + "/" + file) }
  }

  @Test("the real data are read by the names of their columns and standardised")
  func longley() throws {
    let path = ExperimentFixtures.shippedFolder.appending(path: "longley.yaml").path
    let problem = try Experiment(contentsOf: path).runs[0].setting.problem
    #expect(problem.samples == 16 && problem.inputCount == 5 && problem.outputCount == 2)
    for j in 0..<5 { #expect(abs(problem.secondMoment[j, j] - 1) < 1e-12) }
  }

  @Test("a wrong engine can be asked for, and its failures can be expected")
  func wrongEngine() throws {
    let name = try #require(DeterminantDecay.counterexamples.first)
    let experiment = try ExperimentFixtures.experiment(
      small: ["runs.noisy.engine=\(name)", "runs.noisy.expect={determinant-decay: fails}"])
    #expect(experiment.runs[1].engine.name == name)
    #expect(experiment.runs[1].expectation(of: "determinant-decay") == "fails")
  }
}

extension ExperimentFixtures {
  /// The small experiment with some keys set from outside.
  static func experiment(small overrides: [String]) throws -> Experiment {
    try experiment(small, file: "small.yaml", overrides)
  }
}
