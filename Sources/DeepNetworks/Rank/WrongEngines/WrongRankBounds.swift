import Matrices

extension RankEngine {
  /// Certificates and sums with a wrong exponent.
  static let wrongRankBounds: [RankEngine] = [
    RankEngine("exponent-late", "the sum of updates with one more decay in every weight") {
      $0.unroll = { window, n in
        let weights = (0..<n).map { j in
          -window.learningRate(j + 1) * window.product(ofLast: j + 1)
        }
        return (window.product(ofLast: n), WindowSum(window, weights: weights).matrix)
      }
    },
    RankEngine("remainder-of-fewer", "the remainder of n updates with the decays of n - 1") {
      $0.unroll = { window, n in
        (window.product(ofLast: max(0, n - 1)), WindowSum(window, last: n).matrix)
      }
    },
    RankEngine("remainder-late", "C2 with the remainder after n - 1 updates") {
      $0.snapshots = { history in
        history.snapshots.map { changed($0, product: $0.product / history.window.decay(1)) }
      }
    },
    RankEngine("remainder-early", "C2 with the remainder after n + 1 updates") {
      $0.snapshots = { history in
        history.snapshots.map { changed($0, product: $0.product * history.window.decay(1)) }
      }
    },
    RankEngine("update-rank-of-one", "one dimension an update, however large the batch") {
      $0.snapshots = { history in
        history.snapshots.map { changed($0, addedRank: history.age(of: $0)) }
      }
    },
    RankEngine("sum-without-square", "C5 for the stable rank with beta where beta^2 belongs") {
      $0.summed = { transport in
        let right = transport.summed
        return right.map { certificate in
          RankCertificate(
            certificate.number, certificate.name, certificate.statement, certificate.direction,
            right.map(\.bound).max() ?? certificate.bound, of: certificate.quantity,
            largestRank: certificate.largestRank)
        }
      }
    },
  ]

  private static func changed(
    _ snapshot: WeightSnapshot, product: Double? = nil, addedRank: Int? = nil
  ) -> WeightSnapshot {
    WeightSnapshot(
      update: snapshot.update, singularValues: snapshot.singularValues, weights: snapshot.weights,
      product: product ?? snapshot.product, addedRank: addedRank ?? snapshot.addedRank)
  }
}
