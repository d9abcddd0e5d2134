import DeepNetworks
import Dispatch
import Synchronization

/// Runs the trainings of an experiment: small ones side by side, one a thread, and large ones one after the other on all
/// threads. No result depends on which.
struct TrainSweep {
  let experiment: TrainExperiment
  let threads: Int
  var glance: @Sendable (TrainingGlance, String?) -> Void = { _, _ in }
  var progress = RunProgress()

  /// Weights beyond which a training is large: with their copies they no longer fit into the cache of one core.
  private static let large = 1 << 18

  /// Every run that `known` does not have, through `keep`; in the order of the experiment. Ends early, with nil, if it was
  /// cancelled; throws the first error.
  func results(
    knowing known: @Sendable (TrainExperiment.Run) throws -> TrainResult?,
    checkpoints: @Sendable (TrainExperiment.Run) -> TrainingCheckpoints? = { _ in nil },
    keep: @Sendable (TrainRun, TrainExperiment.Run) throws -> TrainResult
  ) throws -> TrainResults? {
    var all = try experiment.runs.map(known)
    let missing = all.indices.filter { all[$0] == nil }
    let isLarge = experiment.runs.contains { $0.subject.setting.network.learntCount > Self.large }
    let workers = isLarge ? 1 : max(1, min(threads, missing.count))
    for index in missing {
      try experiment.runs[index].subject.checkMemory(sideBySide: workers, all: missing.count)
    }
    // The longest first, so that no thread is left alone with one at the end.
    let order = missing.sorted { (cost($0), $1) > (cost($1), $0) }
    let found = Mutex<[Int: TrainResult]>([:])
    let failure = Mutex<(any Error)?>(nil)
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: missing.isEmpty ? 0 : workers) { _ in
      while true {
        let place = next.add(1, ordering: .relaxed).oldValue
        guard place < order.count, !progress.isCancelled, failure.withLock({ $0 == nil }) else { return }
        let run = experiment.runs[order[place]]
        do {
          let result = try keep(train(run, threads / workers, checkpoints(run)), run)
          found.withLock { $0[order[place]] = result }
        } catch LaboratoryError.interrupted {
          return
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    for (index, result) in found.withLock({ $0 }) { all[index] = result }
    let whole = all.compactMap(\.self)
    return whole.count == all.count ? TrainResults(experiment: experiment, all: whole) : nil
  }

  private func train(
    _ run: TrainExperiment.Run, _ threads: Int, _ checkpoints: TrainingCheckpoints?
  ) throws(LaboratoryError) -> TrainRun {
    var subject = run.subject
    subject.plan.threads = max(1, threads)
    let name = experiment.runs.count > 1 ? run.name : nil
    return try TrainRun(subject, progress: progress, checkpoints: checkpoints) {
      glance($0, name)
    }
  }

  /// Numbers that a run moves.
  private func cost(_ index: Int) -> Int {
    let subject = experiment.runs[index].subject
    return subject.totalUpdates * (subject.setting.batchSize + 4)
  }
}
