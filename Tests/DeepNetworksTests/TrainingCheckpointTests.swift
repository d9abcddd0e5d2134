import Simulation
import Testing

@testable import DeepNetworks

/// A followed training that is stopped, saved and begun again in another process sees what it would have seen.
@Suite("Checkpoints of trainings") struct TrainingCheckpointTests {
  private static let descents: [Descent] = [
    Descent(learningRate: 0.1, weightDecay: 0.05),
    Descent(learningRate: 0.1, weightDecay: 0.05, method: .heavyBall(momentum: 0.9)),
    Descent(learningRate: 0.1, weightDecay: 0.05, schedule: .cosine(updates: 40)),
  ]

  private func plan(_ descent: Descent) -> TrainingPlan {
    TrainingPlan(
      Trial.perceptron(descent, normalized: .batchNormalization(), updates: 40), every: 7,
      thresholds: [0.1, 0.01])
  }

  private func isSame(_ a: FollowedTraining, _ b: FollowedTraining) -> Bool {
    let series = zip(a.record.series, b.record.series).allSatisfy { one, other in
      one.name == other.name
        && zip(one.values, other.values).allSatisfy { $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN }
    }
    let layers = zip(a.layers, b.layers).allSatisfy { one, other in
      one.weights == other.weights && one.before == other.before && one.largestNorm == other.largestNorm
        && one.snapshots.map(\.singularValues) == other.snapshots.map(\.singularValues)
        && one.snapshots.map(\.update) == other.snapshots.map(\.update)
    }
    return series && layers && a.record.steps == b.record.steps
      && zip(a.parameters, b.parameters).allSatisfy { $0.values == $1.values }
  }

  @Test("go on to the last bit from every look, in both precisions", arguments: descents.indices)
  func everyLook(number: Int) throws {
    func check<E: NetworkElement>(_ precision: E.Type) throws {
      let plan = plan(Self.descents[number])
      let whole = try #require(plan.follow(in: precision))
      var saved: [[Double]] = []
      let watched = plan.follow(
        in: precision, checkpoints: TrainingCheckpoints(whenever: { true }, save: { saved.append($0) }))
      #expect(isSame(try #require(watched), whole))
      // Looks and marks before the last update, the first of them before any.
      #expect(saved.count == plan.stops.count - 1)
      for checkpoint in saved {
        let progress = Progress()
        let resumed = plan.follow(
          in: precision, progress: progress,
          checkpoints: TrainingCheckpoints(from: checkpoint, whenever: { false }, save: { _ in }))
        #expect(isSame(try #require(resumed), whole))
        #expect(progress.completedSteps == 40)
      }
    }
    try check(Double.self)
    try check(Float.self)
  }

  @Test("are saved when a training is cancelled, and those of another network are not taken")
  func cancelled() throws {
    let plan = plan(Self.descents[0])
    let whole = try #require(plan.follow(in: Double.self))
    let progress = Progress()
    var saved: [[Double]] = []
    let ended = plan.follow(
      in: Double.self, progress: progress,
      checkpoints: TrainingCheckpoints(
        whenever: {
          if progress.completedSteps >= 20 { progress.cancel() }
          return false
        }, save: { saved.append($0) }))
    #expect(ended == nil && saved.count == 1)
    let checkpoint = try #require(saved.first)
    let again = plan.follow(
      in: Double.self, checkpoints: TrainingCheckpoints(from: checkpoint, whenever: { false }, save: { _ in })
    )
    #expect(isSame(try #require(again), whole))
    let path = TrainingPath(plan, from: plan.setting.initialState(in: Double.self), nil)
    #expect(TrainingCheckpoint(checkpoint, of: path, plan)?.state.updates ?? 0 >= 20)
    for wrong in [[], [1], Array(checkpoint.dropLast()), checkpoint + [0], checkpoint.map { -$0 }] {
      #expect(TrainingCheckpoint(wrong, of: path, plan) == nil)
      let anew = plan.follow(
        in: Double.self, checkpoints: TrainingCheckpoints(from: wrong, whenever: { false }, save: { _ in }))
      #expect(isSame(try #require(anew), whole))
    }
  }
}
