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

  public var judgesStatistics: Bool { decay.judgesStatistics }

  public func curves(for record: Record) -> [Curve] {
    let start =
      record.keepsTrajectories
      ? record["log_determinant"][0, 0, 0] : record.mean(of: "log_determinant", time: 0)
    return [
      Curve(
        .upperBound, of: "theta_singular_values", component: rows - 1, label: "bound (2.2) on the smallest",
        values: record.times.map { bound(start, $0) })
    ]
  }

  /// The bound at a time of a path that starts at a value of log det.
  private func bound(_ start: Double, _ time: Double) -> Double {
    exponential((start - decay.rate * time) / Double(2 * rows))
  }

  public func check(_ record: Record) -> Verdict {
    Verdict(record.keepsTrajectories ? paths(record) : extremes(record))
  }

  private func paths(_ record: Record) -> [Evidence] {
    let (determinant, spectrum) = (record["log_determinant"], record["theta_singular_values"])
    return (0..<record.trajectories).flatMap { trajectory in
      record.times.indices.dropFirst().compactMap { look in
        let values = spectrum.vector(trajectory: trajectory, time: look)
        return evidence(
          record, look, largest: values.first, smallest: values.last,
          start: determinant[trajectory, 0, 0])
      }
    }
  }

  /// All paths have one start and one bound: it is the largest of their smallest singular values that is compared.
  private func extremes(_ record: Record) -> [Evidence] {
    let (determinant, spectrum) = (
      record.summary("log_determinant"), record.summary("theta_singular_values")
    )
    return record.times.indices.dropFirst().compactMap { look in
      let values = (0..<spectrum.components).map { spectrum.maxima[look * spectrum.components + $0] }
      return evidence(
        record, look, largest: values.first, smallest: values.last, start: determinant[mean: 0, 0])
    }
  }

  private func evidence(
    _ record: Record, _ look: Int, largest: Double?, smallest: Double?, start: Double
  ) -> Evidence? {
    guard let largest, let smallest, !smallest.isNaN else { return nil }
    let time = record.times[look]
    // Below the resolution of theta a computed singular value says nothing.
    let resolution = setting.trackingInterval == nil ? largest : smallest
    return Evidence(
      "excess of s_P(theta) over its bound at t = \(time.short)", predicted: 0,
      measured: max(0, smallest - bound(start, time)),
      allowed: Resolution.path(steps: record.steps[look], condition: resolution))
  }
}
