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

extension TrainStore {
  /// A training's checkpoints: one in so many seconds, at a look, and one when it is interrupted.
  func checkpoints(
    of run: TrainExperiment.Run, every seconds: Double, _ failures: CheckpointFailures
  ) -> TrainingCheckpoints {
    let file = checkpoint(of: run)
    let clock = ContinuousClock()
    let last = Mutex(clock.now)
    return TrainingCheckpoints(
      from: file.numbers(),
      whenever: { last.withLock { clock.now - $0 >= .seconds(seconds) } },
      save: { numbers in
        do {
          try PendingFolder.create((file.path as NSString).deletingLastPathComponent)
          try file.save(numbers)
        } catch {
          failures.add(error)
        }
        last.withLock { $0 = clock.now }
      })
  }
}
