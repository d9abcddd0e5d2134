import DeepNetworks
import Foundation
import Synchronization

/// The last look of a training, for the line of its progress.
public final class TrainNote: Sendable {
  private let last = Mutex<String?>(nil)

  public init() {}

  public func note(_ glance: TrainingGlance) {
    let accuracy = glance.accuracy.isNaN ? "" : String(format: ", accuracy %.1f %%", 100 * glance.accuracy)
    last.withLock { $0 = String(format: "loss %.3g", glance.loss) + accuracy }
  }

  public var text: String? { last.withLock { $0 } }
}
