import Matrices
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

  /// Two that forget so fast that the factors of the last 21 or so updates are enough, and one whose window is all of it.
  private static let recorded: [Descent] = [
    Descent(learningRate: 0.1, weightDecay: 2.3),
    Descent(learningRate: 0.05, weightDecay: 2, method: .heavyBall(momentum: 0.5)),
    Descent(learningRate: 0.1, weightDecay: 0.05, schedule: .cosine(updates: 40)),
  ]

  private func plan(_ descent: Descent, recordsFactors: Bool = false) -> TrainingPlan {
    TrainingPlan(
      Trial.perceptron(descent, normalized: .batchNormalization(), updates: 40), every: 7,
      thresholds: [0.1, 0.01], recordsFactors: recordsFactors)
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
        && isSame(one.history, other.history)
    }
    return series && layers && a.record.steps == b.record.steps
      && zip(a.parameters, b.parameters).allSatisfy { $0.values == $1.values }
  }

  private func isSame(_ a: LayerHistory?, _ b: LayerHistory?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    func matrices(_ history: LayerHistory) -> [Matrix] {
      (1...history.window.count).map(history.window.factors).flatMap { [$0.deltas, $0.inputs] }
        + history.snapshots.flatMap { [$0.weights, $0.velocity].compactMap(\.self) }
    }
    func numbers(_ history: LayerHistory) -> [Double] {
      history.learningRates
        + (1...history.window.count).flatMap { [history.window.learningRate($0), history.window.decay($0)] }
        + history.snapshots.flatMap { [$0.product, Double($0.addedRank)] + $0.singularValues }
    }
    return a.updates == b.updates && a.snapshots.map(\.update) == b.snapshots.map(\.update)
      && matrices(a) == matrices(b) && numbers(a) == numbers(b)
  }

  @Test("go on to the last bit from every look, in both precisions", arguments: descents.indices)
  func everyLook(number: Int) throws {
    try check(plan(Self.descents[number]), in: Double.self)
    try check(plan(Self.descents[number]), in: Float.self)
  }

  @Test("have the recorded updates", arguments: recorded.indices)
  func factors(number: Int) throws {
    let plan = plan(Self.recorded[number], recordsFactors: true)
    #expect(number == 2 ? plan.window == 40 : (15..<30).contains(plan.window), "\(plan.window)")
    try check(plan, in: Double.self)
    try check(plan, in: Float.self)
  }

  private func check<E: NetworkElement>(_ plan: TrainingPlan, in precision: E.Type) throws {
    let whole = try #require(plan.follow(in: precision))
    #expect(whole.layers.allSatisfy { ($0.history != nil) == plan.recordsFactors })
    var saved: [[Double]] = []
    let watched = plan.follow(
      in: precision,
      checkpoints: TrainingCheckpoints(whenever: { true }, save: { saved.append($0.flatMap(\.self)) }))
    #expect(isSame(try #require(watched), whole))
    // Looks and marks, the first before any update and the last after all.
    #expect(saved.count == plan.stops.count)
    for checkpoint in saved {
      let progress = Progress()
      let resumed = plan.follow(
        in: precision, progress: progress,
        checkpoints: TrainingCheckpoints(from: checkpoint, whenever: { false }, save: { _ in }))
      #expect(isSame(try #require(resumed), whole))
      #expect(progress.completedSteps == 40)
    }
  }

  @Test(
    "are saved when a training is cancelled, and those of another network are not taken",
    arguments: [false, true])
  func cancelled(isRecorded: Bool) throws {
    let plan = plan((isRecorded ? Self.recorded : Self.descents)[0], recordsFactors: isRecorded)
    let whole = try #require(plan.follow(in: Double.self))
    let progress = Progress()
    var saved: [[Double]] = []
    let ended = plan.follow(
      in: Double.self, progress: progress,
      checkpoints: TrainingCheckpoints(
        whenever: {
          if progress.completedSteps >= 30 { progress.cancel() }
          return false
        }, save: { saved.append($0.flatMap(\.self)) }))
    #expect(ended == nil && saved.count == 1)
    let checkpoint = try #require(saved.first)
    let again = plan.follow(
      in: Double.self, checkpoints: TrainingCheckpoints(from: checkpoint, whenever: { false }, save: { _ in })
    )
    #expect(isSame(try #require(again), whole))
    func path() -> TrainingPath<Double> {
      TrainingPath(
        plan, from: plan.setting.initialState(in: Double.self), isRecorded ? FactorWindows(plan) : nil)
    }
    #expect(TrainingCheckpoint(checkpoint, of: path(), plan)?.state.updates ?? 0 >= 30)
    // Without the last layer's window, the first one's is filled already.
    let cuts = [1, checkpoint.count / 10].map { Array(checkpoint.dropLast($0)) }
    for wrong in cuts + [[], [1], checkpoint + [0], checkpoint.map { -$0 }] {
      #expect(TrainingCheckpoint(wrong, of: path(), plan) == nil)
      let anew = plan.follow(
        in: Double.self, checkpoints: TrainingCheckpoints(from: wrong, whenever: { false }, save: { _ in }))
      #expect(isSame(try #require(anew), whole))
    }
  }

  @Test("at the very end are of a training that has nothing left to do")
  func end() throws {
    let plan = plan(Self.recorded[0], recordsFactors: true)
    let whole = try #require(plan.follow(in: Float.self))
    let progress = Progress()
    var saved: [[Double]] = []
    let ended = plan.follow(
      in: Float.self, progress: progress,
      checkpoints: TrainingCheckpoints(whenever: { false }, save: { saved.append($0.flatMap(\.self)) })
    ) {
      if $0.updates == 40 { progress.cancel() }
    }
    #expect(ended == nil && saved.count == 1)
    let resumed = plan.follow(
      in: Float.self,
      checkpoints: TrainingCheckpoints(
        from: saved.first, whenever: { false }, save: { _ in Issue.record("nothing is left") }))
    #expect(isSame(try #require(resumed), whole))
  }

  @Test("hold a ring that has turned, as far as it is filled")
  func ring() throws {
    func window(_ updates: Int) -> UpdateWindow {
      var window = UpdateWindow(outputs: 2, inputs: 3, usesPerUpdate: 2, capacity: 3)
      for step in 0..<updates {
        // Every other update has one use of two.
        let uses = 1 + step % 2
        window.append(
          UpdateFactors(
            deltas: Matrix(uses, 2) { Double(100 * step + 10 * $0 + $1) },
            inputs: Matrix(uses, 3) { -Double(100 * step + 10 * $0 + $1) }, samples: 1 + step,
            learningRate: 0.5 / Double(1 + step), decay: 0.9 - 0.1 * Double(step)))
      }
      return window
    }
    for updates in [0, 1, 2, 3, 4, 5, 7] {
      let full = window(updates)
      let numbers = full.pieces.flatMap(\.self)
      // A slot of 4 numbers, 2 deltas of 2 and 2 inputs of 3.
      #expect(numbers.count == 1 + min(3, updates) * (4 + 4 + 6))
      var found = UpdateWindow(outputs: 2, inputs: 3, usesPerUpdate: 2, capacity: 3)
      var reader = CheckpointNumbers(numbers)
      let isRestored = found.restore(&reader)
      #expect(isRestored && reader.isEmpty && found.updates == updates && found.count == full.count)
      for j in 0..<full.count {
        let (a, b) = (found.factors(j + 1), full.factors(j + 1))
        #expect(a.deltas == b.deltas && a.inputs == b.inputs && a.samples == b.samples)
        #expect(a.learningRate == b.learningRate && a.decay == b.decay)
      }
    }
  }
}
