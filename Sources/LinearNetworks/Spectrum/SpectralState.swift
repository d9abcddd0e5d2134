import Matrices
import Simulation

/// A network of one output, as the spectrum of W1 W1^T sees it: 2p + 1 numbers, and p more where a loss acts.
///
/// With eigenvalues lambda_i and eigenvectors u_i of W1 W1^T, ascending,
///
///     lambda_i,   zeta_i = u_i^T W1 w2,   g_i = u_i^T X^T Y / n,   q = |w2|^2
///
/// move by themselves where the inputs are white. The signs of the u_i are nobody's: those of zeta_i and g_i change together.
public struct SpectralState: TrajectoryState {
  /// p x 3: lambda, zeta, g
  var frame: Bundle
  /// q, 1 x 1
  var output: Bundle

  init(frame: Matrix, output: Double) {
    self.frame = Bundle(frame)
    self.output = Bundle(Matrix(1, 1) { _, _ in output })
  }

  /// The state of weights; g from X^T Y / n, p x 1. The width must be p or more.
  public init(_ weights: NetworkState, crossMoment: Matrix) {
    precondition(weights.outputs == 1 && weights.columns.columns >= weights.inputs, "one output, width >= p")
    let gram = GramFrame(weights.W1)
    let (p, u) = (weights.inputs, gram.vectors.transposed)
    let (zeta, g) = (u * weights.product, u * crossMoment)
    self.init(
      frame: Matrix(p, 3) { i, j in
        let from = p - 1 - i
        return j == 0 ? gram.values[from] : (j == 1 ? zeta : g)[from, 0]
      }, output: weights.W2.squaredNorm)
  }

  /// p
  public var inputs: Int { frame.rows }
  /// The eigenvalues of W1 W1^T, lowest first.
  public var eigenvalues: [Double] { (0..<inputs).map { frame.reading.base[$0] } }
  /// u_i^T W1 w2
  public var products: [Double] { (0..<inputs).map { frame.reading.base[inputs + $0] } }
  /// u_i^T X^T Y / n
  public var targets: [Double] { (0..<inputs).map { frame.reading.base[2 * inputs + $0] } }
  /// |w2|^2
  public var outputSquare: Double { output.reading.base[0] }

  /// log det(theta theta^T) = sum_i log lambda_i + log (q - sum_i zeta_i^2 / lambda_i)
  public var logDeterminant: Double {
    let inside = zip(products, eigenvalues).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
    return (eigenvalues + [outputSquare - inside]).reduce(0) { $0 + logarithm($1) }
  }

  public var size: Int { 3 * inputs + 1 }
  public var isFinite: Bool { frame.isFinite(lane: 0) && output.isFinite(lane: 0) }

  public mutating func assign(_ other: SpectralState) {
    frame.assign(other.frame)
    output.assign(other.output)
  }
}
