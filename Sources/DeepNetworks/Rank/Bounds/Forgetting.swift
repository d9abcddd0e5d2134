import Foundation

/// How a step of SGD with weight decay forgets: W' = beta W - mu G with beta = 1 - mu weight_decay.
///
/// `weightDecay` is PyTorch's: the gradient of the decay is weightDecay W. Theory writes lambda |W|^2 into the objective,
/// whose gradient is 2 lambda W: weightDecay = 2 lambda.
public struct Forgetting: Sendable, Equatable {
  public let learningRate: Double
  public let weightDecay: Double

  /// Nil unless both are finite and not negative and mu weightDecay < 1, so that 0 < beta <= 1.
  public init?(learningRate: Double, weightDecay: Double) {
    guard learningRate.isFinite, weightDecay.isFinite, learningRate >= 0, weightDecay >= 0,
      learningRate * weightDecay < 1
    else { return nil }
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }

  /// The same from theory's lambda.
  public init?(learningRate: Double, lambda: Double) {
    self.init(learningRate: learningRate, weightDecay: 2 * lambda)
  }

  public var lambda: Double { weightDecay / 2 }
  /// x = mu weightDecay = 2 mu lambda: what a step forgets
  public var share: Double { learningRate * weightDecay }
  /// beta = 1 - x: what a step keeps
  public var factor: Double { 1 - share }
  /// 1/x steps; infinite without decay
  public var memory: Double { 1 / share }

  /// The smallest n with beta^n <= target; nil if there is none, because nothing is forgotten.
  public func window(to target: Double) -> Int? {
    precondition(target > 0, "to forget all but \(target)")
    guard target < 1 else { return 0 }
    guard factor < 1 else { return nil }
    // The quotient of logarithms may round over an integer in either direction. That of beta as it is, not of 1 - x: where x is
    // near a rounding of one they are some thousandths apart.
    var n = Int((log(target) / log(factor)).rounded(.up))
    while n > 0, power(n - 1) <= target { n -= 1 }
    while power(n) > target { n += 1 }
    return n
  }

  /// beta^n
  public func power(_ n: Int) -> Double { pow(factor, Double(n)) }
}
