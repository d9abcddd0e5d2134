import DeepNetworks
import Foundation
import Synchronization

/// Checkpoints that could not be written: a training goes on without, and it is said at the end.
final class CheckpointFailures: Sendable {
  private let found = Mutex<[String]>([])

  var messages: [String] { found.withLock { $0 } }

  func add(_ error: any Error) {
    let text = "a checkpoint was not kept: \(error)"
    found.withLock { if !$0.contains(text) { $0.append(text) } }
  }
}

extension TrainCheckpointFile {
  /// A training's checkpoints: one in so many seconds, at a look, and one when it is interrupted. Those on the way take a
  /// twentieth of the time at most.
  func checkpoints(every seconds: Double, _ failures: CheckpointFailures) -> TrainingCheckpoints {
    let clock = ContinuousClock()
    let last = Mutex((end: clock.now, cost: Duration.zero))
    return TrainingCheckpoints(
      from: numbers(),
      whenever: { last.withLock { clock.now - $0.end >= max(.seconds(seconds), $0.cost * 20) } },
      save: { pieces in
        let begin = clock.now
        do {
          try PendingFolder.create(parentFolder(of: path))
          try save(pieces)
        } catch {
          failures.add(error)
        }
        last.withLock { $0 = (clock.now, clock.now - begin) }
      })
  }
}
