import Foundation

/// How the learning rate changes from step to step. Steps are updates, counted from 0.
public enum RateSchedule: Sendable, Equatable {
  case constant
  /// Multiplied by `factor` at each milestone that has been reached.
  case steps(milestones: [Int], factor: Double)
  /// From 1 to `final` along half a cosine over a number of updates, then constant.
  case cosine(updates: Int, final: Double = 0)

  /// Milestones counted in passes over the data.
  public static func steps(
    epochs: [Int], factor: Double, updatesPerEpoch: Int
  ) -> RateSchedule {
    .steps(milestones: epochs.map { $0 * updatesPerEpoch }, factor: factor)
  }

  /// What the learning rate is multiplied by in a step.
  public func factor(at step: Int) -> Double {
    switch self {
    case .constant: 1
    case .steps(let milestones, let factor): power(factor, milestones.count { step >= $0 })
    case .cosine(let updates, let final):
      step >= updates
        ? final : final + (1 - final) * (1 + cos(Double.pi * Double(step) / Double(updates))) / 2
    }
  }
}
