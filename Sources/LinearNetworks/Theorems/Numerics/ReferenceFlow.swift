import Learning
import Matrices

/// Gradient flow written down from the raw data once more, independently of every engine: theta' = A(M) theta by the
/// classical Runge-Kutta method on plain matrices. For theorems that need to know where the flow goes.
struct ReferenceFlow {
  let problem: Regression

  init(_ problem: Regression) { self.problem = problem }

  /// A(M) theta with M = X^T (Y - X W1 W2) / n
  func velocity(at theta: Matrix) -> Matrix {
    let p = problem.inputCount
    let w1 = theta[0..<p, 0..<theta.columns]
    let lower = theta[p..<theta.rows, 0..<theta.columns]
    let m = problem.crossMoment - problem.secondMoment * (w1 * lower.transposed)
    let (first, second) = (m * lower, m.transposed * w1)
    return Matrix(theta.rows, theta.columns) { $0 < p ? first[$0, $1] : second[$0 - p, $1] }
  }

  /// theta after `duration`.
  func end(from theta: Matrix, duration: Double, steps: Int) -> Matrix {
    (0..<steps).reduce(theta) { theta, _ in step(theta, duration / Double(steps)) }
  }

  /// The products W1 W2 along the way, steps + 1 of them.
  func path(from theta: Matrix, duration: Double, steps: Int) -> [Matrix] {
    var theta = theta
    var path = [product(theta)]
    for _ in 0..<steps {
      theta = step(theta, duration / Double(steps))
      path.append(product(theta))
    }
    return path
  }

  private func product(_ theta: Matrix) -> Matrix {
    let p = problem.inputCount
    return theta[0..<p, 0..<theta.columns] * theta[p..<theta.rows, 0..<theta.columns].transposed
  }

  private func step(_ theta: Matrix, _ h: Double) -> Matrix {
    let k1 = velocity(at: theta)
    let k2 = velocity(at: theta + (h / 2) * k1)
    let k3 = velocity(at: theta + (h / 2) * k2)
    let k4 = velocity(at: theta + h * k3)
    return theta + (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4)
  }
}
