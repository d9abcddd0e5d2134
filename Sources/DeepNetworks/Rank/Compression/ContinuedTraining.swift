import CLanes
import Learning
import Simulation

extension TrainingSetting {
  /// Goes on from a state of this setting's network for some updates, with the batches that a longer training would have seen.
  /// Nil if `progress` was cancelled; where the training diverges it ends, with numbers that are not finite.
  public func continued<Element: NetworkElement>(
    from start: TrainingState<Element>, updates: Int, threads: Int = 1, progress: Progress = Progress()
  ) -> TrainingState<Element>? {
    var state = start
    var random = RandomStream(seed: seed)
    lanes_crew_begin(Int32(min(8, max(1, threads))))
    defer { lanes_crew_end() }
    let move = Training<Element>(self).makeWalk(for: state)
    var made = 0
    while made < updates, state.isFinite {
      guard !progress.isCancelled else { return nil }
      let next = min(updates, made + 64)
      move(&state, (start.updates + made)..<(start.updates + next), &random)
      progress.advance(by: next - made)
      made = next
    }
    return state
  }
}
