import Matrices
import Simulation

/// (R10): the certificates with momentum.
public struct MomentumCertificates: RankTheorem {
  public static let claim = Claim(
    name: "momentum-certificates", label: "(R10)",
    statement:
      "With momentum, too, the weights are a remainder of old ones and a sum of the gradients since, of rank n r1 at most, but "
      + "the remainder is a combination of old weights and their velocity; with its singular values in the place of the old "
      + "spectrum's all certificates hold, and for orthogonal gradients from zero the sum's coefficients are the spectrum.",
    formula:
      "W_T = R_n + U_n, R_n = a_n W_(T-n) + b_n v_(T-n), U_n = sum_(j=1..n) c_j G_(T-j); a_(n+1) = beta a_n + wd b_n "
      + "(coupled) or beta a_n (decoupled), c_(n+1) = b_n - mu a_n, b_(n+1) = rho c_(n+1), a_0 = 1, b_0 = 0; rank_eps(W_T) <= "
      + "n r1 if e_n = abs(R_n)/abs(W_T) <= eps",
    assumptions: [
      "heavy ball, v' = rho v + G + wd W and W' = W - mu v', or decoupled, v' = rho v + G and W' = beta W - mu v'",
      "constant rho and wd, any learning rates",
      "for bounds from norms alone: those of n and n + 1 updates ago",
    ],
    source: "rankfall's notes; Weyl's inequality")

  public static let counterexamples = [
    "momentum-nesterov", "momentum-decay-other-way", "momentum-damped", "remainder-without-velocity",
    "remainder-without-momentum", "sum-without-momentum",
  ]

  public static func examine(_ engine: RankEngine) -> Verdict {
    Verdict(
      StepMemory.Decay.allCases.flatMap { decay in
        spectrum(engine, MomentumRule(momentum: 0.5, decay: decay, weightDecay: 0.16))
          + chain(engine, MomentumRule(momentum: 0.8, decay: decay, weightDecay: 0.3), batch: 1)
          + chain(engine, MomentumRule(momentum: 0.5, decay: decay, weightDecay: 0.5), batch: 2)
      })
  }

