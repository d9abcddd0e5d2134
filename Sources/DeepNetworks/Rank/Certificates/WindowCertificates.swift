import Matrices

/// Bounds from the recorded factors of the last updates: C6 to C8. They use snapshots that the window reaches back to.
public struct WindowCertificates: Sendable {
  private let now: LayerRanks
  private let history: LayerHistory
  /// Reached by the window, with n and e_n, youngest first.
  private let reached: [(age: Int, remainder: Double)]
  /// |delta| |input| over all terms of the longest window, the last update first.
  private let termNorms: [Double]
  /// The singular values of U_n for the snapshot with the smallest e_n.
  private let tail: (age: Int, remainder: Double, singularValues: [Double])?

  /// - Parameter remainders: what is left of snapshots, if it is known already.
  public init(now: LayerRanks, history: LayerHistory, remainders: [WeightSnapshot]? = nil) {
    self.now = now
    self.history = history
    let recorded = history.window.count
    reached = (remainders ?? history.remainders()).map {
      (history.age(of: $0), $0.remainder(of: now.spectralNorm))
    }
    .filter { $0.0 >= 1 && $0.0 <= recorded }.sorted { $0.0 < $1.0 }
    termNorms = reached.last.map { history.sum(ofLast: $0.age).termNorms } ?? []
    tail = reached.min { $0.remainder < $1.remainder }.map {
      ($0.age, $0.remainder, history.sum(ofLast: $0.age).singularValues)
    }
  }

  public func all(above threshold: Double) -> [RankCertificate] {
    [windowTail(above: threshold), greedy(above: threshold), support(above: threshold)].compactMap(\.self)
  }

  /// C6: the rank above eps is at most the number of singular values of U_n above (eps - e_n)|W_T|.
  public func windowTail(above threshold: Double) -> RankCertificate? {
    guard let tail, tail.remainder < threshold else { return nil }
    let cut = (threshold - tail.remainder) * now.spectralNorm
    return RankCertificate(
      "C6", "window", "rank <= #{i: s_i(U_n) > (eps - e_n)|W_T|}", .atMost,
      Double(tail.singularValues.count { $0 > cut }), largestRank: now.largestRank, window: tail.age)
  }

  /// C7: without all but the r largest terms of U_n, the rest and the remainder are at most eps|W_T|; scalars only.
  public func greedy(above threshold: Double) -> RankCertificate? {
    var best: (terms: Int, age: Int)?
    for (age, remainder) in reached where remainder <= threshold {
      let uses = (1...age).reduce(0) { $0 + history.window.uses($1) }
      let terms = termNorms.prefix(uses).sorted()
      let allowed = (threshold - remainder) * now.spectralNorm
      var (dropped, sum) = (0, 0.0)
      while dropped < terms.count, sum + terms[dropped] <= allowed {
        sum += terms[dropped]
        dropped += 1
      }
      if terms.count - dropped < best?.terms ?? .max { best = (terms.count - dropped, age) }
    }
    return best.map {
      RankCertificate(
        "C7", "greedy",
        "rank <= r where sum of all but the r largest |c_j delta||a|/B, and e_n|W_T|, is <= eps|W_T|",
        .atMost, Double($0.terms), largestRank: now.largestRank, window: $0.age)
    }
  }

  /// C8: no more than the outputs that had a delta, the inputs that were on, or the different inputs in the window.
  public func support(above threshold: Double) -> RankCertificate? {
    guard let shortest = reached.first(where: { $0.remainder <= threshold }) else { return nil }
    let support = history.sum(ofLast: shortest.age).support
    let (bound, what) =
      [
        (support.outputs, "outputs with a delta"), (support.inputs, "inputs that were on"),
        (support.distinctInputs, "different inputs"),
      ].min { $0.0 < $1.0 } ?? (now.largestRank, "")
    return RankCertificate(
      "C8", "support: \(what)", "rank <= rank U_n <= rows, columns and different inputs in the window",
      .atMost,
      Double(bound), largestRank: now.largestRank, window: shortest.age)
  }
}
