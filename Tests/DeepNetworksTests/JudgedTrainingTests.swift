import Learning
import Simulation
import Testing

@testable import DeepNetworks

/// Theorems on a run that is nobody's witness.
@Suite("A judged training") struct JudgedTrainingTests {
  /// Eight inputs of which the last two are always zero.
  private static let data: LabelledSamples = {
    var random = RandomStream(seed: 14, for: .data)
    return LabelledSamples(
      name: "", inputs: (0..<40 * 8).map { $0 % 8 < 6 ? random.normal() : 0 }, inputCount: 8,
      answers: .labels((0..<40).map { $0 % 3 }, classes: 3))
  }()

  private func setting(_ change: (inout TrainingSetting) -> Void = { _ in }) -> TrainingSetting {
    var setting = TrainingSetting(
      .perceptron([8, 10, 3], normalized: .batchNormalization(epsilon: 0)), on: Self.data,
      descent: Descent(learningRate: 0.1, weightDecay: 0.05, schedule: .cosine(updates: 60)),
      order: .cyclic, batchSize: 8, length: .epochs(12), seed: 9)
    change(&setting)
    return setting
  }

  private func names(_ setting: TrainingSetting) -> [String] {
    setting.predictions.map { type(of: $0).claim.name }
  }

  @Test("is asked of the theorems that apply")
  func applicability() {
    #expect(names(setting()) == ["step-rank", "head-row-sum", "data-null-space", "normalized-rows"])
    #expect(names(setting { $0.descent.method = .heavyBall(momentum: 0.9) }).isEmpty)
    #expect(names(setting { $0.inputDropout = 0.1 }) == ["step-rank", "head-row-sum", "normalized-rows"])
    #expect(names(setting { $0.loss = .squares }) == ["step-rank", "data-null-space", "normalized-rows"])
    #expect(names(setting { $0.network = .perceptron([8, 10, 3]) }) == ["head-row-sum", "data-null-space"])
    let full = Trial.classified(30, inputs: 8, classes: 3)
    #expect(names(setting { $0.samples = full }) == ["step-rank", "head-row-sum", "normalized-rows"])
  }

  @Test("holds, and fails with a wrong engine")
  func verdicts() throws {
    let right = JudgedTraining(setting(), every: 20, observing: ["train_loss"])
    #expect(right.judgements.count == 4 && right.judgements.allSatisfy { $0.verdict.holds })
    #expect(right.record.steps == [0, 20, 40, 60] && right.record.shows("train_loss"))
    let engine = try #require(TrainingEngine.named("decay-missing"))
    let wrong = JudgedTraining(setting(), on: engine, every: 20)
    #expect(wrong.judgements.allSatisfy { $0.verdict.fails })
  }
}
