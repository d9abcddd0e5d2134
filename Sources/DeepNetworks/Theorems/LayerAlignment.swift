import Matrices

/// How far the layers of a linear network are of rank one and fit together.
struct LayerAlignment {
  /// s_1^2 and |W|_F^2, layer by layer
  let largest: [Double]
  let squares: [Double]
  /// |W_{l+1}^T W_{l+1} - W_l W_l^T|_2 and the size of its trace, between neighbours
  let balances: [Double]
  let traces: [Double]
  /// <v_{l+1}, u_l>^2 of the first singular vectors
  let alignments: [Double]
  /// |W - W of one update before|, all layers together
  let step: Double

  init(_ weights: [Matrix], before: [Matrix]?) {
    let inner = zip(weights.dropFirst(), weights).map { next, own in
      (next.transposed * next, own * own.transposed)
    }
    largest = weights.map { w in
      let s = w.singularValues.first ?? 0
      return s * s
    }
    squares = weights.map(\.squaredNorm)
    balances = inner.map { next, own in
      (next - own).symmetricEigen.values.reduce(0) { max($0, abs($1)) }
    }
    traces = zip(squares.dropFirst(), squares).map { abs($0 - $1) }
    alignments = inner.map { next, own in
      let (v, u) = (next.symmetricEigen.vectors, own.symmetricEigen.vectors)
      let last = u.columns - 1
      let product = (0..<u.rows).reduce(0) { $0 + v[$1, last] * u[$1, last] }
      return product * product
    }
    step = (before.map { zip(weights, $0).reduce(0) { $0 + ($1.0 - $1.1).squaredNorm } } ?? .nan).squareRoot()
  }

  var numbers: [Double] { largest + squares + balances + traces + alignments + [step] }

  static func count(layers: Int) -> Int { 5 * layers - 2 }

  init(numbers: [Double], layers: Int) {
    var rest = numbers[...]
    func take(_ count: Int) -> [Double] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    (largest, squares) = (take(layers), take(layers))
    (balances, traces, alignments) = (take(layers - 1), take(layers - 1), take(layers - 1))
    step = take(1)[0]
  }
}
