import Foundation
import Matrices
import Simulation

/// Random matrices at a time, drawn at once where their law is known, and their eigenvalues by linear algebra: nothing here
/// knows of repulsion.
struct MatrixMotion: Sendable {
  let name: String
  let model: RepulsionModel
  /// Three of them.
  let start: [Double]
  let timeStep: Double
  let steps: Int
  let eigenvalues: @Sendable (inout RandomStream) -> [Double]

  static let all: [MatrixMotion] = [
    symmetric(start: [-0.5, 0, 0.7], theta: 0.5, time: 0.5),
    hermitian(start: [-0.5, 0, 0.7], time: 0.5),
    wishart(start: [0.2, 0.5, 1], rows: 5, time: 0.5),
    multiplicative(start: [0.5, 1, 1.5], decay: 0.1, noise: 0.4, time: 1),
  ]

  /// exp(-theta t) M_0 + Brownian motion with damping, entries of variance 1 on and 1/2 off the diagonal.
  private static func symmetric(start: [Double], theta: Double, time: Double) -> MatrixMotion {
    let spread = ((1 - exp(-2 * theta * time)) / (2 * theta)).squareRoot()
    return MatrixMotion(
      name: "real symmetric", model: .dyson(beta: 1, confinement: theta), start: start, timeStep: 0.0025,
      steps: Int((time / 0.0025).rounded())
    ) { random in
      let noise = drawSymmetric(start.count, &random)
      return (exp(-theta * time) * Matrix.diagonal(start) + spread * noise).symmetricEigenvalues
    }
  }

  /// A + iB as [[A, -B], [B, A]], whose eigenvalues come in equal pairs.
  private static func hermitian(start: [Double], time: Double) -> MatrixMotion {
    MatrixMotion(
      name: "complex Hermitian", model: .dyson(beta: 2, confinement: 0), start: start, timeStep: 0.0025,
      steps: Int((time / 0.0025).rounded())
    ) { random in
      let n = start.count
      let scale = time.squareRoot()
      let a = Matrix.diagonal(start) + scale * drawSymmetric(n, &random)
      var b = Matrix(zeros: n, n)
      for i in 0..<n {
        for j in 0..<i {
          b[i, j] = scale * 0.5.squareRoot() * random.normal()
          b[j, i] = -b[i, j]
        }
      }
      var whole = Matrix(zeros: 2 * n, 2 * n)
      for i in 0..<n {
        for j in 0..<n {
          whole[i, j] = a[i, j]
          whole[n + i, n + j] = a[i, j]
          whole[n + i, j] = b[i, j]
          whole[i, n + j] = -b[i, j]
        }
      }
      let values = whole.symmetricEigenvalues
      return (0..<n).map { i -> Double in 0.5 * (values[2 * i] + values[2 * i + 1]) }
    }
  }

  /// X^T X with X = [sqrt(diag start); 0] + Brownian motion.
  private static func wishart(start: [Double], rows: Int, time: Double) -> MatrixMotion {
    MatrixMotion(
      name: "Wishart", model: .laguerre(beta: 1, rows: Double(rows)), start: start, timeStep: 0.0025,
      steps: Int((time / 0.0025).rounded())
    ) { random in
      var x = Matrix(zeros: rows, start.count)
      for j in 0..<start.count {
        for i in 0..<rows {
          x[i, j] = (i == j ? start[i].squareRoot() : 0) + time.squareRoot() * random.normal()
        }
      }
      return (x.transposed * x).symmetricEigenvalues
    }
  }

  /// theta <- (1 + noise sqrt(dt) S - decay dt / 2) theta a hundred times: a bias of relative order noise^4 dt.
  private static func multiplicative(
    start: [Double], decay: Double, noise: Double, time: Double
  ) -> MatrixMotion {
    MatrixMotion(
      name: "multiplicative noise", model: .multiplicative(decay: decay, noise: noise), start: start,
      timeStep: 0.005, steps: Int((time / 0.005).rounded())
    ) { random in
      let (n, steps) = (start.count, 100)
      let dt = time / Double(steps)
      var theta = Matrix.diagonal(start.map { $0.squareRoot() })
      let scale = noise * (2 * dt).squareRoot()
      for _ in 0..<steps {
        // Variance 2 on and 1 off the diagonal.
        let factor = (1 - decay * dt / 2) * Matrix.identity(n) + scale * drawSymmetric(n, &random)
        theta = factor * theta
      }
      return (theta * theta.transposed).symmetricEigenvalues
    }
  }

  /// Variance 1 on and 1/2 off the diagonal.
  private static func drawSymmetric(_ n: Int, _ random: inout RandomStream) -> Matrix {
    var matrix = Matrix(zeros: n, n)
    for i in 0..<n {
      matrix[i, i] = random.normal()
      for j in 0..<i {
        matrix[i, j] = 0.5.squareRoot() * random.normal()
        matrix[j, i] = matrix[i, j]
      }
    }
    return matrix
  }
}
