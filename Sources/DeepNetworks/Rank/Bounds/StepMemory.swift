/// What W_T remembers of the weights, the velocity and the gradients n updates ago, for SGD with weight decay and
/// momentum, by the exact recursion backwards, for any learning rates:
///
///     W_T = a W_{T-n} + b v_{T-n} + sum_{j=1..n} c_j G_{T-j}
///
/// with v' = rho v + G + wd W (coupled: PyTorch's SGD; decoupled: without wd W) and W' = W - mu v', where decoupled
/// decay takes mu wd W away from the weights instead. Without momentum a = P_n, b = 0 and c_j = -mu_{T-j} P_{j-1}.
public struct StepMemory: Sendable, Equatable {
  public enum Decay: String, Sendable, CaseIterable { case coupled, decoupled }

  public let momentum: Double
  public let decay: Decay
  /// a
  public private(set) var ofWeights = 1.0
  /// b
  public private(set) var ofVelocity = 0.0

  public init(momentum: Double = 0, decay: Decay = .coupled) {
    precondition(momentum >= 0 && momentum < 1, "a momentum of \(momentum)")
    self.momentum = momentum
    self.decay = decay
  }

  /// Looks one update further back, at the step that was taken with these: its c.
  @discardableResult
  public mutating func extend(by step: Forgetting) -> Double {
    extend(learningRate: step.learningRate, weightDecay: step.weightDecay)
  }

  @discardableResult
  public mutating func extend(learningRate mu: Double, weightDecay wd: Double) -> Double {
    let (a, b) = (ofWeights, ofVelocity)
    ofWeights = a * (1 - mu * wd) + (decay == .coupled ? b * wd : 0)
    ofVelocity = momentum * (b - a * mu)
    return b - a * mu
  }

  /// |a W + b v| <= (this sum) |W| for weights W of n updates ago with the velocity that brought them there with the
  /// learning rate `mu`, if those one update earlier were no larger: b v = (b / mu)(beta W_{T-n-1} - W_{T-n}), beta = 1 if
  /// coupled.
  public func reach(learningRate mu: Double, weightDecay wd: Double) -> Double {
    guard ofVelocity != 0 else { return abs(ofWeights) }
    let share = ofVelocity / mu
    return abs(ofWeights - share) + abs(share) * (decay == .coupled ? 1 : 1 - mu * wd)
  }

  /// With constant learning rate and coupled decay, the velocity is (W_{T-n-1} - W_{T-n})/mu, so that
  /// W_T = h_n W_{T-n} - rho h_{n-1} W_{T-n-1} - mu sum h_{j-1} G_{T-j}, where h_{-1} = 0, h_0 = 1 and
  /// h_{k+1} = (1 + rho - mu wd) h_k - rho h_{k-1}. These are h_0, ..., h_n.
  public static func kernel(_ n: Int, of step: Forgetting, momentum: Double) -> [Double] {
    precondition(n >= 0, "\(n) updates back")
    var (h, before) = ([1.0], 0.0)
    for _ in 0..<n {
      let last = h[h.count - 1]
      h.append((1 + momentum - step.share) * last - momentum * before)
      before = last
    }
    return h
  }

  /// The modulus of the slower root of r^2 - (1 + rho - x) r + rho, the factor that a step keeps in the long run. For
  /// x <= (1 - sqrt rho)^2 it is about 1 - x/(1 - rho): momentum acts as the learning rate mu/(1 - rho). Beyond that the
  /// roots are complex of modulus sqrt rho: more decay forgets no faster.
  public static func slowRoot(of step: Forgetting, momentum: Double) -> Double {
    let sum = 1 + momentum - step.share
    let discriminant = sum * sum - 4 * momentum
    guard discriminant >= 0 else { return momentum.squareRoot() }
    return (abs(sum) + discriminant.squareRoot()) / 2
  }

  /// (1 - sqrt rho)^2: the largest x at which the roots are real.
  public static func saturation(momentum: Double) -> Double {
    let gap = 1 - momentum.squareRoot()
    return gap * gap
  }
}
