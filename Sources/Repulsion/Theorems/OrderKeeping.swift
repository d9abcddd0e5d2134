import Simulation

/// (8.0): eigenvalues of beta >= 1 never meet; the implicit method has it, and keeps those of Wishart positive.
public struct OrderKeeping: RepulsionPrediction {
  public static let claim = Claim(
    name: "order-keeping", label: "(8.0)",
    statement:
      "For beta >= 1 the points never meet after the start, and those of Wishart's process with beta (m - n + 1) > 1 stay "
      + "positive under the implicit method, however long its step.",
    formula: "x_1(t) < x_2(t) < ... < x_n(t) for t > 0; 0 < l_1(t)",
    assumptions: ["the implicit method", "numbers that double precision tells apart"],
    source: "McKean 1969; Rogers and Shi 1993; Bru 1991; for the method rankfall's notes")

  public static let counterexamples = ["order-forgotten", "repulsion-reversed", "repulsion-absent"]

  public static var witnesses: [RepulsionSetting] {
    // A step far beyond what the distances allow, beside ordinary ones.
    [
      RepulsionWitness.setting(
        .dyson(beta: 1, confinement: 0.5), start: [0, 0, 0.1, 0.1, 3], h: 0.5, steps: 200, every: 1,
        trajectories: 100, seed: 71),
      RepulsionWitness.setting(
        .laguerre(beta: 1, rows: 5), start: [0.001, 0.002, 0.002, 1], h: 0.05, steps: 200, every: 1,
        trajectories: 100, seed: 72),
      RepulsionWitness.setting(
        .multiplicative(decay: 0.1, noise: 0.5), start: [0.01, 0.011, 1, 1.001], h: 0.05, steps: 200,
        every: 1,
        trajectories: 100, seed: 73),
    ]
  }

  private let setting: RepulsionSetting

  public init?(for setting: RepulsionSetting) {
    guard setting.method == .implicit, setting.model.problem(size: setting.size) == nil else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<OrderedPoints>] { [PointObservables.all(size: setting.size)[0]] }

  public func check(_ record: Record) -> Verdict {
    let series = record[PointObservables.points]
    var violations = 0
    // A trajectory that left the range of doubles has no order, nor had it one that rounding spared just before.
    let arrived = record.outcomes.indices.filter { record.outcomes[$0] == .finished }
    guard !arrived.isEmpty else {
      return .undecided(because: "every trajectory ended early, at numbers that are not finite")
    }
    for trajectory in arrived {
      for look in 1..<record.times.count {
        let x = series.vector(trajectory: trajectory, time: look)
        let isOrdered = zip(x, x.dropFirst()).allSatisfy { $0 < $1 }
        let isPositive = setting.system.coordinates == .points || x[0] > 0
        if !isOrdered || !isPositive { violations += 1 }
      }
    }
    return Verdict([
      Evidence(
        "looks with points out of order or not positive", predicted: 0,
        measured: Double(violations), allowed: Tolerance(0, .rounding, "a count"))
    ])
  }
}
