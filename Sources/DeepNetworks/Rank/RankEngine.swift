import Matrices
import Simulation

/// What the theorems about rank examine: how weights move, how a rank is counted, and how it is bounded. A wrong engine is
/// rankfall's own with one part made wrong.
public struct RankEngine: ExaminedEngine {
  public let name: String
  public let summary: String
  /// W' of a step of SGD with weight decay.
  var step: @Sendable (Matrix, UpdateFactors) -> Matrix = { $1.applied(to: $0) }
  /// One step with momentum of weights and velocity, from a gradient, with a learning rate.
  var momentumStep: @Sendable (Weights, Matrix, Double, MomentumRule) -> Weights = RankEngine.heavyBall
  /// The rank above a threshold.
  var rank: @Sendable (LayerRanks, Double) -> Int = { $0.rank(above: $1) }
  /// The smallest n with (1 + eta) beta^n <= eps.
  var window: @Sendable (Forgetting, Double, Double) -> Int? = { $0.window(to: $1 / (1 + $2)) }
  /// P_n and U_n from the last n of some recorded updates.
  var unroll: @Sendable (UpdateWindow, Int) -> (product: Double, sum: Matrix) = {
    ($0.product(ofLast: $1), WindowSum($0, last: $1).matrix)
  }
  /// The snapshots of a history, each with what is left of it.
  var snapshots: @Sendable (LayerHistory) -> [WeightSnapshot] = { $0.remainders() }
  /// U_n of a history.
  var sum: @Sendable (LayerHistory, Int) -> WindowSum = { $0.sum(ofLast: $1) }
  /// C5
  var summed: @Sendable (TransportCertificates) -> [RankCertificate] = { $0.summed }
  var truncationError: @Sendable (LayerRanks, Int, RankNorm) -> Double = {
    $0.truncationError(rank: $1, in: $2)
  }
  /// The factors of a matrix cut to a rank.
  var factors: @Sendable (Matrix, Int) -> LayerFactors = { LayerFactors(of: $0, rank: $1) }
  var filterMatrix: @Sendable (ConvolutionKernel) -> Matrix = { $0.filterMatrix }

  struct Weights: Sendable {
    var weights: Matrix
    var velocity: Matrix
  }

  /// v' = rho v + G + wd W, W' = W - mu v' (coupled: PyTorch's SGD); v' = rho v + G, W' = (1 - mu wd) W - mu v' (decoupled).
  static func heavyBall(_ old: Weights, _ gradient: Matrix, _ rate: Double, _ rule: MomentumRule) -> Weights {
    let isCoupled = rule.decay == .coupled
    let force = isCoupled ? gradient + rule.weightDecay * old.weights : gradient
    let velocity = rule.momentum * old.velocity + force
    let kept = isCoupled ? old.weights : (1 - rate * rule.weightDecay) * old.weights
    return Weights(weights: kept - rate * velocity, velocity: velocity)
  }

  init(_ name: String, _ summary: String, _ change: (inout RankEngine) -> Void = { _ in }) {
    self.name = name
    self.summary = summary
    change(&self)
  }

  /// The right one.
  public static let rankfall = RankEngine("rankfall", "the engine itself")
  /// Right ones with one part made wrong.
  public static let wrong: [RankEngine] = wrongRankSteps + wrongRankCounts + wrongRankBounds

  /// The weights after every one of some updates, from the first on.
  func walk(from start: Matrix, _ updates: [UpdateFactors]) -> [Matrix] {
    updates.reduce(into: [start]) { $0.append(step($0[$0.count - 1], $1)) }
  }
}
