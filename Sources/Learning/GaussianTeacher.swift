import Matrices
import Simulation

/// A regression problem drawn from a linear teacher: rows of X are Gaussian, Y = X beta + noise.
///
/// beta has independent standard normal entries, or is a product of a p x r and an r x k normal matrix divided by
/// sqrt(r) where a rank r < min(p, k) is asked for.
public struct GaussianTeacher: Sendable {
  /// The covariance of a row of X.
  public enum Covariance: Sendable, Equatable {
    case identity
    /// diag(values)
    case diagonal([Double])
    /// Entry (i, j) = rho^|i - j|.
    case autoregressive(Double)
    /// X itself is made orthonormal: X^T X = n I exactly (to rounding), not only in the mean. Needs n >= p.
    case whitened
  }

  public var samples: Int
  public var inputs: Int
  public var outputs: Int
  public var rank: Int?
  public var noise: Double
  public var covariance: Covariance
  public var seed: UInt64

  public init(
    samples: Int, inputs: Int, outputs: Int, rank: Int? = nil, noise: Double = 0,
    covariance: Covariance = .identity, seed: UInt64 = 0
  ) {
    self.samples = samples
    self.inputs = inputs
    self.outputs = outputs
    self.rank = rank
    self.noise = noise
    self.covariance = covariance
    self.seed = seed
  }

  public func draw() -> (problem: Regression, teacher: Matrix) {
    var random = RandomStream(seed: seed, for: .data)
    let x = shaped(normals(samples, inputs, &random))
    let teacher: Matrix
    if let rank, rank < min(inputs, outputs) {
      let left = normals(inputs, rank, &random)
      teacher = (1 / Double(rank).squareRoot()) * (left * normals(rank, outputs, &random))
    } else {
      teacher = normals(inputs, outputs, &random)
    }
    let y = x * teacher + noise * normals(samples, outputs, &random)
    return (Regression(inputs: x, targets: y), teacher)
  }

  private func shaped(_ z: Matrix) -> Matrix {
    switch covariance {
    case .identity: return z
    case .diagonal(let values): return z * .diagonal(values.map { $0.squareRoot() })
    case .whitened: return Double(samples).squareRoot() * z.qr.q
    case .autoregressive(let rho):
      // Along a row: x_j = rho x_{j-1} + sqrt(1 - rho^2) z_j.
      var x = z
      for j in 1..<max(1, inputs) {
        for i in 0..<samples { x[i, j] = rho * x[i, j - 1] + (1 - rho * rho).squareRoot() * z[i, j] }
      }
      return x
    }
  }
}

/// A matrix of independent standard normal numbers, drawn row after row.
public func normals(_ rows: Int, _ columns: Int, _ random: inout RandomStream) -> Matrix {
  var matrix = Matrix(zeros: rows, columns)
  for i in 0..<rows {
    for j in 0..<columns { matrix[i, j] = random.normal() }
  }
  return matrix
}