  /// Orthogonal gradients of one norm from zero: the singular values are the coefficients.
  private static func spectrum(_ engine: RankEngine, _ rule: MomentumRule) -> [Evidence] {
    let (rate, batch, count) = (0.5, 2, 40)
    let slabs = ScriptedSlabs.orthogonal(
      .scripted(rate * rule.weightDecay, learningRate: rate), batch: batch, count: count)
    let size = slabs.outputs
    let path = slabs.momentumPath(of: engine, rule, from: Matrix(zeros: size, size))
    guard let now = LayerSpectrum(of: path.end.weights).ranks else {
      return [violations(1, "layers without a rank")]
    }
    // One gradient's weight: a unit pulse, moved by the two definitions with a number each.
    var (weight, velocity) = (0.0, 1.0)
    var pulse: [Double] = []
    for step in 0..<count {
      if step > 0 {
        velocity = rule.momentum * velocity + (rule.decay == .coupled ? rule.weightDecay * weight : 0)
      }
      let kept = rule.decay == .coupled || step == 0 ? weight : (1 - rate * rule.weightDecay) * weight
      weight = kept - rate * velocity
      pulse.append(abs(weight) / Double(batch))
    }
    let expected = pulse.flatMap { [Double](repeating: $0, count: batch) }.sorted(by: >)
    let deviation = zip(now.singularValues, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
    let transport = TransportCertificates(now: now, after: count, snapshots: engine.snapshots(path.history))
    let peak = pulse.max() ?? 0
    // The smallest n after which no coefficient is above eps.
    let bounds = [0.3, 0.1, 0.05].map { threshold in
      let forgotten = (0...count).first { n in pulse[n...].allSatisfy { $0 <= threshold * peak } } ?? count
      return Evidence(
        "C2 above \(threshold), orthogonal gradients, \(rule.decay.rawValue)",
        predicted: Double(batch * forgotten),
        measured: transport.exactRatio(above: threshold)?.bound ?? .infinity,
        allowed: Tolerance(0, .rounding, "a count"))
    }
    return bounds + [
      Evidence(
        "largest deviation of singular values from the coefficients, \(rule.decay.rawValue)", predicted: 0,
        measured: deviation / peak,
        allowed: Tolerance(
          Double(4 * count + size) * Double.ulpOfOne, .rounding,
          "four roundings an update, and one for each column of the decomposition"))
    ]
  }

  /// Random gradients and a learning rate that falls: every certificate, and C1.
  private static func chain(_ engine: RankEngine, _ rule: MomentumRule, batch: Int) -> [Evidence] {
    let (rate, count) = (0.4, 60)
    let slabs = ScriptedSlabs.normal(
      .scripted(rate * rule.weightDecay, learningRate: rate), batch: batch, count: count, outputs: 48,
      inputs: 40, seed: UInt64(60 + batch)
    ) { $0 < 45 ? 1 : 0.6 }
    let path = slabs.momentumPath(of: engine, rule, from: Matrix(48, 40) { $0 == $1 ? 1 : 0 })
    let (history, weights) = (path.history, path.end.weights)
    guard let now = LayerSpectrum(of: weights).ranks else { return [violations(1, "layers without a rank")] }
    let remainders = engine.snapshots(history)
    let transport = TransportCertificates(now: now, after: count, snapshots: remainders)
    let window = WindowCertificates(now: now, history: history, remainders: remainders)
    let clock = remainders.first.flatMap { RankClock(of: weights, since: $0, after: count) }
    var (wrong, judged) = (0, 0)
    for threshold in [0.7, 0.5, 0.3, 0.1, 0.05, 0.02] {
      let certificates =
        window.all(above: threshold)
        + [
          transport.exactRatio(above: threshold), transport.transported(above: threshold),
          transport.bootstrapped(above: threshold, minimumAge: 3), clock?.atLeast(above: threshold),
          clock?.atMost(above: threshold),
        ].compactMap(\.self)
      for certificate in certificates {
        judged += 1
        // What is at the threshold to within roundings is on neither side of it.
        let slack = certificate.direction == .atMost ? 1e-12 : -1e-12
        if !certificate.allows(Double(engine.rank(now, threshold + slack))) { wrong += 1 }
      }
    }
    let residuals = remainders.compactMap { left -> Double? in
      let n = count - left.update
      guard n > 0, let matrix = left.weights else { return nil }
      return (weights - left.product * matrix - engine.sum(history, n).matrix).norm / weights.norm
    }
    let what = "rho = \(rule.momentum), \(rule.decay.rawValue), B = \(batch)"
    return [
      violations(
        judged >= 40 ? wrong : max(1, wrong), "certificates that the rank is beyond, of \(judged), \(what)"),
      Evidence(
        "what W_T - R_n - U_n leaves of abs(W_T), n = 1 to \(residuals.count), \(what)", predicted: 0,
        measured: residuals.max() ?? .infinity,
        allowed: Tolerance(
          Double(4 * count) / (1 - rule.momentum) * Double.ulpOfOne * 60, .rounding,
          "four roundings an update, remembered for 1/(1 - rho), of terms up to 60 times the weights")),
      Evidence(
        "largest violation of the inequalities of C3 over abs(W_T), \(what)", predicted: 0,
        measured: transport.violation,
        allowed: Tolerance(
          Double(4 * count) / (1 - rule.momentum) * Double.ulpOfOne * 60, .rounding, "the same")),
    ]
  }
}

extension ScriptedSlabs {
  /// What an engine's steps with momentum make of them, with snapshots before every update.
  fileprivate func momentumPath(
    of engine: RankEngine, _ rule: MomentumRule, from start: Matrix
  ) -> (history: LayerHistory, end: RankEngine.Weights) {
    var now = RankEngine.Weights(weights: start, velocity: Matrix(zeros: outputs, inputs))
    var history = LayerHistory(
      outputs: outputs, inputs: inputs, usesPerUpdate: batch, capacity: updates.count, momentum: rule)
    for factors in updates {
      history.snapshot(of: now.weights, velocity: now.velocity)
      history.append(factors)
      now = engine.momentumStep(now, factors.gradient, factors.learningRate, rule)
    }
    return (history, now)
  }
}
