/// How many trajectories were lost on the way: memory that does not grow with their number.
struct Losses: Sendable {
  private let steps: [Int]
  /// For each look, how many were seen to have stopped being finite since the look before.
  private var counts: [Int]

  init(at steps: [Int]) {
    self.steps = steps
    counts = Array(repeating: 0, count: steps.count)
  }

  mutating func add(_ outcome: Outcome) {
    guard case .diverged(let step) = outcome, let look = steps.firstIndex(where: { $0 >= step }) else {
      return
    }
    counts[look] += 1
  }

  mutating func add(_ other: Losses) {
    for look in counts.indices { counts[look] += other.counts[look] }
  }

  /// At each look, how many of so many trajectories were left.
  func left(of trajectories: Int) -> [Int] {
    var left = trajectories
    return counts.map {
      left -= $0
      return left
    }
  }
}
