import LinearNetworks
import Matrices
import Simulation

/// Whether the record of a workload is right. Some of its trajectories are run again with a look after every step; what
/// the steps did is compared with their law, what was recorded with what the steps did, and the mean with theory.
struct WorkloadCheck {
  let setting: Setting
  let law: StepLaw
  /// The first trajectories, run again with a look after every step.
  let audit: Series
  /// The same with the looks of the workload, every number kept.
  let record: Record
  /// What was timed: statistics over all trajectories.
  let timed: Record

  init(
    _ workload: Workload, _ setting: Setting, _ timed: Record, observing: [Observable<NetworkState>],
    looksAt names: [String], on engine: Engine
  ) {
    self.setting = setting
    self.timed = timed
    law = StepLaw(setting)
    var audited = setting
    audited.ensemble.keeping = .trajectories
    audited.ensemble.trajectories = min(workload.auditedTrajectories, setting.ensemble.trajectories)
    record = engine.run(audited, observing: observing)
    audited.schedule = Schedule(steps: setting.schedule.steps, every: 1)
    let path = PathAudit(
      law, along: setting.schedule,
      ofFirstLayer: names.contains("W1_singular_values"))
    audit = engine.run(audited, observing: [path.observable])[PathAudit.name]
  }

  /// Every comparison; the workload is right if each is within its tolerance.
  var evidence: [Evidence] {
    guard timed.divergedTrajectories + record.divergedTrajectories == 0 else {
      let count = Double(timed.divergedTrajectories)
      return [
        Evidence(
          "diverged trajectories", predicted: 0, measured: count, allowed: Tolerance(0, .rounding, "none"))
      ]
    }
    var all = [tie] + laws
    if record.series.contains(where: { $0.name == "log_determinant" }) {
      all.append(path)
      // The standard error of a few trajectories says nothing, and without it only a Gaussian law's variance is known.
      if law.isGaussian || setting.ensemble.trajectories >= 16 { all.append(mean) }
    }
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

  /// The law of R: sums of mean zero, by the variance that a Gaussian z gives them, or else by their own squares.
  private var laws: [Evidence] {
    let (p, k) = (Double(setting.inputs), Double(setting.outputs))
    func judged(_ part: PathAudit.Part, _ quantity: String, variance: Double?) -> Evidence {
      let values = trajectories.flatMap { t in steps.map { audit[part, t, $0] } }
      let total = variance.map { $0 * Double(values.count) } ?? values.reduce(0) { $0 + $1 * $1 }
      return Evidence(
        quantity, predicted: 0, measured: values.reduce(0, +),
        allowed: Tolerance(5 * total.squareRoot(), .sampling, "5 standard deviations of a sum of mean zero"))
    }
    let workVariances = trajectories.flatMap { t in steps.map { audit[.workVariance, t, $0] } }
    let meanVariance = workVariances.reduce(0, +) / Double(workVariances.count)
    let work = judged(.work, "sum of <z, M>", variance: meanVariance)
    let square = "sum of |z|^2 - E |z|^2"
    guard law.isGaussian else { return [work, judged(.square, square, variance: nil)] }
    // The moments of normal and chi-square variables.
    let freedom = p * k
    var all = [
      work, judged(.square, square, variance: 2 * k * law.covariance.squaredNorm),
      judged(.shape, "sum of tr(z^T S^-1 z) - p k", variance: 2 * freedom),
      judged(
        .tails, "sum of (tr(z^T S^-1 z) - p k)^2 - 2 p k", variance: 8 * freedom * freedom + 48 * freedom),
    ]
    if k > 1 { all.append(judged(.cross, "sum of z_i^T S^-1 z_j, i < j", variance: p * k * (k - 1) / 2)) }
    return all
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
    let recorded = timed.summary("log_determinant")
    let last = recorded.times - 1
    // All trajectories have one start.
    let fall = recorded[mean: last, 0] - recorded[mean: 0, 0]
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
    if law.isGaussian && recorded.trajectories == audit.trajectories {
      // The prediction is made along the same paths: what is left is a martingale of known variance.
      sampling = variance.squareRoot() / Double(audit.trajectories)
    } else {
      let own = recorded.standardError(time: last)
      sampling = (own * own + expected.standardError * expected.standardError).squareRoot()
    }
    return Evidence(
      "mean of log det_T - log det_0, with the step's bias", predicted: predicted,
      measured: fall,
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
