/// How gradients move the weights.
///
/// `weightDecay` is PyTorch's: the loss is L + (weightDecay / 2) |W|^2, so that descent forgets by
/// beta = 1 - learningRate x weightDecay a step. In the convention L + lambda |W|^2 it is 2 lambda.
public struct Descent: Sendable, Equatable {
  public enum Method: Sendable, Equatable {
    /// W <- beta W - mu G
    case plain
    /// v <- momentum v + G, W <- W - mu v, the gradient of the decay in G (coupled); decoupled: W <- beta W - mu v.
    case heavyBall(momentum: Double)
    /// W <- beta W - mu G / |G|, with the norm of the whole gradient, all parameters together: every step is of length mu.
    case unitGradient
    /// The negative control: its steps have no low rank.
    case adam(Adam)
  }

  public enum Decay: String, Sendable, CaseIterable {
    /// The gradient of (weightDecay / 2) |W|^2 is part of the gradient.
    case coupled
    /// The weights shrink by beta beside the method's step.
    case decoupled
  }

  public var learningRate: Double
  public var weightDecay: Double
  public var method: Method
  public var decay: Decay
  public var schedule: RateSchedule

  public init(
    learningRate: Double, weightDecay: Double = 0, method: Method = .plain, decay: Decay = .coupled,
    schedule: RateSchedule = .constant
  ) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.method = method
    self.decay = decay
    self.schedule = schedule
  }

  /// mu of a step, counted from 0.
  public func learningRate(at step: Int) -> Double { learningRate * schedule.factor(at: step) }

  /// beta = 1 - mu x weightDecay of a step: the forgetting factor of descent without momentum.
  public func forgetting(at step: Int) -> Double { 1 - learningRate(at: step) * weightDecay }

  /// lambda in the convention L + lambda |W|^2.
  public var lambda: Double { weightDecay / 2 }
}

/// The constants of Adam (Kingma and Ba, ICLR 2015).
public struct Adam: Sendable, Equatable {
  public var first: Double
  public var second: Double
  public var epsilon: Double

  public init(first: Double = 0.9, second: Double = 0.999, epsilon: Double = 1e-8) {
    self.first = first
    self.second = second
    self.epsilon = epsilon
  }

  /// 1 - first^t and 1 - second^t: how much of their limits the two averages have after t steps.
  func corrections(after steps: Int) -> (first: Double, second: Double) {
    (1 - power(first, steps), 1 - power(second, steps))
  }
}

/// base^exponent for a whole exponent >= 0, by repeated squaring.
func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, factor, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  return result
}
