/// Eigenvalues of a random matrix that moves, as points that repel each other.
public enum RepulsionModel: Sendable, Equatable {
  /// Dyson's Brownian motion: dx_i = dB_i + ((beta/2) sum_j 1/(x_i - x_j) - confinement x_i) dt. Confined, its stationary
  /// law is the Gaussian beta ensemble with density prop. to prod |x_i - x_j|^beta exp(-confinement sum x_i^2).
  case dyson(beta: Double, confinement: Double)
  /// Bru's Wishart process: dl_i = 2 sqrt(l_i) dB_i + beta (rows + sum_j (l_i + l_j)/(l_i - l_j)) dt, the squared singular
  /// values of a Brownian motion of rows x n matrices for beta = 1 (real), 2 (complex), 4 (quaternion).
  case laguerre(beta: Double, rows: Double)
  /// The eigenvalues of Gamma = theta theta^T under d theta = (noise dS - (decay/2) dt) theta with a symmetric Brownian motion
  /// S whose covariance is E dS_ij dS_kl = (delta_ik delta_jl + delta_il delta_jk) dt:
  /// dl_i = (-decay l_i + noise^2 (tr + l_i) + noise^2 sum_j (l_i + l_j)^2/(l_i - l_j)) dt + 2 sqrt(2) noise l_i dB_i.
  case multiplicative(decay: Double, noise: Double)

  public var name: String {
    switch self {
    case .dyson: "dyson"
    case .laguerre: "laguerre"
    case .multiplicative: "multiplicative"
    }
  }

  /// beta, by which eigenvalues repel: near each other the density of a gap g is g^beta.
  public var beta: Double {
    switch self {
    case .dyson(let beta, _), .laguerre(let beta, _): beta
    case .multiplicative: 1
    }
  }

  /// Nil if the model can be run by the implicit method with `size` points; else what must change, in words.
  public func problem(size: Int) -> String? {
    switch self {
    case .dyson(let beta, let confinement):
      if beta < 1 {
        return "beta must be 1 or more: points with beta < 1 meet, and the equation does not say what then"
      }
      return confinement < 0 ? "the confinement must be 0 or more" : nil
    case .laguerre(let beta, let rows):
      if beta < 1 {
        return "beta must be 1 or more: points with beta < 1 meet, and the equation does not say what then"
      }
      return beta * (rows - Double(size) + 1) > 1
        ? nil : "beta (rows - n + 1) must be more than 1, so that zero repels the lowest eigenvalue"
    case .multiplicative(_, let noise): return noise > 0 ? nil : "the noise must be positive"
    }
  }

  /// The model in coordinates in which its noise is additive (Notes/repulsion.md).
  public func system(size: Int) -> AdditiveSystem {
    let n = Double(size)
    switch self {
    case .dyson(let beta, let confinement):
      var system = AdditiveSystem(size: size, repulsion: Repulsion(strength: beta / 2))
      system.confinement = confinement
      return system
    case .laguerre(let beta, let rows):
      let wall = (beta * (rows - n + 1) - 1) / 2
      var system = AdditiveSystem(
        size: size, repulsion: Repulsion(strength: beta / 2, isMirrored: true, wall: wall))
      system.coordinates = .squareRoots
      return system
    case .multiplicative(let decay, let noise):
      var system = AdditiveSystem(
        size: size, repulsion: Repulsion(.hyperbolic, strength: 4 * noise * noise))
      system.coordinates = .logarithms
      system.deviation = 8.0.squareRoot() * noise
      system.velocity = -decay - noise * noise * (n + 1)
      return system
    }
  }
}
