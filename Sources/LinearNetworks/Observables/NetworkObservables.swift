import Learning
import Matrices
import Simulation

/// What can be seen of a two-layer linear network, one trajectory or a block of them at a time. Each observable is named
/// by the matrix it looks at.
public enum NetworkObservables {
  public typealias Network = Observable<NetworkState>

  /// All of them, for a setting: the sizes fix how many numbers each has.
  public static func all(for setting: Setting) -> [Network] {
    [loss(setting), logDeterminant]
      + LayerMatrix.allCases.map { matrix in
        spectrum(
          matrix.observable, symbol: "s_i(\(matrix.symbol))", of: matrix,
          count: matrix.rank(setting.inputs, setting.outputs, setting.width))
      } + gramEigenvalues(setting) + [balancednessEigenvalues(setting)]
      + ranks(of: .theta, setting) + ranks(of: .firstLayer, setting)
      + [repulsion(setting), logSquaredNorm, collapsed] + risks(setting) + averages(setting)
  }

  /// What a run records when its file names nothing.
  public static let defaults = [
    "loss", "log_determinant", "theta_singular_values", "W1_singular_values", "W2_singular_values",
    "W_singular_values", "balancedness_eigenvalues", "W1_effective_rank", "W1_stable_rank",
  ]

  public static let logDeterminant = Network("log_determinant", symbol: "log det(theta theta^T)") {
    look, values in
    look.state.formLogDeterminant(of: look, into: values)
  }

  /// |X W1 W2 - Y|^2 / (2n)
  static func loss(_ setting: Setting) -> Network {
    let loss = BlockLoss(setting.problem)
    return Network("loss", symbol: "|X W1 W2 - Y|^2 / (2n)") { look, values in
      loss.evaluate(at: look.state, into: values)
    }
  }

  private static func spectrum(
    _ name: String, symbol: String, of matrix: LayerMatrix, count: Int
  ) -> Network {
    Network(
      name, symbol: symbol, components: count, preparing: { prepareSpectra(of: matrix, at: $0) }
    ) { look, values in
      look.withSpectrum(of: matrix) { values.update(from: $0, count: count * look.state.lanes) }
    }
  }

  private static func gramEigenvalues(_ setting: Setting) -> [Network] {
    let rank = LayerMatrix.theta.rank(setting.inputs, setting.outputs, setting.width)
    return [
      Network("gram_eigenvalues", symbol: "eigenvalues of theta theta^T", components: rank) { look, values in
        look.withSpectrum(of: .theta) { s in
          for i in 0..<(rank * look.state.lanes) { values[i] = s[i] * s[i] }
        }
      },
      Network(
        "gram_eigenvalue_gaps", symbol: "gaps between eigenvalues of theta theta^T", components: rank - 1
      ) { look, values in
        let lanes = look.state.lanes
        look.withSpectrum(of: .theta) { s in
          for i in 0..<((rank - 1) * lanes) { values[i] = s[i] * s[i] - s[i + lanes] * s[i + lanes] }
        }
      },
    ]
  }

  private static func balancednessEigenvalues(_ setting: Setting) -> Network {
    let rank = LayerMatrix.theta.rank(setting.inputs, setting.outputs, setting.width)
    return Network(
      "balancedness_eigenvalues", symbol: "eigenvalues of W1^T W1 - W2 W2^T", components: rank
    ) { look, values in
      look.state.formBalancednessEigenvalues(into: values)
    }
  }

  private static func ranks(of matrix: LayerMatrix, _ setting: Setting) -> [Network] {
    let count = matrix.rank(setting.inputs, setting.outputs, setting.width)
    func rank(
      _ name: String, _ symbol: String, _ metric: @escaping @Sendable ([Double]) -> Double
    ) -> Network {
      Network("\(matrix.symbol)_\(name)", symbol: symbol) { look, values in
        let lanes = look.state.lanes
        look.withSpectrum(of: matrix) { s in
          for lane in 0..<lanes { values[lane] = metric((0..<count).map { s[$0 * lanes + lane] }) }
        }
      }
    }
    let name = matrix.symbol
    return [
      rank("effective_rank", "effective rank of \(name)") { SpectralMetrics.effectiveRank($0) },
      rank("stable_rank", "stable rank of \(name)") { SpectralMetrics.stableRank($0) },
      rank("participation_ratio", "participation ratio of \(name)") {
        SpectralMetrics.participationRatio($0)
      },
      rank("threshold_rank", "singular values of \(name) above 1 % of the largest") {
        SpectralMetrics.thresholdRank($0, threshold: 0.01)
      },
    ]
  }
}
