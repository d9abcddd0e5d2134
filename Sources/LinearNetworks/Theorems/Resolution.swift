import Simulation

/// What double precision can tell of a path: tolerances of reason `rounding`, derived, not chosen.
enum Resolution {
  /// Every step makes a relative error of a few roundings in theta; they add up at worst. `condition` is how much the
  /// compared quantity magnifies a relative error of theta.
  static func path(steps: Int, condition: Double = 1) -> Tolerance {
    let amount = 16 * Double.ulpOfOne * Double(steps + 64) * condition
    return Tolerance(amount, .rounding, "16 eps (steps + 64) x condition")
  }

  /// Beyond this condition number of theta, log det of an untracked state is not judged.
  static let largestCondition = 1e9
  static let beyond = "theta's condition number is beyond what double precision resolves"
}

/// What several theorems about log det(theta theta^T) compare: the recorded value with a predicted one, look by look.
struct DeterminantComparison {
  let rows: Int
  let isTracked: Bool

  init(_ setting: Setting) {
    rows = setting.rows
    isTracked = setting.trackingInterval != nil
  }

  /// What must be recorded: log det, and the singular values of theta where they limit its resolution.
  func observables(_ setting: Setting) -> [Observable<NetworkState>] {
    let names = isTracked ? ["log_determinant"] : ["log_determinant", "theta_singular_values"]
    return NetworkObservables.all(for: setting).filter { names.contains($0.name) }
  }

  /// A straight line from the mean of log det at the start, falling at a rate.
  static func line(_ label: String, falling rate: Double, through record: Record) -> [Curve] {
    let start = record.mean(of: "log_determinant", time: 0)
    return [
      Curve(
        .equality, of: "log_determinant", label: label, values: record.times.map { start - rate * $0 })
    ]
  }

  /// Compares log det at every look after the first with a straight line from its start, falling at a rate, as long as
  /// theta resolves it.
  func check(_ record: Record, falling rate: Double) -> Verdict {
    guard record.keepsTrajectories else { return checkExtremes(record, falling: rate) }
    let measured = record["log_determinant"]
    return check(record) { trajectory, look in measured[trajectory, 0, 0] - rate * record.times[look] }
  }

  /// The same with `predicted(trajectory, look)`.
  func check(_ record: Record, against predicted: (Int, Int) -> Double) -> Verdict {
    let measured = record["log_determinant"]
    var evidence: [Evidence] = []
    for trajectory in 0..<record.trajectories {
      // Roundings are magnified by the condition number of theta when they were made: the largest so far counts.
      var condition = conditionNumber(record, trajectory, 0)
      for look in record.times.indices.dropFirst() {
        let value = measured[trajectory, look, 0]
        condition = max(condition, conditionNumber(record, trajectory, look))
        guard !value.isNaN, condition < Resolution.largestCondition else { break }
        evidence.append(
          Evidence(
            "log det at t = \(record.times[look].short), trajectory \(trajectory)",
            predicted: predicted(trajectory, look), measured: value,
            allowed: allowed(record.steps[look], value, condition)))
      }
    }
    // A reader asks first where the path ended.
    return Verdict(evidence, showing: evidence.last, otherwise: Resolution.beyond)
  }

  /// Trajectories of one start have one line: if the smallest and the largest log det of a look lie on it, all do. What is
  /// allowed is what the worst conditioned of them may be off.
  private func checkExtremes(_ record: Record, falling rate: Double) -> Verdict {
    let measured = record.summary("log_determinant")
    var evidence: [Evidence] = []
    var condition = largestCondition(record, 0)
    for look in record.times.indices.dropFirst() {
      condition = max(condition, largestCondition(record, look))
      guard !measured.minima[look].isNaN, condition < Resolution.largestCondition else { break }
      for (word, values) in [("largest", measured.maxima), ("smallest", measured.minima)] {
        evidence.append(
          Evidence(
            "\(word) log det of \(record.trajectories) trajectories at t = \(record.times[look].short)",
            predicted: values[0] - rate * record.times[look], measured: values[look],
            allowed: allowed(record.steps[look], values[look], condition)))
      }
    }
    return Verdict(evidence, showing: evidence.last, otherwise: Resolution.beyond)
  }

  private func allowed(_ steps: Int, _ value: Double, _ condition: Double) -> Tolerance {
    Resolution.path(steps: steps, condition: Double(rows) * (1 + abs(value) + condition))
  }

  /// How log det magnifies a relative error of theta; infinite where theta is not finite.
  private func conditionNumber(_ record: Record, _ trajectory: Int, _ look: Int) -> Double {
    guard !isTracked else { return 1 }
    let spectrum = record["theta_singular_values"]
    let ratio = spectrum[trajectory, look, 0] / spectrum[trajectory, look, spectrum.components - 1]
    return ratio.isNaN ? .infinity : ratio
  }

  /// A bound of the condition numbers of all trajectories: the largest s_1 over the smallest s_P.
  private func largestCondition(_ record: Record, _ look: Int) -> Double {
    guard !isTracked else { return 1 }
    let spectrum = record.summary("theta_singular_values")
    let first = look * spectrum.components
    let ratio = spectrum.maxima[first] / spectrum.minima[first + spectrum.components - 1]
    return ratio.isNaN ? .infinity : ratio
  }
}

extension Double {
  /// Six significant digits, for sentences.
  var short: String {
    guard isFinite, self != 0 else { return "\(self)" }
    let digits = 5 - Int(logarithm(abs(self)) / logarithm(10))
    guard (-3...9).contains(digits) else { return "\(self)" }
    let unit = exponential(Double(digits) * logarithm(10)).rounded()
    return digits > 0 ? "\((self * unit).rounded() / unit)" : "\(self)"
  }
}
