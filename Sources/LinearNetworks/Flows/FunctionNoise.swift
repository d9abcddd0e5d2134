import Learning
import Matrices
import Simulation

/// The gradient noise that label noise makes, in function space: dN = F dB with F F^T = C = kappa X^T X and
/// kappa = delta / (n B). Columns (outputs) are independent.
///
/// F = V diag(sqrt(eig C)), so that the noise in the coordinates of the eigenvectors V of X^T X is the same numbers:
/// rotating the inputs changes no path.
public struct FunctionNoise: Sendable {
  /// F, p x p
  public var factor: Matrix
  public let outputs: Int

  public init(factor: Matrix, outputs: Int) {
    self.factor = factor
    self.outputs = outputs
  }

  /// The noise of labels of variance `variance` used `batchSize` at a time.
  public init(_ problem: Regression, variance: Double, batchSize: Int) {
    let kappa = variance / (Double(problem.samples) * Double(batchSize))
    let eigen = problem.secondMoment.symmetricEigen
    let scale = kappa * Double(problem.samples)
    self.init(
      factor: eigen.vectors * .diagonal(eigen.values.map { (scale * max(0, $0)).squareRoot() }),
      outputs: problem.outputCount)
  }

  /// C = F F^T
  public var covariance: Matrix { factor * factor.transposed }
}

/// An increment of the function-space noise over a step: dN, p x k, with E dN dN^T = k C h.
public struct NoiseIncrement: Sendable {
  /// dN
  public var matrix: Matrix
  /// The standard normal numbers behind it, p x k: dN = sqrt(h) F xi.
  public var normals: Matrix
  /// A fair coin, for schemes that toss one.
  public var coin: Bool
  /// The noise factor F, kept here for the product.
  fileprivate var factor: Matrix

  init(_ noise: FunctionNoise) {
    factor = noise.factor
    matrix = Matrix(zeros: noise.factor.rows, noise.outputs)
    normals = matrix
    coin = false
  }

  mutating func draw(over duration: Double, from random: inout RandomStream) {
    for i in 0..<normals.rows {
      for j in 0..<normals.columns { normals[i, j] = random.normal() }
    }
    coin = random.pair() & 1 == 1
    form(over: duration)
  }

  /// dN = sqrt(h) F xi, from the normal numbers that are there.
  public mutating func form(over duration: Double) {
    let scale = duration.squareRoot()
    factor.withBlock { f in
      normals.withBlock { xi in matrix.withBlock { $0.assign(f, times: xi, scale: scale) } }
    }
  }
}

/// K = E A(dN)^2 / dt = diag(k C, tr(C) I): what label noise does to the mean, with the sign and the eta/2 of the
/// Ito correction left out.
public struct NoiseDamping: Sendable {
  /// k C, p x p
  public var input: Matrix
  /// tr C
  public var output: Double

  public init(input: Matrix, output: Double) {
    self.input = input
    self.output = output
  }

  public init(_ noise: FunctionNoise) {
    let covariance = noise.covariance
    self.init(input: Double(noise.outputs) * covariance, output: covariance.trace)
  }

  /// exp(scale K) as its two blocks: the first row of theta's blocks by a matrix, the second by a number.
  func exponential(_ scale: Double) -> (input: Matrix, output: Double) {
    let eigen = input.symmetricEigen
    let values = Matrix.diagonal(eigen.values.map { LinearNetworks.exponential(scale * $0) })
    return (eigen.vectors * values * eigen.vectors.transposed, LinearNetworks.exponential(scale * output))
  }
}
