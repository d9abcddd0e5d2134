import Foundation
import Simulation

/// (8.6): the determinant falls along a line, since repulsion and trace cancel in the sum of logarithms but for a constant.
public struct MultiplicativeDeterminant: RepulsionPrediction {
  public static let claim = Claim(
    name: "multiplicative-determinant", label: "(8.6)",
    statement:
      "Under multiplicative noise log det Gamma is a Brownian motion with a constant negative drift, and the implicit method has "
      + "it so at every step size.",
    formula: "d log det Gamma = -(a n + s^2 n (n + 1)) dt + sqrt(8 n) s dB",
    assumptions: ["decay a, noise s", "Euler's method has a bias of its own, known from the states"],
    source: "rankfall's notes")

  public static let counterexamples = [
    "softening-coarse", "ito-drift-missing", "noise-root-two", "noise-recycled", "repulsion-reversed",
  ]
  public static var witnesses: [RepulsionSetting] { RepulsionWitness.multiplicative }

  private let setting: RepulsionSetting
  private let (decay, noise): (Double, Double)
  /// -(a n + s^2 n (n + 1))
  public let slope: Double

  public init?(for setting: RepulsionSetting) {
    guard case .multiplicative(let decay, let noise) = setting.model else { return nil }
    self.setting = setting
    (self.decay, self.noise) = (decay, noise)
    let n = Double(setting.size)
    slope = -(decay * n + noise * noise * n * (n + 1))
  }

  public var observables: [Observable<OrderedPoints>] {
    [PointObservables.all(size: setting.size)[0], PointObservables.logDeterminant]
  }

  public func curves(for record: Record) -> [Curve] {
    let start = record["log_determinant"][0, 0, 0]
    return [
      Curve(
        .equality, of: "log_determinant", label: "theory (8.6): slope \(short(slope))",
        values: record.times.map { start + slope * $0 })
    ]
  }

  public func check(_ record: Record) -> Verdict {
    if let silence = silence(of: record) { return silence }
    guard record.trajectories > 1 else { return .undecided(because: "a mean needs more than one trajectory") }
    let series = record["log_determinant"]
    let biases = record.steps.indices.map { methodBias(record[PointObservables.points], look: $0) }
    var drift = 0.0
    var evidence: [Evidence] = []
    for look in record.steps.indices.dropFirst() {
      let steps = Double(record.steps[look] - record.steps[look - 1])
      drift += steps * max(abs(biases[look]), abs(biases[look - 1]))
      let changes = series.sample(time: look).map { $0 - series[0, 0, 0] }
      guard changes.allSatisfy(\.isFinite) else {
        return Verdict([
          Evidence(
            "eigenvalues that are not positive", predicted: 0, measured: .infinity,
            allowed: Tolerance(0, .rounding, "none may be"))
        ])
      }
      let summary = SampleSummary(changes)
      let time = record.times[look]
      let (n, count) = (Double(setting.size), Double(record.trajectories))
      let variance = 8 * n * noise * noise * time
      evidence.append(
        Evidence(
          "mean of log det at t = \(short(time)), less the start's", predicted: slope * time,
          measured: summary.mean,
          allowed: Tolerance(
            5 * (variance / count).squareRoot() + drift, .sampling,
            "5 standard errors of \(record.trajectories) trajectories, and \(short(drift)) for the method")))
      // A step changes each logarithm's deviation by a relative order of its length at most.
      let ratio = setting.method == .implicit ? 0 : 4 * setting.timeStep * (abs(slope) + 8 * noise * noise)
      evidence.append(
        Evidence(
          "variance of log det at t = \(short(time))", predicted: variance, measured: summary.variance,
          allowed: Tolerance(
            variance * (reach(record.trajectories, summary.variance > variance) + ratio), .sampling,
            "the range of the variance of \(record.trajectories) normal numbers, but one in a million")))
    }
    return Verdict(evidence)
  }

  /// How far the variance of normal numbers gets from what it should be, up or down, beside that, but for one in a million.
  private func reach(_ count: Int, _ isAbove: Bool) -> Double {
    let range = Distributions.chiSquareRange(0.5e-6, degreesOfFreedom: count - 1)
    let freedom = Double(count - 1)
    return isAbove ? range.upperBound / freedom - 1 : 1 - range.lowerBound / freedom
  }

  /// What a step of Euler's adds to the mean of log det beside slope h, averaged over the states of a look: the mean of
  /// log(1 + h mu + sigma z) by its series, with the softened drift l mu.
  public func methodBias(_ points: Series, look: Int) -> Double {
    guard case .euler(let softening) = setting.method else { return 0 }
    let (h, n) = (setting.timeStep, setting.size)
    let square = 8 * noise * noise * h
    var sum = 0.0
    for trajectory in 0..<points.trajectories {
      let l = points.vector(trajectory: trajectory, time: look)
      for i in 0..<n {
        var drift = (noise * noise * Double(n + 1) - decay) * l[i]
        for j in 0..<n where j != i {
          let gap = l[i] - l[j]
          drift +=
            noise * noise * gap * (4 * l[i] * l[j] - softening * softening)
            / (gap * gap + softening * softening)
        }
        let m = h * drift / l[i]
        // E of the powers of m + sigma z, z normal.
        let (second, third) = (m * m + square, m * m * m + 3 * m * square)
        let fourth = m * m * m * m + 6 * m * m * square + 3 * square * square
        sum += m - second / 2 + third / 3 - fourth / 4
      }
    }
    return sum / Double(points.trajectories) - slope * h
  }
}
