import Matrices
import Synchronization

/// The factors of the last updates of every weight while a training runs, each in its ring.
final class FactorWindows: Sendable {
  /// The first update that is recorded.
  let first: Int
  private let plan: TrainingPlan
  private let hasMomentum: Bool
  private let histories: Mutex<[LayerHistory]>

  init(_ plan: TrainingPlan) {
    self.plan = plan
    first = plan.setting.updates - plan.window
    hasMomentum = plan.setting.hasMomentum
    histories = Mutex(Self.empty(plan))
  }

  private static func empty(_ plan: TrainingPlan) -> [LayerHistory] {
    let setting = plan.setting
    return setting.network.weights.enumerated().map { number, weight in
      LayerHistory(
        outputs: weight.rows, inputs: weight.columns, usesPerUpdate: weight.uses * setting.batchSize,
        capacity: plan.window, updateRank: setting.updateRank(of: number),
        momentum: setting.momentumRule(of: number))
    }
  }

  var recorder: UpdateRecorder {
    UpdateRecorder(from: first) { update in
      self.histories.withLock { $0[update.layer].append(update.factors) }
    }
  }

  /// Remembers the weights after an update; those before the window are of no use to it. With momentum whoever asks has the
  /// remainders.
  func note(_ number: Int, after update: Int, singularValues: [Double], weights: () -> Matrix) {
    guard update >= first, !hasMomentum else { return }
    let whole = update == first ? weights() : nil
    histories.withLock { $0[number].note(singularValues: singularValues, weights: whole) }
  }

  /// What was recorded.
  func take() -> [LayerHistory] { histories.withLock { $0 } }

  /// The same for a checkpoint.
  var pieces: [ArraySlice<Double>] { histories.withLock { $0.flatMap(\.pieces) } }

  /// Takes what windows of the same training had recorded after some updates; false if these are not such numbers, and then
  /// what they hold means nothing until they are cleared.
  func restore(_ numbers: inout CheckpointNumbers, after updates: Int) -> Bool {
    histories.withLock { histories in
      for index in histories.indices {
        guard histories[index].restore(&numbers), histories[index].updates == max(0, updates - first)
        else { return false }
      }
      return true
    }
  }

  func clear() { histories.withLock { $0 = Self.empty(plan) } }
}
