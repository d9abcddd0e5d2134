import DeepNetworks
import Foundation
import Synchronization

/// The last look of a training, for the line of its progress.
public final class TrainNote: Sendable {
  private let last = Mutex<String?>(nil)

  public init() {}

  /// - Parameter name: which of several trainings it is.
  public func note(_ glance: TrainingGlance, of name: String? = nil) {
    let accuracy = glance.accuracy.isNaN ? "" : String(format: ", accuracy %.1f %%", 100 * glance.accuracy)
    let rank = glance.rank.isFinite ? ", rank " + readable((glance.rank * 10).rounded() / 10) : ""
    let text = String(format: "loss %.3g", glance.loss) + accuracy + rank + (name.map { " in \($0)" } ?? "")
    last.withLock { $0 = text }
  }

  public var text: String? { last.withLock { $0 } }
}
