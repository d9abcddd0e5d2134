import Matrices
import Simulation

/// (R6): bounds from what was recorded of a run.
public struct RankCertificates: RankTheorem {
  public static let claim = Claim(
    name: "rank-certificates", label: "(R6)",
    statement:
      "The rank of the weights lies within every certificate that their own past gives: the exact ratio of norms (C2), "
      + "transport from an earlier spectrum (C3, C4), the window of recorded updates (C6, C7, C8) and the clock (C10); stable "
      + "and nuclear rank are at most the sums of C5, and for orthogonal updates from zero C2 and C5 are equalities.",
    formula:
      "rank_eps <= n r1 if e_n = P_n abs(W_(T-n))/abs(W_T) <= eps; rank_eps <= n r1 + rank_(T-n)(eps/e_n); rank_eps <= #{i: "
      + "s_i(U_n) > (eps - e_n) abs(W_T)}; abs(W)_F^2/abs(W)_2^2 <= r1 sum e_n^2",
    assumptions: ["SGD with weight decay", "the factors of every update were recorded"],
    source: "rankfall's notes; Weyl's inequality")

  public static let counterexamples = [
    "decay-missing", "decay-halved", "decay-doubled", "weight-noise", "gradient-doubled", "remainder-late",
    "remainder-early", "update-rank-of-one", "sum-without-square", "threshold-frobenius",
  ]

  public static func examine(_ engine: RankEngine) -> Verdict {
    Verdict(
      [(1, 0.1), (2, 0.2)].flatMap { equalities(engine, batch: $0, share: $1) }
        + [(1, 0.1, 51), (2, 0.25, 52)].flatMap { chain(engine, batch: $0, share: $1, seed: UInt64($2)) })
  }

  private static func equalities(_ engine: RankEngine, batch: Int, share: Double) -> [Evidence] {
    let slabs = ScriptedSlabs.orthogonal(.scripted(share), batch: batch, count: 40)
    let (history, weights) = slabs.history(of: engine, from: Matrix(zeros: slabs.outputs, slabs.inputs))
    guard let now = LayerSpectrum(of: weights[40]).ranks else {
      return [violations(1, "layers without a rank")]
    }
    let transport = TransportCertificates(now: now, after: 40, snapshots: engine.snapshots(history))
    let counts = [0.5, 0.3, 0.1, 0.05].map { threshold in
      Evidence(
        "C2 above \(threshold) less the rank, orthogonal updates, B = \(batch)", predicted: 0,
        measured: (transport.exactRatio(above: threshold)?.bound ?? .infinity)
          - Double(engine.rank(now, threshold)),
        allowed: Tolerance(0, .rounding, "a count"))
    }
    let sums = zip(engine.summed(transport), [now.stableRank, now.nuclearRank]).map { certificate, rank in
      Evidence(
        "C5, \(certificate.quantity.rawValue), orthogonal updates, B = \(batch)", predicted: rank,
        measured: certificate.bound,
        allowed: Tolerance(
          Double(40 + slabs.outputs) * Double(slabs.outputs) * Double.ulpOfOne, .rounding,
          "a rounding for each update and column in each of the summands"))
    }
    return counts + sums
  }

  private static func chain(
    _ engine: RankEngine, batch: Int, share: Double, seed: UInt64
  ) -> [Evidence] {
    let slabs = ScriptedSlabs.normal(
      .scripted(share), batch: batch, count: 60, outputs: 48, inputs: 40, seed: seed)
    let (history, weights) = slabs.history(of: engine, from: Matrix(48, 40) { $0 == $1 ? 1 : 0 })
    guard let now = LayerSpectrum(of: weights[60]).ranks else {
      return [violations(1, "layers without a rank")]
    }
    let transport = TransportCertificates(now: now, after: 60, snapshots: engine.snapshots(history))
    let window = WindowCertificates(now: now, history: history)
    let clock = history.snapshots.first.flatMap { RankClock(of: weights[60], since: $0, after: 60) }
    var (wrong, judged) = (0, 0)
    for threshold in [0.7, 0.5, 0.3, 0.1, 0.05, 0.02] {
      var certificates = window.all(above: threshold)
      if let one = transport.exactRatio(above: threshold) { certificates.append(one) }
      if let one = transport.transported(above: threshold) { certificates.append(one) }
      if let one = transport.bootstrapped(above: threshold, minimumAge: 3) { certificates.append(one) }
      if let clock { certificates += [clock.atLeast(above: threshold), clock.atMost(above: threshold)] }
      for certificate in certificates {
        judged += 1
        // What is at the threshold to within roundings is on neither side of it.
        let slack = certificate.direction == .atMost ? 1e-12 : -1e-12
        if !certificate.allows(Double(engine.rank(now, threshold + slack))) { wrong += 1 }
      }
    }
    let ranks = [now.stableRank, now.nuclearRank]
    let beyond = zip(engine.summed(transport), ranks).count { $1 > $0.bound * (1 + 1e-12) }
    let residual = RemainderCheck(of: weights[60], history: history)?.residual ?? .infinity
    let count = judged >= 40 ? wrong : max(1, wrong)
    let rounding = Tolerance(
      4 * 60 * Double.ulpOfOne * 60, .rounding,
      "four roundings an update, of terms up to 60 times the weights")
    return [
      violations(count, "certificates that the rank is beyond, of \(judged), B = \(batch)"),
      violations(beyond, "sums of C5 that a rank is beyond, B = \(batch)"),
      Evidence(
        "C1: what W_T - P_n W_(T-n) - U_n leaves of abs(W_T), B = \(batch)", predicted: 0,
        measured: residual, allowed: rounding),
    ]
  }
}
