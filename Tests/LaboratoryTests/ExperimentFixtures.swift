import Foundation
import Testing

@testable import Laboratory

/// A small experiment of two runs that takes milliseconds.
enum ExperimentFixtures {
  static let small = """
    title: A small test
    data: {teacher: {samples: 20, inputs: 3, outputs: 2, noise: 0.1}}
    start: {gaussian: {scale: 0.7, width: 6}}
    seed: 1
    learning_rate: 0.05
    time_step: 0.02
    duration: 1
    looks: 10
    trajectories: 5
    runs:
      quiet: {algorithm: gradient-flow}
      noisy: {algorithm: stochastic-gradient-flow, label_noise: {variance: 1}, batch: 1}

    """

  static func experiment(
    _ text: String = small, file: String = "small.yaml", _ overrides: [String] = []
  ) throws -> Experiment {
    try Experiment(
      parsing: SourceText(text, file: file), overrides: try overrides.map { try Override($0) })
  }

  /// Where the experiments that are shipped stand.
  static let shippedFolder = DataFixtures.experimentData.deletingLastPathComponent()
}

extension RunFolder {
  /// An experiment on linear networks, and every run as it was recorded.
  func load() throws -> (experiment: Experiment, results: [RunResult]) {
    let experiment = try #require(try experiment() as? Experiment)
    return (experiment, try results(of: experiment))
  }
}

/// A diagnostic of what a body throws; nil if it throws nothing.
func refusal(_ body: () throws -> Void) throws -> DiagnosticError? {
  do {
    try body()
    return nil
  } catch let error as DiagnosticError {
    return error
  }
}
