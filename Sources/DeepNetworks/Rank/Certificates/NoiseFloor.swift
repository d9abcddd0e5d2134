import Matrices

/// C9: weights of a rank above that of an update cannot stand still. W_{t+1} - W_t = -mu G_t - x W_t with rank G_t <= r1, and
/// by Eckart and Young nothing of that rank is closer to x W_t than
///
///     |W_{t+1} - W_t|_F >= x (sum_{i > r1} s_i(W_t)^2)^{1/2}
public struct NoiseFloor: Sendable, Equatable {
  /// The right-hand side.
  public let floor: Double
  /// |W_{t+1} - W_t|_F
  public let step: Double

  /// - Parameters:
  ///   - share: x = mu weightDecay
  ///   - updateRank: r1
  public init(singularValues: [Double], share: Double, updateRank: Int, step: Double) {
    let scale = singularValues.first ?? 0
    let tail = scale > 0 ? SpectralMetrics.squares(singularValues.dropFirst(updateRank), over: scale) : 0
    floor = share * scale * tail.squareRoot()
    self.step = step
  }

  public init(before: Matrix, after: Matrix, share: Double, updateRank: Int) {
    self.init(
      singularValues: before.singularValues, share: share, updateRank: updateRank, step: (after - before).norm
    )
  }

  /// At least 1; infinite where the floor is zero.
  public var ratio: Double { floor > 0 ? step / floor : .infinity }
}
