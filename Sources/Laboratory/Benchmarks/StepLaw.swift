import LinearNetworks
import Matrices

/// The law of the matrix R of a step, W1 <- W1 + R W2^T and W2^T <- W2^T + R^T W1, given the weights before it:
///
///     R = h (M + z),   M = X^T (Y - X W) / n,   E z = 0,
///
/// from the raw samples. Label noise of variance delta on B samples gives z the covariance (eta/h) C in each of the k
/// columns, C = (delta/B) H; the choice of B samples with replacement adds (E |x|^2 |r|^2 - |M|^2) / B to E |z|^2.
struct StepLaw {
  let setting: Setting
  /// h
  let step: Double
  /// H = X^T X / n, X^T Y / n
  private let second: Matrix
  private let cross: Matrix
  /// (eta/h) C
  let covariance: Matrix
  /// Whether z is Gaussian with that covariance.
  let isGaussian: Bool
  /// B if the samples of a step are drawn with replacement.
  private let batch: Int?
  /// The means of |x|^2 x x^T, |x|^2 x y^T and |x|^2 |y|^2.
  private let weighted: (second: Matrix, cross: Matrix, targets: Double)

  init(_ setting: Setting) {
    let (x, y) = (setting.problem.inputs, setting.problem.targets)
    let (n, p, k) = (x.rows, x.columns, y.columns)
    self.setting = setting
    step = setting.timeStep
    if case .descent(.withReplacement(let size)) = setting.algorithm { batch = size } else { batch = nil }
    isGaussian = batch == nil
    let lengths =
      batch == nil ? nil : (0..<n).map { i in (0..<p).reduce(0) { $0 + x[i, $1] * x[i, $1] } }
    func mean(_ a: Matrix, _ b: Matrix, _ weights: [Double]?) -> Matrix {
      Matrix(a.columns, b.columns) { i, j in
        var sum = 0.0
        for s in 0..<n { sum += (weights?[s] ?? 1) * a.entries[i * n + s] * b.entries[j * n + s] }
        return sum / Double(n)
      }
    }
    (second, cross) = (mean(x, x, nil), mean(x, y, nil))
    covariance =
      (setting.learningRate / setting.timeStep * setting.labelNoise.variance / Double(setting.batchSize))
      * second
    if let lengths {
      weighted = (
        mean(x, x, lengths), mean(x, y, lengths),
        (0..<k).reduce(0) { sum, j in
          sum + (0..<n).reduce(0) { $0 + lengths[$1] * y[$1, j] * y[$1, j] } / Double(n)
        }
      )
    } else {
      weighted = (Matrix(zeros: 0, 0), Matrix(zeros: 0, 0), 0)
    }
  }

  /// M(W)
  func gradient(at w: Matrix) -> Matrix { cross - second * w }

  /// E |z|^2
  func noiseSquare(at w: Matrix, _ m: Matrix) -> Double {
    let labels = Double(setting.outputs) * covariance.trace
    guard let batch else { return labels }
    let residuals = weighted.targets - 2 * inner(w, weighted.cross) + inner(w, weighted.second * w)
    return labels + (residuals - m.squaredNorm) / Double(batch)
  }

  /// E tr((R^T R)^2), and a bound of what is left out of it and of the next order, (2/3) E tr((R^T R)^3).
  func fourthOrder(at w: Matrix, _ m: Matrix) -> (value: Double, allowance: Double) {
    let h2 = step * step
    let square = h2 * (m.squaredNorm + noiseSquare(at: w, m))
    guard let batch else {
      // (3.5); a Gaussian's sixth moment is at most 15 times the cube of its second.
      let (s, k) = (covariance, Double(setting.outputs))
      let mm = m.transposed * m
      let signal = mm.squaredNorm + 2 * m.squaredNorm * s.trace + 2 * (k + 1) * inner(m, s * m)
      let noise = k * s.trace * s.trace + k * (k + 1) * s.squaredNorm
      return (h2 * h2 * (signal + noise), 10 * square * square * square)
    }
    let (fourth, sixth) = sampleMoments(at: w)
    // One sample makes R of rank one. A mean of B independent ones has at most this fourth moment.
    if batch == 1 { return (h2 * h2 * fourth, 2.0 / 3 * h2 * h2 * h2 * sixth) }
    let b = Double(batch)
    return (0, 3 * square * square + h2 * h2 * fourth / (b * b * b))
  }

  /// E |g|^4 and E |g|^6 of the gradient g = x (r + noise)^T of one sample: |r + noise|^2 is delta times a noncentral
  /// chi-square variable of k degrees of freedom.
  private func sampleMoments(at w: Matrix) -> (fourth: Double, sixth: Double) {
    let (x, residual) = (setting.problem.inputs, setting.problem.targets - setting.problem.inputs * w)
    let (k, delta) = (Double(setting.outputs), setting.labelNoise.variance)
    var (fourth, sixth) = (0.0, 0.0)
    for i in 0..<x.rows {
      let length = (0..<x.columns).reduce(0) { $0 + x[i, $1] * x[i, $1] }
      let lambda =
        (0..<residual.columns).reduce(0) { $0 + residual[i, $1] * residual[i, $1] } / delta
      let mean = k + lambda
      fourth += length * length * delta * delta * (mean * mean + 2 * (k + 2 * lambda))
      sixth +=
        length * length * length * delta * delta * delta
        * (mean * mean * mean + 6 * mean * (k + 2 * lambda) + 8 * (k + 3 * lambda))
    }
    return (fourth / Double(x.rows), sixth / Double(x.rows))
  }
}
