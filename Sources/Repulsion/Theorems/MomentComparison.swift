import Foundation
import Simulation

/// The means of some functions of the points over an ensemble, compared with the solution of their equation: five standard
/// errors, and twice what the step's length changes by the method's own moment equation. A mean that a few trajectories make is
/// not compared: its error cannot be told from the samples.
struct MomentComparison {
  let equation: MomentEquation
  let setting: RepulsionSetting

  func check(_ record: Record) -> Verdict {
    if let silence = silence(of: record) { return silence }
    guard record.trajectories > 1 else { return .undecided(because: "a mean needs more than one trajectory") }
    let system = setting.system
    let series = record[PointObservables.points]
    let start = equation.functions(system.coordinates(of: series.vector(time: 0)))
    let coordinates = record.times.indices.map { look in
      (0..<record.trajectories).map { system.coordinates(of: series.vector(trajectory: $0, time: look)) }
    }
    let remainders = coordinates.map { sample in
      means(of: sample.map { equation.remainder(at: $0, of: system, timeStep: setting.timeStep) })
    }
    let discrete = equation.discreteMeans(
      from: start, at: record.steps, remainders: remainders, timeStep: setting.timeStep)
    // The method's moment equation is about ordered points; what it says of others is no tolerance.
    let disorder = coordinates.dropFirst().joined().count { x in
      !zip(x, x.dropFirst()).allSatisfy { $0 < $1 }
    }
    var isScarce = false
    var evidence = [
      Evidence(
        "looks with points out of order", predicted: 0, measured: Double(disorder),
        allowed: Tolerance(0, .rounding, "a count"))
    ]
    for look in record.times.indices.dropFirst() {
      let values = coordinates[look].map(equation.functions)
      let predicted = equation.means(from: start, after: record.times[look])
      for i in start.indices.dropFirst() {
        let summary = SampleSummary(values.map { $0[i] })
        let bias = abs(discrete[look][i] - predicted[i])
        // A step that moves a mean by as much as the points' own spread cannot tell.
        guard 2 * bias <= 0.2 * (summary.standardDeviation + abs(predicted[i])) else { continue }
        guard summary.boundsMean else {
          isScarce = true
          continue
        }
        let rounding = 1e-12 * (1 + abs(predicted[i])) * Double(record.steps[look]).squareRoot()
        evidence.append(
          Evidence(
            "mean of \(equation.names[i]) at t = \(short(record.times[look]))", predicted: predicted[i],
            measured: summary.mean,
            allowed: Tolerance(
              5 * summary.standardError + 2 * bias + rounding,
              bias > 5 * summary.standardError ? .discretization : .sampling,
              "5 standard errors of \(record.trajectories) trajectories, and 2 x \(short(bias)) for the step")
          ))
      }
    }
    return evidence.count > 1 || disorder > 0
      ? Verdict(evidence)
      : .undecided(
        because: isScarce
          ? "\(record.trajectories) trajectories are too few for these means: some make most of the variance"
          : "the step is too long for a mean to tell")
  }

  private func means(of samples: [[Double]]) -> [Double] {
    var sums = [Double](repeating: 0, count: samples[0].count)
    for sample in samples { for i in sums.indices { sums[i] += sample[i] } }
    return sums.map { $0 / Double(samples.count) }
  }
}

/// A number in a few digits.
func short(_ x: Double) -> String { String(format: "%.4g", x) }
