import Matrices
import Simulation

/// The matrices whose singular values can be seen.
enum LayerMatrix: Int, CaseIterable {
  case theta, firstLayer, secondLayer, product

  var symbol: String {
    switch self {
    case .theta: "theta"
    case .firstLayer: "W1"
    case .secondLayer: "W2"
    case .product: "W1 W2"
    }
  }

  /// The name of the observable of its singular values.
  var observable: String { self == .product ? "W_singular_values" : "\(symbol)_singular_values" }

  /// How many singular values there are, for p inputs, k outputs and width l.
  func rank(_ p: Int, _ k: Int, _ l: Int) -> Int {
    switch self {
    case .theta: min(p + k, l)
    case .firstLayer: min(p, l)
    case .secondLayer: min(k, l)
    case .product: min(p, k)
    }
  }
}

extension Snapshot<NetworkState> {
  /// The singular values of a matrix, largest first, as many numbers each as the state has lanes: worked out once a look.
  func withSpectrum<Result>(of matrix: LayerMatrix, _ body: (UnsafePointer<Double>) -> Result) -> Result {
    let count = matrix.rank(state.inputs, state.outputs, state.width)
    return memo.once(
      matrix.rawValue, count: max(1, count * state.lanes),
      compute: { state.formSingularValues(of: matrix, into: $0) }, body)
  }
}

/// Works out the singular values of a large layer at several looks together.
func prepareSpectra(of matrix: LayerMatrix, at looks: [Snapshot<NetworkState>]) {
  let fresh = looks.filter { !$0.memo.holds(matrix.rawValue) }
  guard fresh.count > 1, let shape = fresh.first?.state.layer(matrix),
    !BlockSpectra.fits(shape.rows, shape.columns), fresh.allSatisfy({ $0.state.lanes == 1 })
  else { return }
  let count = min(shape.rows, shape.columns)
  withUnsafeTemporaryAllocation(of: Double.self, capacity: fresh.count * count) { memory in
    guard let values = memory.baseAddress else { return }
    withExtendedLifetime(fresh) {
      BlockSpectra.largeSingularValues(of: fresh.compactMap { $0.state.layer(matrix) }, into: values)
    }
    for (i, look) in fresh.enumerated() {
      look.memo.once(
        matrix.rawValue, count: count, compute: { $0.update(from: values + i * count, count: count) }
      ) { _ in }
    }
  }
}

extension NetworkState {
  /// The matrix itself as it stands in memory; nil of a product, and of a theta whose factor is tracked.
  fileprivate func layer(_ matrix: LayerMatrix) -> Block? {
    switch matrix {
    case .theta: factor == nil ? weights.reading.window(0..<rows, 0..<width) : nil
    case .firstLayer: firstLayer
    case .secondLayer: secondLayer
    case .product: nil
    }
  }

  /// log det(theta theta^T) = 2 sum log s_i(theta): from the tracked factor where there is one, else from the singular
  /// values; minus infinity if width < inputs + outputs.
  public var logDeterminant: Double { currentFactor?.logDeterminant ?? logGramDeterminant(theta) }

  /// The singular values of theta, largest first; of full relative accuracy where the factor is tracked.
  public var singularValues: [Double] { (currentFactor?.triangle ?? theta).singularValues }

  /// The eigenvalues of D = W1^T W1 - W2 W2^T, ascending, without the width - P of them that are zero whatever the
  /// weights: with theta^T = Q R they are those of R S R^T, S = diag(I_p, -I_k).
  public var balancednessEigenvalues: [Double] {
    guard width > rows else { return balancedness.symmetricEigenvalues }
    guard isFinite else { return [Double](repeating: .nan, count: rows) }
    let r = theta.transposed.qr.r
    let s = Matrix(rows, rows) { $0 == $1 ? ($0 < inputs ? 1 : -1) : 0 }
    return (r * s * r.transposed).symmetricEigenvalues
  }

  /// The singular values of a matrix in all lanes.
  fileprivate func formSingularValues(of matrix: LayerMatrix, into values: UnsafeMutablePointer<Double>) {
    switch matrix {
    case .theta:
      if factor != nil {
        for (i, value) in singularValues.enumerated() { values[i] = value }
      } else {
        BlockSpectra.singularValues(of: weights.reading.window(0..<rows, 0..<width), into: values)
      }
    case .firstLayer: BlockSpectra.singularValues(of: firstLayer, into: values)
    case .secondLayer: BlockSpectra.singularValues(of: secondLayer, into: values)
    case .product:
      var product = Bundle(zeros: inputs, outputs, lanes: lanes)
      formProduct(in: &product)
      product.withReading { BlockSpectra.singularValues(of: $0, into: values) }
    }
  }

  /// log det(theta theta^T) in all lanes.
  func formLogDeterminant(of look: Snapshot<NetworkState>, into values: UnsafeMutablePointer<Double>) {
    if let tracked = currentFactor {
      values[0] = tracked.logDeterminant
      return
    }
    guard width >= rows else {
      for lane in 0..<lanes { values[lane] = -.infinity }
      return
    }
    look.withSpectrum(of: .theta) { s in
      BlockSpectra.logGramDeterminant(s, count: rows, lanes: lanes, into: values)
    }
  }

  /// The eigenvalues of D in all lanes.
  func formBalancednessEigenvalues(into values: UnsafeMutablePointer<Double>) {
    guard lanes > 1 || BlockSpectra.fits(rows, width) else {
      for (i, value) in balancednessEigenvalues.enumerated() { values[i] = value }
      return
    }
    BlockSpectra.signedGramEigenvalues(
      of: weights.reading.window(0..<rows, 0..<width), positive: inputs, into: values)
  }
}
