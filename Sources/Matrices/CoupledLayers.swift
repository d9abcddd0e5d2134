import CLanes

/// Blocks that stand for theta = [W1; W2^T], (p + k) rows and a column for each hidden unit: what a step of a two-layer
/// network comes down to.
extension Block {
  /// theta <- keep theta + scale A(R) theta with A(R) = [[0, R], [R^T, 0]], both blocks from the old theta: one sweep
  /// over theta. self is theta, (p + k) x columns and whole; R is p x k and whole, with k <= `couplingLimit`.
  public func couple(by r: Block, scale: Double, keep: Double) {
    precondition(
      rows == r.rows + r.columns && r.columns <= couplingLimit && r.lanes == lanes && isWhole && r.isWhole,
      "R does not couple this theta")
    if isSwept {
      var layers = layers(width: columns, inputs: r.rows)
      lanes_layers_couple(&layers, r.base, keep, scale, nil)
    } else {
      var matrix = r.lanesMatrix(of: lanes)
      lanes_couple(base, columns, &matrix, scale, keep, Int32(lanes))
    }
  }

  /// self = W1 W2 for theta = [W1; W2^T], whole, of which the first `width` columns count. self is p x k and whole.
  public func formLayerProduct(theta: Block, width: Int) {
    precondition(theta.rows == rows + columns && theta.lanes == lanes && isWhole, "W1 W2 of another shape")
    if theta.isSwept && columns <= theta.couplingLimit {
      var layers = theta.layers(width: width, inputs: rows)
      lanes_layers_product(&layers, base)
    } else {
      kernelProduct(
        theta.window(0..<rows, 0..<width), theta.window(rows..<theta.rows, 0..<width).transposed, scale: 1,
        keep: 0)
    }
  }

  /// Whether theta is one trajectory's and so long that loops run along its columns instead of across lanes. Such a theta
  /// never stands in lanes, so that the other order of its sums is nobody's else.
  public var isSwept: Bool { lanes == 1 && rows > Block.sweptRows }

  /// Columns of more entries than this are swept.
  public static let sweptRows = 32

  private func layers(width: Int, inputs: Int) -> lanes_layers {
    lanes_layers(
      first: base, second: base + inputs, stride: columnStride, units: width, inputs: inputs,
      outputs: rows - inputs)
  }

  /// self = drift (b - H W1 W2) + diffusion noise: the gradient in function space of a squared loss with the moments
  /// H = X^T X/n and b = X^T Y/n. self is p x k and whole, as is the noise; theta = [W1; W2^T] is whole, of which the first
  /// `width` columns count.
  public func formMomentGradient(
    theta: Block, width: Int, secondMoment h: Block, crossMoment b: Block, drift: Double, noise: Block?,
    diffusion: Double
  ) {
    guard !theta.isSwept else {
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { memory in
        guard let memory = memory.baseAddress else { return }
        let product = Block(memory, rows: rows, columns: columns, columnStride: rows)
        product.formLayerProduct(theta: theta, width: width)
        combine(drift, b, diffusion, noise ?? b)
        if noise == nil { combine(drift, b, 0, b) }
        add(h, times: product, scale: -drift)
      }
      return
    }
    var moments = moments(theta, width, h, b, drift, noise, diffusion)
    lanes_moment_gradient(&moments, Int32(lanes))
  }

  /// theta <- keep theta + A(R) theta with R = drift (b - H W1 W2) + diffusion noise, for a theta that is not swept and at
  /// most `couplingLimit` outputs. self is scratch of R's shape.
  public func descend(
    theta: Block, width: Int, secondMoment h: Block, crossMoment b: Block, drift: Double, noise: Block?,
    diffusion: Double, keep: Double
  ) {
    precondition(!theta.isSwept && columns <= theta.couplingLimit, "theta is moved in two sweeps")
    var moments = moments(theta, width, h, b, drift, noise, diffusion)
    lanes_moment_step(&moments, theta.base, theta.columns, keep, Int32(lanes))
  }

  private func moments(
    _ theta: Block, _ width: Int, _ h: Block, _ b: Block, _ drift: Double, _ noise: Block?,
    _ diffusion: Double
  ) -> lanes_moments {
    precondition(
      isWhole && theta.isWhole && h.isWhole && b.isWhole && theta.rows == rows + columns && h.rows == rows
        && h.lanes == 1 && b.lanes == 1 && b.rows == rows && b.columns == columns && theta.lanes == lanes
        && (noise.map { $0.count == count && $0.isWhole } ?? true), "moments that do not fit this theta")
    return lanes_moments(
      gradient: base, theta: theta.base, h: h.base, b: b.base, noise: noise?.base, width: width, inputs: rows,
      outputs: columns, drift: drift, diffusion: diffusion)
  }

  /// The most outputs that `couple` takes of this theta.
  public var couplingLimit: Int { isSwept ? 64 : Block.mostCoupledOutputs }

  /// The most outputs that `couple` takes of a theta that is not swept.
  public static let mostCoupledOutputs = 8
}
