import Synchronization

/// Steps done, over all threads, and the wish to stop: the only thing that trajectories share.
public final class Progress: Sendable {
  private let steps = Atomic<Int>(0)
  private let cancelled = Atomic<Bool>(false)

  public init() {}

  public func advance(by count: Int) { steps.add(count, ordering: .relaxed) }
  public var completedSteps: Int { steps.load(ordering: .relaxed) }
  /// Asks every simulation that reports here to end early.
  public func cancel() { cancelled.store(true, ordering: .relaxed) }
  public var isCancelled: Bool { cancelled.load(ordering: .relaxed) }
}
