import Matrices

/// The block matrix A(R) = [[0, R], [R^T, 0]] for R in R^{p x k}: how every gradient and every gradient noise acts on
/// theta.
struct CouplingWorkspace {
  /// k x columns, or p x columns where p < k
  private var first: Matrix
  private var second: Matrix
  /// The eigenvectors of the smaller Gram matrix of R, the Gram matrix itself, and R times the eigenvectors
  private var vectors: Matrix
  private var gram: Matrix
  private var rotated: Matrix
  private let inputs: Int
  private let outputs: Int

  init(for state: NetworkState) {
    inputs = state.inputs
    outputs = state.outputs
    let small = min(inputs, outputs)
    let large = max(inputs, outputs)
    first = Matrix(zeros: small, state.columns.columns)
    second = Matrix(zeros: small, state.columns.columns)
    vectors = Matrix(zeros: small, small)
    gram = Matrix(zeros: small, small)
    rotated = Matrix(zeros: large, small)
  }

  /// theta <- keep theta + scale A(R) theta, both layers from the old theta.
  mutating func couple(_ state: inout NetworkState, by r: inout Matrix, scale: Double, keep: Double = 1) {
    withBlocks(&state, &r) { large, small, r, workspace in
      workspace.first.withBlock { image in
        image.assign(r.transposed, times: large, scale: scale)
        if keep != 1 { large.scale(by: keep) }
        large.add(r, times: small, scale: scale)
        small.scale(by: keep, adding: image)
      }
    }
  }

  /// theta <- decay exp(A(R)) theta, in closed form.
  ///
  /// With G = R^T R = V diag(s^2) V^T and U = R V the exponential has the blocks
  ///
  ///     I + U diag((cosh s - 1)/s^2) U^T,   U diag(sinh s / s) V^T,   V diag(cosh s) V^T,
  ///
  /// analytic functions of the smaller Gram matrix: no singular value decomposition, no division by a small s.
  mutating func exponentiate(_ state: inout NetworkState, by r: inout Matrix, decay: Double = 1) {
    withBlocks(&state, &r) { large, small, r, workspace in
      workspace.exponentiate(large, small, r, decay: decay)
    }
  }

  /// Lends the longer block of theta, the shorter one, and R with as many rows as the longer.
  private mutating func withBlocks(
    _ state: inout NetworkState, _ r: inout Matrix, _ body: (Block, Block, Block, inout Self) -> Void
  ) {
    precondition(r.rows == inputs && r.columns == outputs, "R is \(r.rows) x \(r.columns)")
    let (p, total) = (inputs, inputs + outputs)
    let wide = inputs >= outputs
    state.columns.withBlock { all in
      let upper = all.window(0..<p, 0..<all.columns)
      let lower = all.window(p..<total, 0..<all.columns)
      r.withBlock { r in
        if wide { body(upper, lower, r, &self) } else { body(lower, upper, r.transposed, &self) }
      }
    }
  }

  private mutating func exponentiate(_ large: Block, _ small: Block, _ r: Block, decay: Double) {
    let size = small.rows
    gram.withBlock { gram in
      vectors.withBlock { vectors in
        rotated.withBlock { rotated in
          first.withBlock { first in
            second.withBlock { second in
              gram.assign(r.transposed, times: r)
              diagonalizeSmallSymmetric(gram, vectors: vectors)
              rotated.assign(r, times: vectors)
              first.assign(rotated.transposed, times: large)
              second.assign(vectors.transposed, times: small)
              for i in 0..<size {
                let s = max(0, gram[i, i]).squareRoot()
                let sinhc = s > 0 ? hyperbolicSine(s) / s : 1
                let halved = s > 0 ? hyperbolicSine(s / 2) / s : 0.5
                let cosh = hyperbolicCosine(s)
                for j in 0..<first.columns {
                  let (a, c) = (first[i, j], second[i, j])
                  first[i, j] = 2 * halved * halved * a + sinhc * c
                  second[i, j] = sinhc * a + cosh * c
                }
              }
              large.add(rotated, times: first)
              small.assign(vectors, times: second)
              if decay != 1 {
                large.scale(by: decay)
                small.scale(by: decay)
              }
            }
          }
        }
      }
    }
  }
}

extension Block {
  /// self *= factor
  func scale(by factor: Double) {
    for j in 0..<columns {
      for i in 0..<rows { self[i, j] *= factor }
    }
  }

  /// self = factor self + other
  func scale(by factor: Double, adding other: Block) {
    for j in 0..<columns {
      for i in 0..<rows { self[i, j] = factor * self[i, j] + other[i, j] }
    }
  }
}
