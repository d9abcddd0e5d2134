import Matrices
import Simulation

/// What theorems about D = W1^T W1 - W2 W2^T compare: whether all of it falls at one rate, on every path.
struct BalancednessComparison {
  let observable: String
  /// The rate r in words.
  let rate: String

  private var title: String { "|exp(\(rate) t) D_t - D_0| / |theta_0|^2" }

  /// |D_t exp(r t) - D_0| / |theta_0|^2, and |theta_t|^2 exp(r t) / |theta_0|^2
  func change(rate: Double) -> Observable<NetworkState> {
    Observable(observable, symbol: "\(title), and |theta_t|^2 likewise", components: 2) { look in
      let size = look.initial.theta.squaredNorm
      let growth = exponential(rate * look.time)
      return [
        (growth * look.state.balancedness - look.initial.balancedness).norm / size,
        growth * look.state.theta.squaredNorm / size,
      ]
    }
  }

  /// Whether D is what it was at every look. Roundings are of the size that theta had when they were made, so the largest
  /// so far counts.
  func check(_ record: Record) -> Verdict {
    let series = record[observable]
    var evidence: [Evidence] = []
    for trajectory in 0..<record.trajectories {
      var size = 1.0
      for look in record.times.indices.dropFirst() where !series[trajectory, look, 0].isNaN {
        size = max(size, series[trajectory, look, 1])
        evidence.append(
          Evidence(
            "\(title) at t = \(record.times[look].short)", predicted: 0,
            measured: series[trajectory, look, 0],
            allowed: Resolution.path(steps: record.steps[look], condition: 8 * size)))
      }
    }
    return Verdict(evidence)
  }
}
