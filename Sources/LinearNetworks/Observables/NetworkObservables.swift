import Matrices
import Simulation

/// What can be seen of a two-layer linear network. Each is named by the matrix it looks at.
public enum NetworkObservables {
  public typealias Network = Observable<NetworkState>

  /// All of them, for a setting: the sizes fix how many numbers each has.
  public static func all(for setting: Setting) -> [Network] {
    let (p, k, l) = (setting.inputs, setting.outputs, setting.width)
    let rank = min(p + k, l)
    return [
      loss(setting),
      logDeterminant,
      spectrum("theta_singular_values", symbol: "s_i(theta)", count: rank) { $0.singularValues },
      spectrum("W1_singular_values", symbol: "s_i(W1)", count: min(p, l)) { $0.W1.singularValues },
      spectrum("W2_singular_values", symbol: "s_i(W2)", count: min(k, l)) { $0.W2.singularValues },
      spectrum("W_singular_values", symbol: "s_i(W1 W2)", count: min(p, k)) { $0.product.singularValues },
      spectrum("gram_eigenvalues", symbol: "eigenvalues of theta theta^T", count: rank) { gram($0) },
      spectrum("gram_eigenvalue_gaps", symbol: "gaps between eigenvalues of theta theta^T", count: rank - 1) {
        let values = gram($0)
        return zip(values, values.dropFirst()).map { $0 - $1 }
      },
      spectrum("balancedness_eigenvalues", symbol: "eigenvalues of W1^T W1 - W2 W2^T", count: rank) {
        $0.balancednessEigenvalues
      },
    ] + ranks(of: "theta") { $0.singularValues } + ranks(of: "W1") { $0.W1.singularValues }
  }

  /// What a run records when its file names nothing.
  public static let defaults = [
    "loss", "log_determinant", "theta_singular_values", "W1_singular_values", "W2_singular_values",
    "W_singular_values", "balancedness_eigenvalues", "W1_effective_rank", "W1_stable_rank",
  ]

  public static let logDeterminant = Network("log_determinant", symbol: "log det(theta theta^T)") {
    [$0.state.logDeterminant]
  }

  /// |X W1 W2 - Y|^2 / (2n)
  static func loss(_ setting: Setting) -> Network {
    let problem = setting.problem
    return Network("loss", symbol: "|X W1 W2 - Y|^2 / (2n)") { [problem.loss(at: $0.state.product)] }
  }

  static func spectrum(
    _ name: String, symbol: String, count: Int, _ values: @escaping @Sendable (NetworkState) -> [Double]
  ) -> Network {
    Network(name, symbol: symbol, components: count) { values($0.state) }
  }

  private static func gram(_ state: NetworkState) -> [Double] { state.singularValues.map { $0 * $0 } }

  private static func ranks(
    of matrix: String, _ values: @escaping @Sendable (NetworkState) -> [Double]
  ) -> [Network] {
    [
      Network(matrix + "_effective_rank", symbol: "effective rank of \(matrix)") {
        [SpectralMetrics.effectiveRank(values($0.state))]
      },
      Network(matrix + "_stable_rank", symbol: "stable rank of \(matrix)") {
        [SpectralMetrics.stableRank(values($0.state))]
      },
      Network(matrix + "_participation_ratio", symbol: "participation ratio of \(matrix)") {
        [SpectralMetrics.participationRatio(values($0.state))]
      },
      Network(matrix + "_threshold_rank", symbol: "singular values of \(matrix) above 1 % of the largest") {
        [SpectralMetrics.thresholdRank(values($0.state), threshold: 0.01)]
      },
    ]
  }
}
