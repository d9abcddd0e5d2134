import Learning
import Matrices

/// Least squares, and the same with the singular values of X W lowered by tau: argmin |X W - Y|^2 / 2 + tau |X W|_*.
///
/// In the coordinates H^{1/2} W, where |X W|^2 = n |H^{1/2} W|^2 and the singular values are those of X W over sqrt(n).
struct ThresholdedFit {
  /// tau = eta delta sqrt(k) |X|_F / (2B)
  let threshold: Double
  /// H^{1/2} and H^{-1/2}
  let root: Matrix
  private let inverse: Matrix
  /// H^{1/2} W of least squares, H^{-1/2} b, and of the thresholded fit
  let least: Matrix
  let thresholded: Matrix
  /// tau over the smallest singular value of P_X Y
  let strength: Double
  /// The largest rate at which W relaxes: s_1(H) (s_1(W1)^2 + s_1(W2)^2) where the two layers' noise is in equilibrium, k s(W1)^2
  /// = p s(W2)^2 for white inputs.
  let sharpness: Double

  /// Nil where X has not full column rank.
  init?(_ setting: Setting) {
    let problem = setting.problem
    threshold =
      setting.learningRate * setting.labelNoise.variance * Double(setting.outputs).squareRoot()
      * problem.inputs.norm / (2 * Double(setting.batchSize))
    let eigen = problem.secondMoment.symmetricEigen
    guard problem.samples >= problem.inputCount, let lowest = eigen.values.first,
      let highest = eigen.values.last,
      lowest > 1e-9 * highest
    else { return nil }
    func power(_ exponent: (Double) -> Double) -> Matrix {
      eigen.vectors * .diagonal(eigen.values.map(exponent)) * eigen.vectors.transposed
    }
    root = power { $0.squareRoot() }
    inverse = power { 1 / $0.squareRoot() }
    least = inverse * problem.crossMoment
    let scaled = threshold / Double(problem.samples).squareRoot()
    thresholded = least.softThresholded(by: scaled)
    let aspect = (Double(setting.inputs) / Double(setting.outputs)).squareRoot()
    sharpness = highest * ((inverse * least).singularValues.first ?? 0) * (aspect + 1 / aspect)
    strength = scaled / (least.singularValues.last ?? 0)
  }

  /// W of the thresholded fit
  var weights: Matrix { inverse * thresholded }

  /// How far W is shifted from least squares along the predicted shift: 0 at least squares, 1 at the thresholded fit.
  func shift(of weights: Matrix) -> Double {
    let direction = thresholded - least
    return inner(root * weights - least, direction) / direction.squaredNorm
  }
}

extension Matrix {
  /// The same with every singular value s replaced by max(0, s - threshold).
  func softThresholded(by threshold: Double) -> Matrix {
    let eigen = (transposed * self).symmetricEigen
    let kept = eigen.values.map { square in
      square > threshold * threshold ? 1 - threshold / square.squareRoot() : 0
    }
    return self * (eigen.vectors * .diagonal(kept) * eigen.vectors.transposed)
  }
}
