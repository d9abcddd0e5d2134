import Matrices
import Simulation

/// What can be seen of a `SpectralState`.
public enum SpectralObservables {
  public static let eigenvalues = "eigenvalues"
  private static let outputSquare = "output_square"
  private static let productNorm = "product_norm"
  /// Those that weights and spectrum have in common.
  static let shared = [eigenvalues, outputSquare, productNorm]

  /// Every observable for p inputs, the eigenvalues first.
  public static func all(inputs p: Int) -> [Observable<SpectralState>] {
    [
      Observable(eigenvalues, symbol: "eigenvalues of W1 W1^T, lowest first", components: p) {
        $0.state.eigenvalues
      },
      Observable("effective_rank", symbol: "effective rank of W1") {
        [SpectralMetrics.effectiveRank(singularValues($0.state))]
      },
      Observable(outputSquare, symbol: "|w2|^2") { [$0.state.outputSquare] },
      Observable(productNorm, symbol: "|W1 w2|") {
        [$0.state.products.reduce(0) { $0 + $1 * $1 }.squareRoot()]
      },
      logDeterminant,
    ]
  }

  /// Eigenvalues, |w2|^2 and |W1 w2| of the weights themselves.
  public static func ofWeights(inputs p: Int) -> [Observable<NetworkState>] {
    [
      Observable(eigenvalues, symbol: "eigenvalues of W1 W1^T, lowest first", components: p) {
        $0.state.W1.singularValues.reversed().map { $0 * $0 }
      },
      Observable(outputSquare, symbol: "|w2|^2") { [$0.state.W2.squaredNorm] },
      Observable(productNorm, symbol: "|W1 w2|") { [($0.state.W1 * $0.state.W2).norm] },
    ]
  }

  /// log det(theta theta^T)
  public static let logDeterminant = Observable<SpectralState>(
    "log_determinant", symbol: "log det(theta theta^T)"
  ) { [$0.state.logDeterminant] }

  /// s_i = sqrt(lambda_i), largest first
  private static func singularValues(_ state: SpectralState) -> [Double] {
    state.eigenvalues.reversed().map { max(0, $0).squareRoot() }
  }
}
