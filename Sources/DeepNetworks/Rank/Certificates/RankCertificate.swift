/// One bound with its name and its reason.
public struct RankCertificate: Sendable, Equatable {
  public enum Quantity: String, Sendable {
    /// The number of singular values above a threshold.
    case rank
    /// sum s^2 / s_1^2
    case stableRank = "stable rank"
    /// sum s / s_1
    case nuclearRank = "nuclear rank"
  }

  public enum Direction: String, Sendable { case atMost = "at most", atLeast = "at least" }

  /// Its number in Notes/rank-certificates.md, such as "C2".
  public let number: String
  public let name: String
  /// What it says, with the symbols of the notes.
  public let statement: String
  public let quantity: Quantity
  public let direction: Direction
  public let bound: Double
  /// min(p, q)
  public let largestRank: Int
  /// n, over how many of the last updates; nil where there is no window.
  public let window: Int?
  /// What it takes for granted beside the recorded data; nil if nothing.
  public let assumption: String?

  public init(
    _ number: String, _ name: String, _ statement: String, _ direction: Direction, _ bound: Double,
    of quantity: Quantity = .rank, largestRank: Int, window: Int? = nil, assuming assumption: String? = nil
  ) {
    self.number = number
    self.name = name
    self.statement = statement
    self.direction = direction
    self.bound = bound
    self.quantity = quantity
    self.largestRank = largestRank
    self.window = window
    self.assumption = assumption
  }

  /// Whether it says no more than that a rank is between one and the number of rows and columns.
  public var isVacuous: Bool {
    switch direction {
    case .atMost: !(bound < Double(largestRank))
    case .atLeast: !(bound > 1)
    }
  }

  public func allows(_ value: Double) -> Bool {
    switch direction {
    case .atMost: value <= bound
    case .atLeast: value >= bound
    }
  }
}
