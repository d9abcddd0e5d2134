import Matrices
import Synchronization

/// The factors of the last updates of every weight while a training runs, each in its ring.
final class FactorWindows: Sendable {
  /// The first update that is recorded.
  let first: Int
  private let hasMomentum: Bool
  private let histories: Mutex<[LayerHistory]>

  init(_ plan: TrainingPlan) {
    let setting = plan.setting
    first = setting.updates - plan.window
    hasMomentum = setting.hasMomentum
    histories = Mutex(
      setting.network.weights.enumerated().map { number, weight in
        LayerHistory(
          outputs: weight.rows, inputs: weight.columns, usesPerUpdate: weight.uses * setting.batchSize,
          capacity: plan.window, updateRank: setting.updateRank(of: number),
          momentum: setting.momentumRule(of: number))
      })
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
}
