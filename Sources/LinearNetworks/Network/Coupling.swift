import Matrices

/// The block matrix A(R) = [[0, R], [R^T, 0]] for R in R^{p x k}: how every gradient and every gradient noise acts on
/// theta.
struct CouplingWorkspace {
  /// k x columns, or p x columns where p < k
  private var first: Bundle
  private var second: Bundle
  /// The eigenvectors of the smaller Gram matrix of R, the Gram matrix itself, and R times the eigenvectors
  private var vectors: Bundle
  private var gram: Bundle
  private var rotated: Bundle
  private let inputs: Int
  private let outputs: Int

  init(for state: NetworkState) {
    inputs = state.inputs
    outputs = state.outputs
    let small = min(inputs, outputs)
    let large = max(inputs, outputs)
    let lanes = state.lanes
    first = Bundle(zeros: small, state.weights.columns, lanes: lanes)
    second = first
    vectors = Bundle(zeros: small, small, lanes: lanes)
    gram = vectors
    rotated = Bundle(zeros: large, small, lanes: lanes)
  }

  /// theta <- keep theta + scale A(R) theta, both layers from the old theta.
  mutating func couple(_ state: inout NetworkState, by r: Bundle, scale: Double, keep: Double = 1) {
    precondition(r.rows == inputs && r.columns == outputs, "R is \(r.rows) x \(r.columns)")
    let theta = state.weights.block
    if outputs <= theta.couplingLimit {
      theta.couple(by: r.reading, scale: scale, keep: keep)
      return
    }
    let (large, small, r) = blocks(of: &state, and: r)
    let image = first.block
    image.assign(r.transposed, times: large, scale: scale)
    large.add(r, times: small, scale: scale, keep: keep)
    if small.isWhole {
      small.combine(keep, small, 1, image)
    } else {
      small.scale(by: keep)
      small.add(image)
    }
  }

  /// theta <- decay exp(A(R)) theta, in closed form.
  ///
  /// With G = R^T R = V diag(s^2) V^T and U = R V the exponential has the blocks
  ///
  ///     I + U diag((cosh s - 1)/s^2) U^T,   U diag(sinh s / s) V^T,   V diag(cosh s) V^T,
  ///
  /// analytic functions of the smaller Gram matrix: no singular value decomposition, no division by a small s.
  mutating func exponentiate(_ state: inout NetworkState, by r: Bundle, decay: Double = 1) {
    precondition(r.rows == inputs && r.columns == outputs, "R is \(r.rows) x \(r.columns)")
    let (large, small, r) = blocks(of: &state, and: r)
    let (gram, vectors, rotated) = (gram.block, vectors.block, rotated.block)
    let (first, second) = (first.block, second.block)
    gram.assign(r.transposed, times: r)
    BlockSpectra.diagonalize(gram, vectors: vectors)
    rotated.assign(r, times: vectors)
    first.assign(rotated.transposed, times: large)
    second.assign(vectors.transposed, times: small)
    turnHyperbolically(first, second, squares: gram)
    large.add(rotated, times: first)
    small.assign(vectors, times: second)
    if decay != 1 {
      large.scale(by: decay)
      small.scale(by: decay)
    }
  }

  /// The longer block of theta, the shorter one, and R with as many rows as the longer.
  private func blocks(of state: inout NetworkState, and r: Bundle) -> (Block, Block, Block) {
    let all = state.weights.block
    let upper = all.window(0..<inputs, 0..<all.columns)
    let lower = all.window(inputs..<(inputs + outputs), 0..<all.columns)
    return inputs >= outputs ? (upper, lower, r.reading) : (lower, upper, r.reading.transposed)
  }
}

/// Row i of `first` and `second`, a and c, become (cosh s - 1)/s^2 a + (sinh s / s) c and (sinh s / s) a + cosh s c,
/// where s^2 is entry (i, i) of `squares`; cosh s - 1 = 2 sinh^2(s/2).
private func turnHyperbolically(_ first: Block, _ second: Block, squares: Block) {
  let (lanes, count) = (first.lanes, first.rows * first.lanes)
  withUnsafeTemporaryAllocation(of: Double.self, capacity: 5 * count) { memory in
    guard let s = memory.baseAddress else { return }
    let (halves, sinh, cosh, sinhOfHalves) = (s + count, s + 2 * count, s + 3 * count, s + 4 * count)
    for i in 0..<first.rows {
      let square = squares.entry(i, i)
      for lane in 0..<lanes {
        let root = max(0, square[lane]).squareRoot()
        s[i * lanes + lane] = root
        halves[i * lanes + lane] = root / 2
      }
    }
    // Of the halves only the sines are wanted; what comes second is the one that stays.
    Elementary.hyperbolic(halves, sinh: sinhOfHalves, cosh: cosh, count: count)
    Elementary.hyperbolic(s, sinh: sinh, cosh: cosh, count: count)
    for i in 0..<count {
      let halved = s[i] > 0 ? sinhOfHalves[i] / s[i] : 0.5
      sinh[i] = s[i] > 0 ? sinh[i] / s[i] : 1
      halves[i] = 2 * halved * halved
    }
    for j in 0..<first.columns {
      for i in 0..<first.rows {
        let (x, y) = (first.entry(i, j), second.entry(i, j))
        for lane in 0..<lanes {
          let (a, c, at) = (x[lane], y[lane], i * lanes + lane)
          x[lane] = halves[at] * a + sinh[at] * c
          y[lane] = sinh[at] * a + cosh[at] * c
        }
      }
    }
  }
}

extension Block {
  /// self += other
  func add(_ other: Block) {
    for j in 0..<columns {
      for i in 0..<rows {
        let (own, its) = (entry(i, j), other.entry(i, j))
        for lane in 0..<lanes { own[lane] += its[lane] }
      }
    }
  }
}
