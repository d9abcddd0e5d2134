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
    RankEngine(
      "remainder-without-velocity", "old weights alone in the remainder, as if they had had no velocity"
    ) {
      $0.snapshots = { history in
        guard let rule = history.momentum else { return history.remainders() }
        return history.snapshots.compactMap { snapshot in
          let rates = history.learningRates.suffix(history.age(of: snapshot)).reversed()
          let memory = rule.memory(of: rates)
          return snapshot.weights.map { old in
            let left = memory.ofWeights * old
            return WeightSnapshot(
              update: snapshot.update, singularValues: left.singularValues, weights: left,
              addedRank: snapshot.addedRank)
          }
        }
      }
    },
    RankEngine("remainder-without-momentum", "the remainder beta^n W with momentum, too") {
      $0.snapshots = { history in
        history.snapshots.map { changed($0, product: $0.product) }
      }
    },
    RankEngine("sum-without-momentum", "the weights mu beta^(j-1) of gradients with momentum, too") {
      $0.sum = { WindowSum($0.window, last: $1) }
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
