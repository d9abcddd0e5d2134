import Simulation

/// log det_T - log det_0 + 2 h^2 sum_t |M_t|^2 in the mean over the trajectories, M_t the gradient of the full batch at
/// step t: the change of log det without the bias that a finite step makes.
struct MeanChange {
  let mean: Double
  /// The standard error of the mean, or a bound of it.
  let error: Double
  let trajectories: Int
  /// The means of |M|^2 and of |M|^4 over steps and trajectories.
  let square: Double
  let fourth: Double
  /// Where five errors come from, in words.
  let basis: String

  /// Why a record cannot tell.
  struct Undecidable: Error { let reason: String }

  /// From a record of `log_determinant` and `squared_gradient` at every step.
  init(_ record: Record) throws(Undecidable) {
    if record.trajectories - record.divergedTrajectories < 30 {
      throw Undecidable(reason: "fewer than 30 trajectories finished")
    }
    if record.keepsTrajectories {
      self.init(paths: record)
    } else {
      guard record.divergedTrajectories == 0 else {
        throw Undecidable(reason: "a trajectory diverged, and no statistics of the others were kept")
      }
      self.init(statistics: record)
    }
  }

  private init(paths record: Record) {
    let (determinant, gradient) = (record["log_determinant"], record["squared_gradient"])
    let (h, last) = (record.timeStep, record.times.count - 1)
    var samples: [Double] = []
    var (square, fourth) = (0.0, 0.0)
    for trajectory in 0..<record.trajectories where record.outcomes[trajectory] == .finished {
      let squares = (0..<last).reduce(0) { $0 + gradient[trajectory, $1, 0] }
      square += squares
      fourth += (0..<last).reduce(0) { $0 + gradient[trajectory, $1, 0] * gradient[trajectory, $1, 0] }
      samples.append(
        determinant[trajectory, last, 0] - determinant[trajectory, 0, 0] + 2 * h * h * squares)
    }
    let summary = SampleSummary(samples)
    mean = summary.mean
    error = summary.standardError
    trajectories = samples.count
    self.square = square / Double(samples.count * last)
    self.fourth = fourth / Double(samples.count * last)
    basis = "5 standard errors of \(samples.count) trajectories"
  }

  /// The mean of a sum is the sum of the means. Its standard error is at most the sum of theirs, however the terms are
  /// correlated.
  private init(statistics record: Record) {
    let (determinant, gradient) = (record.summary("log_determinant"), record.summary("squared_gradient"))
    let (h, last) = (record.timeStep, record.times.count - 1)
    var (squares, errors, fourths) = (0.0, 0.0, 0.0)
    for look in 0..<last {
      let (value, deviation) = (gradient[mean: look, 0], gradient.standardDeviations[look])
      squares += value
      fourths += value * value + deviation * deviation
      errors += gradient.standardError(time: look)
    }
    mean = determinant[mean: last, 0] - determinant[mean: 0, 0] + 2 * h * h * squares
    error =
      determinant.standardError(time: last) + determinant.standardError(time: 0) + 2 * h * h * errors
    trajectories = record.trajectories
    square = squares / Double(last)
    fourth = fourths / Double(last)
    basis = "5 times the sum of the standard errors of its terms, \(record.trajectories) trajectories"
  }
}
