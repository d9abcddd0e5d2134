import Simulation

/// (2.2): the determinant's fall drags the smallest singular value below an exponential.
public struct SmallestSingularValue: NetworkPrediction {
  public static let claim = Claim(
    name: "smallest-singular-value", label: "(2.2)",
    statement: "On every path of the label-noise flow the smallest singular value of theta lies below an "
      + "exponential of rate eta k tr C / P.",
    formula: "s_P(theta_t)^2 <= det(theta_0 theta_0^T)^(1/P) exp(-2 (eta k tr C / P + lambda) t)",
    assumptions: [
      "as for determinant-decay; the bound is the geometric mean of the s_i^2, so it holds whenever (2.1) does"
    ],
    source: "Varre, Sagitova, Flammarion, NeurIPS 2024, after Theorem 4.2")

  public static let counterexamples = ["stratonovich-reading", "damping-missing"]

  public static var witnesses: [Setting] {
    [
      Witness.setting(
        .stochasticGradientFlow(.splitHyperbolic2, .ito), eta: 0.1, h: 0.01, delta: 4, steps: 1000, every: 20)
    ]
  }

  private let decay: DeterminantDecay
  private let rows: Int
  private let setting: Setting

  public init?(for setting: Setting) {
    guard let decay = DeterminantDecay(for: setting) else { return nil }
    self.decay = decay
    self.setting = setting
    rows = setting.rows
  }

  public var observables: [Observable<NetworkState>] {
    NetworkObservables.all(for: setting).filter {
      ["log_determinant", "theta_singular_values"].contains($0.name)
    }
  }

  public func curves(for record: Record) -> [Curve] {
    [
      Curve(
        .upperBound, of: "theta_singular_values", component: rows - 1, label: "bound (2.2) on the smallest",
        values: record.times.indices.map { bound(record, 0, $0) })
    ]
  }

  private func bound(_ record: Record, _ trajectory: Int, _ look: Int) -> Double {
    let start = record["log_determinant"][trajectory, 0, 0]
    return exponential((start - decay.rate * record.times[look]) / Double(2 * rows))
  }

  public func check(_ record: Record) -> Verdict {
    let spectrum = record["theta_singular_values"]
    var evidence: [Evidence] = []
    for trajectory in 0..<record.trajectories {
      for look in record.times.indices.dropFirst() {
        let values = spectrum.vector(trajectory: trajectory, time: look)
        guard let largest = values.first, let smallest = values.last, !smallest.isNaN else { continue }
        let limit = bound(record, trajectory, look)
        // Below the resolution of theta a computed singular value says nothing.
        let resolution = setting.trackingInterval == nil ? largest : smallest
        evidence.append(
          Evidence(
            "excess of s_P(theta) over its bound at t = \(record.times[look].short)", predicted: 0,
            measured: max(0, smallest - limit),
            allowed: Resolution.path(steps: record.steps[look], condition: resolution)))
      }
    }
    return Verdict(evidence)
  }
}
