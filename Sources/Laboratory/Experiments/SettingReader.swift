import Learning
import LinearNetworks
import Simulation

/// Turns the composed keys of a run into a setting, or says what does not fit together.
struct SettingReader {
  let name: String
  let run: Section

  func setting(_ data: inout DataReader, _ problems: inout Problems) -> Setting? {
    guard let value = run["data"] else { return nil }
    let problem = data.regression(value, &problems)
    let teacher = data.teacher(of: value)
    var start: Setting.Start?
    if let problem, let value = run["start"] {
      start = data.start(value, p: problem.inputCount, k: problem.outputCount, &problems)
    }
    let step = timeStep(&problems)
    var schedule: Schedule?
    if let step { schedule = self.schedule(step: step, &problems) }
    guard let problem else { return nil }
    checkBatch(problem, &problems)
    let algorithm = algorithm(&problems)
    guard let start, let step, let schedule, let algorithm, run.invalid.isEmpty else { return nil }
    var setting = Setting(
      problem, start: start, algorithm: algorithm, learningRate: run.number("learning_rate") ?? step,
      flowStep: step, labelNoise: labelNoise, noiseBatchSize: run.integer("batch"),
      weightDecay: run.number("weight_decay") ?? 0, schedule: schedule,
      ensemble: ensemble)
    checkKeeping(&problems)
    setting.trackingInterval = run.integer("track_factor")
    setting.teacher = teacher
    setting.noiseEnd = noiseEnd(step, schedule, &problems)
    setting.averaging = averaging(step, schedule, &problems)
    if let value = run["track_factor"], setting.width < setting.rows {
      problems.add(
        "there is no factor to track: width \(setting.width) < inputs + outputs = \(setting.rows)",
        at: value.place, cure: "remove it; log det is minus infinity here")
      return nil
    }
    return setting
  }

  private var ensemble: Ensemble {
    Ensemble(
      trajectories: run.integer("trajectories") ?? 1, seed: UInt64(run.integer("seed") ?? 0),
      keeping: run.text("keep").flatMap(Ensemble.Keeping.init(rawValue:)) ?? .trajectories)
  }

  /// One trajectory has no statistics.
  private func checkKeeping(_ problems: inout Problems) {
    guard ensemble.trajectories == 1, ensemble.keeping != .trajectories, let value = run["keep"] else {
      return
    }
    problems.add(
      "run \(name) has one trajectory: there are no \(ensemble.keeping.rawValue) to keep", at: value.place,
      cure: "add `trajectories: 1000` to the run, or write `keep: trajectories` there")
  }

  private var algorithmName: AlgorithmName? { run.text("algorithm").flatMap(AlgorithmName.init(rawValue:)) }

  private var labelNoise: LabelNoise {
    guard let section = run.section("label_noise") else { return .none }
    let distribution = section.text("distribution").flatMap(LabelNoise.Distribution.init(rawValue:))
    return LabelNoise(variance: section.number("variance") ?? 0, distribution: distribution ?? .gaussian)
  }

  /// The step of the run's clock: h for a flow, eta for descent.
  private func timeStep(_ problems: inout Problems) -> Double? {
    guard let algorithm = algorithmName else { return nil }
    if algorithm != .gradientFlow, !run.mentions("learning_rate") {
      problems.add(
        "run \(name) has no learning_rate", at: run.place,
        cure: "add `learning_rate: 0.1` to the run or at the top of the file")
    }
    guard algorithm.isFlow else { return run.number("learning_rate") }
    if !run.mentions("time_step") {
      problems.add(
        "run \(name) is a flow and has no time_step", at: run.place,
        cure: "add `time_step: 0.005` to the run or at the top of the file")
    }
    return run.number("time_step")
  }

  private func schedule(step: Double, _ problems: inout Problems) -> Schedule? {
    guard let steps = steps(step, &problems) else { return nil }
    if let interval = run.integer("look_every") { return Schedule(steps: steps, every: min(interval, steps)) }
    guard let looks = run.integer("looks") else { return nil }
    return Schedule(steps: steps, every: max(1, (steps + looks - 1) / looks))
  }

  private func steps(_ step: Double, _ problems: inout Problems) -> Int? {
    if let steps = run.integer("steps") { return steps }
    guard let duration = run.number("duration"), let value = run["duration"] else {
      if !run.mentions("duration"), !run.mentions("steps") {
        problems.add(
          "run \(name) has neither duration nor steps", at: run.place,
          cure: "add `duration: 40` to the run or at the top of the file")
      }
      return nil
    }
    let exact = duration / step
    let count = exact.rounded()
    guard count >= 1, count <= Double(UInt32.max) else {
      problems.add(
        "a duration of \(short(duration)) is \(count < 1 ? "less than one step" : "more than 4294967295 steps") of \(short(step))",
        at: value.place, cure: "change the duration or the step")
      return nil
    }
    guard abs(exact - count) <= 1e-9 * count else {
      problems.add(
        "a duration of \(short(duration)) is not a whole number of steps of \(short(step)) in run \(name)",
        at: value.place,
        cure:
          "write \(readable(exact.rounded(.down) * step)) or \(readable(exact.rounded(.up) * step)), or change the step"
      )
      return nil
    }
    return Int(count)
  }

  private func checkBatch(_ problem: Regression, _ problems: inout Problems) {
    guard let batch = run.integer("batch"), let value = run["batch"], batch > problem.samples else { return }
    problems.add(
      "a batch of \(batch) of \(problem.samples) samples", at: value.place,
      cure: "write \(problem.samples) or less, or `full`")
  }

  private func algorithm(_ problems: inout Problems) -> Algorithm? {
    switch algorithmName {
    case .descent: return .descent(sampling)
    case .momentDescent: return momentDescent(&problems)
    case .untiedGradientFlow: return .untiedGradientFlow
    case .gradientFlow:
      return integrator(GradientFlowMethod.self, &problems).map { .gradientFlow($0) }
    case .stochasticGradientFlow:
      let reading = run.text("reading") == "stratonovich" ? NoiseReading.stratonovich : .ito
      return integrator(StochasticFlowMethod.self, &problems).map { .stochasticGradientFlow($0, reading) }
    case nil: return nil
    }
  }

  private var sampling: Sampling {
    guard let batch = run.integer("batch") else { return .fullBatch }
    return switch run.text("sampling") {
    case "without-replacement": .withoutReplacement(batch)
    case "shuffled": .shuffled(batch)
    default: .withReplacement(batch)
    }
  }

  private func momentDescent(_ problems: inout Problems) -> Algorithm? {
    if run.integer("batch") != nil, let value = run["batch"] {
      problems.add(
        "moment-descent sees the full batch", at: value.place,
        cure: "write `batch: full`, or choose `algorithm: descent`")
      return nil
    }
    if labelNoise.distribution != .gaussian, let value = run.section("label_noise")?["distribution"] {
      problems.add(
        "moment-descent is exact in law for Gaussian label noise only", at: value.place,
        cure: "write `distribution: gaussian`, or choose `algorithm: descent`")
      return nil
    }
    return .momentDescent
  }

  private func integrator<Method: RawRepresentable<String> & CaseIterable>(
    _ type: Method.Type, _ problems: inout Problems
  ) -> Method? {
    guard let word = run.text("integrator"), let value = run["integrator"] else { return nil }
    if let method = Method(rawValue: word) { return method }
    let fitting = Method.allCases.map(\.rawValue)
    problems.add(
      "\(word) does not integrate \(run.text("algorithm") ?? "this")", at: value.place,
      cure: "choose one of \(fitting.joined(separator: ", "))")
    return nil
  }
}
