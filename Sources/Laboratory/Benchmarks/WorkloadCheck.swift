import LinearNetworks
import Matrices
import Simulation

/// Whether the record of a workload is right. Some of its trajectories are run again with a look after every step; what
/// the steps did is compared with their law, what was recorded with what the steps did, and the mean with theory.
struct WorkloadCheck {
  let setting: Setting
  /// The recorded trajectories that were run again, with a look after every step.
  let audit: Series
  let record: Record

  init(_ workload: Workload, _ setting: Setting, _ record: Record, on engine: Engine) {
    self.setting = setting
    self.record = record
    var audited = setting
    audited.schedule = Schedule(steps: setting.schedule.steps, every: 1)
    audited.ensemble.trajectories = min(workload.auditedTrajectories, setting.ensemble.trajectories)
    let path = PathAudit(
      StepLaw(setting), interval: setting.schedule.interval,
      ofFirstLayer: workload.observables.contains("W1_singular_values"))
    audit = engine.run(audited, observing: [path.observable])[PathAudit.name]
  }

  /// Every comparison; the workload is right if each is within its tolerance.
  var evidence: [Evidence] {
    guard record.divergedTrajectories == 0 else {
      let count = Double(record.divergedTrajectories)
      return [
        Evidence(
          "diverged trajectories", predicted: 0, measured: count, allowed: Tolerance(0, .rounding, "none"))
      ]
    }
    var all = [tie] + laws
    if record.series.contains(where: { $0.name == "log_determinant" }) { all += [path, mean] }
    if let spectrum = record.series.first(where: { $0.name.hasSuffix("singular_values") }) {
      all += spectra(spectrum)
    }
    return all
  }

  private var steps: Range<Int> { 1..<audit.times }
  private var trajectories: Range<Int> { 0..<audit.trajectories }
  private var rows: Double { Double(setting.rows) }

  private func path(_ steps: Int, magnified: Double) -> Tolerance {
    Tolerance(
      16 * Double.ulpOfOne * Double(steps + 64) * magnified, .rounding, "16 eps (steps + 64) x condition")
  }

  /// (3.0): one matrix moves both layers.
  private var tie: Evidence {
    let worst = trajectories.flatMap { t in steps.map { audit[.tie, t, $0] } }.reduce(0) {
      $1 <= $0 ? $0 : $1
    }
    return Evidence(
      "what R leaves of the second layer's change", predicted: 0, measured: worst,
      allowed: path(0, magnified: 4))
  }

  /// The law of R: sums of mean zero, by their own sums of squares.
  private var laws: [Evidence] {
    let parts: [(PathAudit.Part, String)] = [
      (.work, "sum of <z, M>"), (.square, "sum of |z|^2 - E |z|^2"), (.shape, "sum of tr(z^T S^-1 z) - p k"),
    ]
    return parts.map { part, quantity in
      let values = trajectories.flatMap { t in steps.map { audit[part, t, $0] } }
      let spread = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return Evidence(
        quantity, predicted: 0, measured: values.reduce(0, +),
        allowed: Tolerance(5 * spread, .sampling, "5 standard deviations of a sum of mean zero"))
    }
  }

  /// (3.1): the recorded log det of each audited trajectory, from the start's and the steps'.
  private var path: Evidence {
    let start = startingLogDeterminant
    let recorded = record["log_determinant"]
    let spectrum = record.series.first { $0.name == "theta_singular_values" }
    let comparisons = trajectories.flatMap { t in
      var predicted = start
      var step = 0
      var condition = 1.0
      return record.steps.enumerated().map { look, target in
        while step < target {
          step += 1
          predicted += audit[.determinant, t, step]
        }
        if let spectrum {
          condition = max(condition, spectrum[t, look, 0] / spectrum[t, look, spectrum.components - 1])
        }
        return Evidence(
          "log det of trajectory \(t) after \(step) steps, from the steps' matrices", predicted: predicted,
          measured: recorded[t, look, 0],
          allowed: path(step, magnified: rows * (1 + abs(predicted) + condition * condition)))
      }
    }
    return worst(of: comparisons)
  }

  /// (3.6) with the fourth order: E[log det_T - log det_0] = -E sum (2 |R|^2 + tr((R^T R)^2)).
  private var mean: Evidence {
    let recorded = record["log_determinant"]
    let last = recorded.times - 1
    let falls = (0..<recorded.trajectories).map { recorded[$0, last, 0] - recorded[$0, 0, 0] }
    var (fourth, allowance, variance, looks) = (0.0, 0.0, 0.0, 0.0)
    let squares = trajectories.map { t in
      (0..<(audit.times - 1)).reduce(0.0) { sum, look in
        if !audit[.expectedFourth, t, look].isNaN {
          fourth += audit[.expectedFourth, t, look]
          allowance += audit[.allowance, t, look]
          looks += 1
        }
        variance += audit[.variance, t, look]
        return sum + 2 * audit[.expectedSquare, t, look]
      }
    }
    let expected = SampleSummary(squares)
    let steps = Double(audit.times - 1)
    let predicted = -expected.mean - fourth / looks * steps
    let sampling: Double
    if falls.count == audit.trajectories {
      // The prediction is made along the same paths: what is left is a martingale of known variance.
      sampling = (variance / Double(falls.count * falls.count)).squareRoot()
    } else {
      let own = SampleSummary(falls).standardError
      sampling = (own * own + expected.standardError * expected.standardError).squareRoot()
    }
    return Evidence(
      "mean of log det_T - log det_0, with the step's bias", predicted: predicted,
      measured: falls.reduce(0, +) / Double(falls.count),
      allowed: Tolerance(
        5 * sampling + allowance / looks * steps, .sampling, "5 standard errors and the next order"))
  }

  /// The recorded spectra of the audited trajectories have the power sums that the weights' entries say.
  private func spectra(_ spectrum: Series) -> [Evidence] {
    [(PathAudit.Part.spectrumSquare, 2), (.spectrumFourth, 4)].map { part, power in
      worst(
        of: trajectories.flatMap { t in
          record.steps.enumerated().map { look, step in
            let values = spectrum.vector(trajectory: t, time: look)
            let sum = values.reduce(0) { $0 + (power == 2 ? $1 * $1 : $1 * $1 * $1 * $1) }
            let predicted = audit[part, t, step]
            return Evidence(
              "sum of s_i^\(power) of trajectory \(t) after \(step) steps", predicted: predicted,
              measured: sum,
              allowed: path(step, magnified: rows * predicted))
          }
        })
    }
  }

  private var startingLogDeterminant: Double {
    guard case .fixed(let theta) = setting.start else { return .nan }
    return Elimination(theta * theta.transposed).logDeterminant
  }

  private func worst(of comparisons: [Evidence]) -> Evidence {
    comparisons.max { $0.strain < $1.strain }
      ?? Evidence("nothing was compared", predicted: 0, measured: .nan, allowed: Tolerance(0, .rounding, ""))
  }
}
