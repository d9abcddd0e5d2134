import Synchronization

/// Keeps the updates that a training hands out until somebody takes them.
public final class Recording: Sendable {
  private let updates = Mutex<[LayerUpdate]>([])

  public init() {}

  /// What to hand to a training.
  public var recorder: UpdateRecorder {
    UpdateRecorder { update in self.updates.withLock { $0.append(update) } }
  }

  /// What was recorded since the last call, in the order of recording.
  public func take() -> [LayerUpdate] {
    updates.withLock { updates in
      defer { updates.removeAll() }
      return updates
    }
  }
}
