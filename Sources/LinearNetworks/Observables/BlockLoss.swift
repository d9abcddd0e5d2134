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

  func evaluate(at state: NetworkState, into values: UnsafeMutablePointer<Double>) {
    let lanes = state.lanes
    var product = Bundle(zeros: factor.columns, targets.columns, lanes: lanes)
    state.formProduct(in: &product)
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
