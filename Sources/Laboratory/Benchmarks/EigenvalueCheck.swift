import Foundation
import Repulsion
import Simulation

/// Whether the record of the eigenvalue workload is right: its means against their laws, and some of its paths, state by
/// state, against plain arithmetic in the same random numbers.
struct EigenvalueCheck {
  let setting: RepulsionSetting
  /// What was timed: statistics over all trajectories.
  let timed: Record
  /// The first trajectories again, every number kept.
  let audit: Record
  private let engine: RepulsionEngine
  private let (decay, noise, softening): (Double, Double, Double)

  init(_ setting: RepulsionSetting, _ timed: Record, on engine: RepulsionEngine) {
    self.setting = setting
    self.timed = timed
    self.engine = engine
    (decay, noise, softening) = (EigenvalueWork.decay, EigenvalueWork.noise, EigenvalueWork.softening)
    var audited = setting
    audited.ensemble.keeping = .trajectories
    audited.ensemble.trajectories = min(64, setting.ensemble.trajectories)
    audit = engine.run(
      audited, observing: [PointObservables.all(size: setting.size)[0], PointObservables.logDeterminant])
  }

  /// Every comparison; the workload is right if each is within its tolerance.
  var evidence: [Evidence] {
    guard timed.divergedTrajectories + audit.divergedTrajectories == 0 else {
      return [
        Evidence(
          "diverged trajectories", predicted: 0, measured: Double(timed.divergedTrajectories),
          allowed: Tolerance(0, .rounding, "none"))
      ]
    }
    return [determinant, spread, trace, looks] + path
  }

  private var n: Double { Double(setting.size) }
  private var count: Double { Double(timed.trajectories) }
  private var time: Double { timed.times.last ?? 0 }

  /// (8.6) with the bias of Euler's method, known from the audited states.
  private var determinant: Evidence {
    let recorded = timed.summary("log_determinant")
    let last = recorded.times - 1
    let slope = -(decay * n + noise * noise * n * (n + 1))
    let law = MultiplicativeDeterminant(for: setting)
    let biases = audit.steps.indices.map { law?.methodBias(audit[PointObservables.points], look: $0) ?? .nan }
    let mean = biases.reduce(0, +) / Double(biases.count)
    let sampling = 5 * (8 * n * noise * noise * time / count).squareRoot()
    return Evidence(
      "mean of log det_T - log det_0, with the step's bias",
      predicted: slope * time + mean * Double(setting.schedule.steps),
      measured: recorded[mean: last, 0] - recorded[mean: 0, 0],
      allowed: Tolerance(
        sampling + abs(mean) * Double(setting.schedule.steps), .sampling,
        "5 standard errors, and the bias itself for its own error"))
  }

  /// The noise: var log det_T = 8 n s^2 T.
  private var spread: Evidence {
    let recorded = timed.summary("log_determinant")
    let deviation = recorded.standardDeviations[recorded.times - 1]
    let predicted = 8 * n * noise * noise * time
    let relative = 4 * setting.timeStep * (n * decay + noise * noise * (n * (n + 1) + 8))
    return Evidence(
      "variance of log det_T", predicted: predicted, measured: deviation * deviation,
      allowed: Tolerance(
        predicted * (5 * (2 / max(1, count - 1)).squareRoot() + relative), .sampling,
        "5 standard errors of the variance of normal numbers, and a relative order of the step's length"))
  }

  /// (8.5), exact for Euler's method.
  private var trace: Evidence {
    let recorded = timed.summary("trace")
    let last = recorded.times - 1
    var predicted = setting.start.reduce(0, +)
    for _ in 0..<setting.schedule.steps {
      predicted *= 1 + setting.timeStep * (noise * noise * (n + 1) - decay)
    }
    return Evidence(
      "mean of the trace at the end", predicted: predicted, measured: recorded[mean: last, 0],
      allowed: Tolerance(
        5 * recorded.standardError(time: last), .sampling, "5 standard errors, exact in the step"))
  }

  /// The recorded log det is that of the recorded points.
  private var looks: Evidence {
    let (points, recorded) = (audit[PointObservables.points], audit["log_determinant"])
    var worst = 0.0
    for trajectory in 0..<audit.trajectories {
      for look in audit.times.indices {
        let sum = points.vector(trajectory: trajectory, time: look).reduce(0) { $0 + log($1) }
        let off = abs(sum - recorded[trajectory, look, 0])
        worst = off <= worst ? worst : off
      }
    }
    return Evidence(
      "sum of the points' logarithms beside the recorded log det", predicted: 0, measured: worst,
      allowed: Tolerance(16 * n * 8 * Double.ulpOfOne, .rounding, "16 n roundings of numbers up to 8"))
  }

  /// A hundred steps of eight trajectories by plain arithmetic. Rounding errors grow near collisions, by 1 + h s^2 l^2 / softening^2
  /// a step at most, of which there are few: a part in 10^9 is far beyond them, and far below a wrong term.
  private var path: [Evidence] {
    var short = setting
    short.ensemble.keeping = .trajectories
    short.ensemble.trajectories = min(8, setting.ensemble.trajectories)
    short.schedule = Schedule(steps: min(100, setting.schedule.steps), every: 100)
    let plain = SoftenedEuler(
      setting.model, size: setting.size, softening: softening, timeStep: setting.timeStep)
    let reference = RepulsionEngine(name: "plain", summary: "plain arithmetic") { _ in plain }
    let (a, b) = (engine.run(short)[PointObservables.points], reference.run(short)[PointObservables.points])
    let worst = zip(a.values, b.values).reduce(0.0) { worst, pair in
      let off = abs(pair.0 - pair.1) / abs(pair.1)
      return off <= worst ? worst : off
    }
    return [
      Evidence(
        "paths beside plain arithmetic with the same noise, relative", predicted: 0, measured: worst,
        allowed: Tolerance(1e-9, .rounding, "roundings, magnified where points come near each other"))
    ]
  }
}
