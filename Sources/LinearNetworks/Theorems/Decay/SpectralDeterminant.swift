import Simulation

extension DeterminantDecay {
  /// What (2.1) says of a run of the closed system of a spectrum, whose steps share nothing with those of weights: log det
  /// falls by 2 (eps p + lambda (p + 1)) a unit of time on every path. Takes the observables of `SpectralObservables`.
  public static func verdict(on record: Record, of flow: SpectralFlow) -> Verdict {
    guard record.divergedTrajectories < record.trajectories else {
      return .undecided(because: "every trajectory diverged")
    }
    let p = Double(flow.inputs)
    let rate = -2 * (flow.noise * p + flow.weightDecay * (p + 1))
    let (logarithms, eigenvalues, outputs) = (
      record[SpectralObservables.logDeterminant.name], record[SpectralObservables.eigenvalues],
      record["output_square"]
    )
    var evidence: [Evidence] = []
    for trajectory in 0..<record.trajectories {
      // What an update of rank one may do to the smallest eigenvalue, and to the part of w2 outside the rows of W1.
      var condition = 1.0
      for time in record.times.indices {
        let lambda = eigenvalues.vector(trajectory: trajectory, time: time)
        let value = logarithms[trajectory, time, 0]
        guard let low = lambda.first, let high = lambda.last, low > 0, value.isFinite else { break }
        let outside = exponential(value - lambda.reduce(0) { $0 + logarithm($1) })
        condition = max(condition, high / low + outputs[trajectory, time, 0] / outside)
        guard time > 0, condition < Resolution.largestCondition else { continue }
        evidence.append(
          Evidence(
            "log det of path \(trajectory) at t = \(record.times[time].short)",
            predicted: logarithms[trajectory, 0, 0] + rate * record.times[time], measured: value,
            allowed: Resolution.path(steps: record.steps[time], condition: condition)))
      }
    }
    return Verdict(evidence, otherwise: Resolution.beyond)
  }
}
