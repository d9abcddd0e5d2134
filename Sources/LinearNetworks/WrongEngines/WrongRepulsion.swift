import Matrices

extension Engine {
  static let wrongRepulsions: [Engine] = [
    repelling("repulsion-reversed", "the eigenvalues of W1 W1^T attract as they should repel", strength: -1),
    repelling("repulsion-absent", "the eigenvalues of W1 W1^T do not repel", strength: 0),
    repelling("repulsion-doubled", "the eigenvalues of W1 W1^T repel twice as much", strength: 2),
  ]

  /// Rankfall's own step, after which the eigenvalues of W1 W1^T are moved to where another strength of their repulsion
  /// would have taken them. What a step does to a symmetric matrix is perturbation theory, whatever the noise: the law of
  /// the noise cannot make eigenvalues attract, so the spectrum itself is altered.
  private static func repelling(_ name: String, _ summary: String, strength: Double) -> Engine {
    Engine(name: name, summary: summary) { setting in
      guard case .stochasticGradientFlow = setting.algorithm else { return rankfall.dynamics(setting) }
      return rankfall.dynamics(setting).altered { before, after in
        let repulsion = GramFrame(before.W1).change(to: after.W1).repulsion
        let frame = GramFrame(after.W1)
        // What is zero to rounding stays zero.
        let least = 1e-12 * (frame.values.first ?? 0)
        let factors = frame.values.indices.map { i in
          let value = frame.values[i]
          return value > least ? (max(0, value + (strength - 1) * repulsion[i]) / value).squareRoot() : 1
        }
        let u = frame.vectors
        let columns = after.columns
        let upper = u * .diagonal(factors) * u.transposed * columns[0..<after.inputs, 0..<columns.columns]
        after.columns = Matrix(columns.rows, columns.columns) {
          $0 < upper.rows ? upper[$0, $1] : columns[$0, $1]
        }
      }
    }
  }
}
