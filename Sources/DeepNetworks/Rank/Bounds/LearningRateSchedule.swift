/// A learning rate that is constant in stages, with one weight decay.
public struct LearningRateSchedule: Sendable, Equatable {
  public struct Stage: Sendable, Equatable {
    public let updates: Int
    public let forgetting: Forgetting

    public init(updates: Int, forgetting: Forgetting) {
      precondition(updates >= 0, "a stage of \(updates) updates")
      self.updates = updates
      self.forgetting = forgetting
    }
  }

  /// From the first to the last.
  public let stages: [Stage]

  public init(_ stages: [Stage]) { self.stages = stages }

  public var updates: Int { stages.reduce(0) { $0 + $1.updates } }

  /// P_n, the product of beta over the last n updates.
  public func product(ofLast n: Int) -> Double {
    precondition((0...updates).contains(n), "the last \(n) of \(updates) updates")
    var (left, product) = (n, 1.0)
    for stage in stages.reversed() {
      let taken = min(left, stage.updates)
      product *= stage.forgetting.power(taken)
      left -= taken
    }
    return product
  }

  /// The smallest n with P_n <= target; nil if all updates together do not forget as much.
  public func window(to target: Double) -> Int? {
    precondition(target > 0, "to forget all but \(target)")
    var (n, product) = (0, 1.0)
    for stage in stages.reversed() {
      guard product > target else { return n }
      let whole = product * stage.forgetting.power(stage.updates)
      if whole <= target, let rest = stage.forgetting.window(to: target / product) {
        return n + min(rest, stage.updates)
      }
      product = whole
      n += stage.updates
    }
    return product <= target ? n : nil
  }
}
