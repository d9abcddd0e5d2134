import Foundation
import Matrices

extension RankEngine {
  /// Ranks, windows and matrices that are counted or laid out wrongly.
  static let wrongRankCounts: [RankEngine] = [
    RankEngine("threshold-inclusive", "counts singular values at the threshold too") {
      $0.rank = { ranks, threshold in
        ranks.singularValues.count { $0 >= threshold * ranks.spectralNorm }
      }
    },
    RankEngine("threshold-frobenius", "divides by the Frobenius norm where the spectral norm is meant") {
      $0.rank = { $0.rank(above: $1, of: .frobenius) }
    },
    RankEngine("threshold-absolute", "does not divide by a norm") {
      $0.rank = { ranks, threshold in ranks.singularValues.count { $0 > threshold } }
    },
    RankEngine("window-floored", "rounds the window down") {
      $0.window = { rounded($0, $1, $2) { $0.rounded(.down) } }
    },
    RankEngine("window-decimal", "takes decimal logarithms of the threshold") {
      $0.window = { forgetting, threshold, slack in
        Int((log10((1 + slack) / threshold) / -log(forgetting.factor)).rounded(.up))
      }
    },
    RankEngine("window-lambda", "takes lambda for weight_decay in the window") {
      $0.window = { forgetting, threshold, slack in
        Forgetting(learningRate: forgetting.learningRate, weightDecay: forgetting.weightDecay / 2)?
          .window(to: threshold / (1 + slack))
      }
    },
    RankEngine("truncation-unsorted", "truncates to the smallest singular values") {
      $0.truncationError = { ranks, rank, norm in
        let tail = ranks.singularValues.reversed().dropFirst(rank)
        return norm == .spectral
          ? (tail.first ?? 0) / ranks.spectralNorm
          : tail.reduce(0) { $0 + $1 * $1 }.squareRoot() / ranks.frobeniusNorm
      }
    },
    RankEngine("truncation-late", "leaves out one singular value too few") {
      $0.truncationError = { $0.truncationError(rank: $1 + 1, in: $2) }
    },
    RankEngine("truncation-norms-swapped", "the tail's root mean square where its largest value is meant") {
      $0.truncationError = { $0.truncationError(rank: $1, in: $2 == .spectral ? .frobenius : .spectral) }
    },
    RankEngine("factors-unsorted", "keeps the smallest singular values") {
      $0.factors = { weights, rank in
        let whole = weights.singularFactors
        let order = Array(whole.values.indices.reversed())
        return LayerFactors(
          SingularFactors(
            left: Matrix(whole.left.rows, order.count) { whole.left[$0, order[$1]] },
            values: order.map { whole.values[$0] },
            right: Matrix(whole.right.rows, order.count) { whole.right[$0, order[$1]] }), rank: rank)
      }
    },
    RankEngine("factors-late", "keeps one singular value more than the rank") {
      $0.factors = { LayerFactors(of: $0, rank: min($1 + 1, $0.rows, $0.columns)) }
    },
    RankEngine("factors-one-sided", "leaves the singular values in one factor") {
      $0.factors = { weights, rank in
        let whole = weights.singularFactors
        return LayerFactors(
          left: Matrix(whole.left.rows, rank) { whole.left[$0, $1] * whole.values[$1] },
          right: Matrix(rank, whole.right.rows) { whole.right[$1, $0] })
      }
    },
    RankEngine("kernel-by-rows", "lays a kernel out as (filters x height) by (channels x width)") {
      $0.filterMatrix = { kernel in
        let (height, width) = (kernel.extent[0], kernel.extent[1])
        return Matrix(kernel.filters * height, kernel.channels * width) { i, j in
          let (filter, y) = i.quotientAndRemainder(dividingBy: height)
          let (channel, x) = j.quotientAndRemainder(dividingBy: width)
          return kernel.entries[((filter * kernel.channels + channel) * height + y) * width + x]
        }
      }
    },
    RankEngine("kernel-channels-last", "takes the channels for the fastest index of a kernel") {
      $0.filterMatrix = { kernel in
        let area = kernel.extent.reduce(1, *)
        return Matrix(kernel.filters, kernel.channels * area) { filter, j in
          let (place, channel) = j.quotientAndRemainder(dividingBy: kernel.channels)
          return kernel.entries[(filter * kernel.channels + channel) * area + place]
        }
      }
    },
  ]

  private static func rounded(
    _ forgetting: Forgetting, _ threshold: Double, _ slack: Double, _ round: (Double) -> Double
  ) -> Int {
    Int(round(log((1 + slack) / threshold) / -log(forgetting.factor)))
  }
}
