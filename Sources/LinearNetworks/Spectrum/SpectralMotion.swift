import Matrices

/// What theory says of the eigenvalues of B B^T at a point, per unit time: their drift by terms, and their covariation.
///
/// To second order in a step E of B B^T, lambda_i moves by u_i^T E u_i + sum_{j != i} (u_i^T E u_j)^2 / (lambda_i - lambda_j).
/// So all that repulsion needs to know is the `spread`: the rate of E (u_i^T E u_j)^2.
struct SpectralMotion: Sendable {
  /// lambda_i, largest first
  let values: [Double]
  /// The drift that the loss makes
  let loss: [Double]
  /// The rate of u_i^T dB dB^T u_i, what noise adds to the length of row i
  let growth: [Double]
  /// V_ij, the rate of E (u_i^T d(B B^T) u_j)^2
  let spread: Matrix
  /// d<lambda_i, lambda_j> / dt
  let covariation: Matrix
  /// The rate of E u_i^T d(B B^T) u_j without its square: what a finite step moves off the diagonal in the mean
  let mean: Matrix

  /// sum_{j != i} V_ij / (lambda_i - lambda_j)
  var repulsion: [Double] {
    values.indices.map { i in forces(on: i).reduce(0, +) }
  }

  /// The same with all terms counted positive: twice the square of it, times h^2, bounds the variance of one step's repulsion.
  var repulsionSize: [Double] {
    values.indices.map { i in forces(on: i).reduce(0) { $0 + abs($1) } }
  }

  /// d lambda_i / dt in the mean
  var drift: [Double] {
    let repulsion = repulsion
    return values.indices.map { loss[$0] + growth[$0] + repulsion[$0] }
  }

  private func forces(on i: Int) -> [Double] {
    values.indices.filter { $0 != i }.map { spread[i, $0] / (values[i] - values[$0]) }
  }

  /// How large the next order of perturbation theory is beside the second in a step h, for eigenvalue i: three times the
  /// mean square of the step over the square of the smallest gap.
  func excess(_ i: Int, step h: Double) -> Double {
    let gap = values.indices.filter { $0 != i }.map { abs(values[i] - values[$0]) }.min() ?? .infinity
    return 3 * h * spread.entries.reduce(0, +) / (gap * gap)
  }

  /// What the mean of a finite step h adds to the repulsion of eigenvalue i beside its noise.
  func meanRepulsion(_ i: Int, step h: Double) -> Double {
    values.indices.filter { $0 != i }.reduce(0) {
      $0 + h * h * mean[i, $1] * mean[i, $1] / abs(values[i] - values[$1])
    }
  }
}
