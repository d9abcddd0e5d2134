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

/// An increment of the function-space noise over a step, for one trajectory or a block of them: dN, p x k, with E dN dN^T = k C h.
public struct NoiseIncrement: Sendable {
  /// dN
  public internal(set) var values: Bundle
  /// The standard normal numbers xi behind it, p x k: dN = sqrt(h) F xi.
  public internal(set) var variates: Bundle
  /// A fair coin, +1 or -1, for schemes that toss one.
  public internal(set) var coin: Bundle?
  /// The noise factor F, kept here for the product.
  private let factor: Bundle

  init(_ noise: FunctionNoise, lanes: Int, tossesCoin: Bool = false) {
    factor = Bundle(noise.factor)
    values = Bundle(zeros: noise.factor.rows, noise.outputs, lanes: lanes)
    variates = values
    coin = tossesCoin ? Bundle(zeros: 1, 1, lanes: lanes) : nil
  }

  /// dN of a single trajectory
  public var matrix: Matrix {
    get { values.matrix }
    set { values.matrix = newValue }
  }

  /// xi of a single trajectory
  public var normals: Matrix {
    get { variates.matrix }
    set { variates.matrix = newValue }
  }

  mutating func draw(over duration: Double, from random: inout RandomStream) {
    random.fillNormals(variates.block.base, count: variates.rows * variates.columns)
    if let toss = coin?.block { random.fillSigns(toss.base, count: 1) }
    form(over: duration)
  }

  /// dN = sqrt(h) F xi, from the normal numbers that are there.
  public mutating func form(over duration: Double) {
    values.block.assign(factor.reading, times: variates.reading, scale: duration.squareRoot())
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
