import Learning
import Matrices

/// |X W1 W2 - Y|^2 / (2n) of every trajectory of a block, at a cost that does not depend on the number of samples.
///
/// With X = Q R it is (|R W - Q^T Y|^2 + |Y - Q Q^T Y|^2) / (2n): a sum of squares of residuals, so that it is right down to
/// rounding at an interpolation, as |W|^2_H - 2 <b, W> + |Y|^2 is not.
struct BlockLoss: Sendable {
  private let factor: Bundle
  private let targets: Matrix
  private let rest: Double
  private let scale: Double

  init(_ problem: Regression) {
    let (x, y) = (problem.inputs, problem.targets)
    scale = 1 / Double(2 * problem.samples)
    if x.rows >= x.columns {
      let qr = x.qr
      let projected = qr.q.transposed * y
      factor = Bundle(qr.r)
      targets = projected
      rest = (y - qr.q * projected).squaredNorm
    } else {
      factor = Bundle(x)
      targets = y
      rest = 0
    }
  }

  /// tr((W - W*)^T Sigma (W - W*)): |F W - F W*|^2 with F^T F = Sigma.
  init(excessRiskOf teacher: Teacher) {
    let eigen = teacher.covariance.symmetricEigen
    let root: Matrix =
      .diagonal(eigen.values.map { max(0, $0).squareRoot() }) * eigen.vectors.transposed
    factor = Bundle(root)
    targets = root * teacher.weights
    rest = 0
    scale = 1
  }

  func evaluate(at state: NetworkState, into values: UnsafeMutablePointer<Double>) {
    var product = Bundle(zeros: factor.columns, targets.columns, lanes: state.lanes)
    state.formProduct(in: &product)
    evaluate(at: product, into: values)
  }

  /// At W itself.
  func evaluate(at product: Bundle, into values: UnsafeMutablePointer<Double>) {
    let lanes = product.lanes
    var residual = Bundle(targets, lanes: lanes)
    for lane in 0..<lanes { values[lane] = rest }
    residual.withBlock { residual in
      product.withReading { residual.add(factor.reading, times: $0, scale: -1) }
      for i in stride(from: 0, to: residual.count, by: lanes) {
        for lane in 0..<lanes { values[lane] += residual.base[i + lane] * residual.base[i + lane] }
      }
    }
    for lane in 0..<lanes { values[lane] *= scale }
  }
}
