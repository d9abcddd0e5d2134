import Matrices
import Simulation

/// Functions whose means solve a linear equation, m' = (repulsion + motion) m: m(t) = exp(t A) m(0). The first function is 1.
///
/// `repulsion` is what b and the confinement do to the functions, `motion` what noise and velocity do; both act on the
/// functions of coordinates x in which the noise is additive.
struct MomentEquation: Sendable {
  let names: [String]
  var repulsion: Matrix
  var motion: Matrix
  let functions: @Sendable ([Double]) -> [Double]

  init(_ names: [String], functions: @escaping @Sendable ([Double]) -> [Double]) {
    self.names = ["1"] + names
    repulsion = Matrix(zeros: names.count + 1, names.count + 1)
    motion = repulsion
    self.functions = { [1] + functions($0) }
  }

  /// Means at a time.
  func means(from start: [Double], after time: Double) -> [Double] {
    column(exponential(time * (repulsion + motion)) * Matrix(rows: start.count, columns: 1, entries: start))
  }

  /// The implicit step (1 + h c) x' - h b(x') = y makes f(y) = f(x') - h (repulsion f)(x') + R(x') without any
  /// approximation: this is R.
  func remainder(at x: [Double], of system: AdditiveSystem, timeStep h: Double) -> [Double] {
    let force = system.repulsion.force(at: x)
    let target = zip(x, force).map { (1 + h * system.confinement) * $0 - h * $1 }
    let (here, there) = (functions(x), functions(target))
    let change = column(repulsion * Matrix(rows: here.count, columns: 1, entries: here))
    return here.indices.map { there[$0] - here[$0] + h * change[$0] }
  }

  /// The means that the implicit method gives at some steps: m <- (1 - h repulsion)^-1 (exp(h motion) m - E R), with E R known
  /// at these steps. Where points coincide at the start, R is not finite there; up to the first known one it goes like 1/t.
  func discreteMeans(
    from start: [Double], at steps: [Int], remainders: [[Double]], timeStep h: Double
  ) -> [[Double]] {
    let explicit = exponential(h * motion)
    let implicit = Matrix.identity(names.count) - h * repulsion
    let inverse = implicit.inverse
    var mean = start
    var all = [start]
    for look in steps.indices.dropFirst() {
      let (before, after) = (remainders[look - 1], remainders[look])
      let isKnown = before.allSatisfy(\.isFinite)
      for step in (steps[look - 1] + 1)...steps[look] {
        let part = Double(step - steps[look - 1]) / Double(steps[look] - steps[look - 1])
        let rest = after.indices.map {
          isKnown ? before[$0] + part * (after[$0] - before[$0]) : after[$0] / part
        }
        let moved = column(explicit * Matrix(rows: mean.count, columns: 1, entries: mean))
        mean = column(
          inverse * Matrix(rows: mean.count, columns: 1, entries: zip(moved, rest).map { $0 - $1 }))
      }
      all.append(mean)
    }
    return all
  }

  private func column(_ matrix: Matrix) -> [Double] { matrix.entries }
}

/// exp(a) by its series, scaled and squared; NaN of what is not finite.
func exponential(_ a: Matrix) -> Matrix {
  guard a.norm.isFinite else { return Matrix(a.rows, a.columns) { _, _ in .nan } }
  let halvings = max(0, Int(a.norm.exponent) + 4)
  let scaled = 1 / Double(sign: .plus, exponent: halvings, significand: 1) * a
  var (sum, term) = (Matrix.identity(a.rows), Matrix.identity(a.rows))
  for k in 1...14 {
    term = 1 / Double(k) * (term * scaled)
    sum = sum + term
  }
  for _ in 0..<halvings { sum = sum * sum }
  return sum
}

extension Matrix {
  /// The inverse by Gauss and Jordan with pivots on the diagonal: for matrices near the identity.
  fileprivate var inverse: Matrix {
    var (left, right) = (self, Matrix.identity(rows))
    for k in 0..<rows {
      let pivot = left[k, k]
      for j in 0..<rows {
        left[k, j] /= pivot
        right[k, j] /= pivot
      }
      for i in 0..<rows where i != k {
        let factor = left[i, k]
        for j in 0..<rows {
          left[i, j] -= factor * left[k, j]
          right[i, j] -= factor * right[k, j]
        }
      }
    }
    return right
  }
}
