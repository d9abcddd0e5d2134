import Learning
import Matrices
import Simulation
import Testing

@testable import LinearNetworks

/// Which theorems judge a run of which only statistics are kept, and that they judge it rightly.
@Suite("Judgements from statistics") struct StatisticsJudgementTests {
  /// Theorems with a run that keeps statistics, on which they must hold and reject every engine that is listed.
  static let cases: [(any NetworkPrediction.Type, Setting, [String])] = [
    (EulerMaruyamaSlope.self, EulerMaruyamaSlope.statisticsWitness, flowCounterexamples),
    (UntiedLayers.self, UntiedLayers.statisticsWitness, UntiedLayers.counterexamples),
    (DeterminantDecay.self, DeterminantDecay.statisticsWitness, DeterminantDecay.counterexamples),
    (
      SmallestSingularValue.self, ensemble(SmallestSingularValue.witnesses[0]),
      SmallestSingularValue.counterexamples
    ),
    (
      DeterminantConservation.self, ensemble(DeterminantConservation.witnesses[3]),
      DeterminantConservation.counterexamples
    ),
  ]

  /// `label-noise-doubled` is an engine of descent only.
  static let flowCounterexamples = EulerMaruyamaSlope.counterexamples.filter { $0 != "label-noise-doubled" }

  static func ensemble(_ setting: Setting) -> Setting {
    var setting = setting.keeping(.statistics)
    setting.ensemble.trajectories = 40
    return setting
  }

  private func verdict(_ theorem: any NetworkPrediction.Type, _ setting: Setting, _ engine: Engine) throws
    -> Verdict
  {
    let applied: (any NetworkPrediction)? = theorem.init(for: setting)
    let prediction = try #require(applied, "\(theorem.claim.name) applies")
    #expect(prediction.judgesStatistics)
    return prediction.verdict(on: engine.run(setting, observing: prediction.observables))
  }

  @Test("hold of the engine", arguments: cases.indices)
  func holds(number: Int) throws {
    let (theorem, setting, _) = Self.cases[number]
    let verdict = try verdict(theorem, setting, .rankfall)
    #expect(verdict.holds, "\(theorem.claim.name): \(verdict)")
  }

  @Test("fail of each counterexample", arguments: cases.indices)
  func fails(number: Int) throws {
    let (theorem, setting, engines) = Self.cases[number]
    for name in engines {
      let engine = try #require(Engine.named(name))
      let verdict = try verdict(theorem, setting, engine)
      #expect(verdict.fails, "\(theorem.claim.name) does not reject \(name): \(verdict)")
    }
  }

  @Test("of means are those of every trajectory, with an error that is no smaller")
  func means() throws {
    let setting = EulerMaruyamaSlope.statisticsWitness
    let observables = try #require(EulerMaruyamaSlope(for: setting)).observables
    let statistics = try MeanChange(Engine.rankfall.run(setting, observing: observables))
    let paths = try MeanChange(Engine.rankfall.run(setting.keeping(.trajectories), observing: observables))
    #expect(statistics.trajectories == paths.trajectories)
    #expect(abs(statistics.mean - paths.mean) < 1e-11, "rounding of 400 values of size 10")
    #expect(statistics.error >= paths.error * (1 - 1e-9))
    #expect(abs(statistics.square - paths.square) < 1e-11 * paths.square)
    // The variance of the summary is the unbiased one: 400/399 of the mean square deviation.
    #expect(abs(statistics.fourth - paths.fourth) < paths.fourth / 399)
  }

  @Test("see a single path off the line, from the extremes", arguments: [0, 1e-6, -1e-6])
  func oneOfMany(offset: Double) throws {
    let setting = DeterminantDecay.statisticsWitness
    let decay = try #require(DeterminantDecay(for: setting))
    let steps = setting.schedule.recordedSteps
    let line = steps.map { 3 - decay.rate * Double($0) * setting.timeStep }
    func summary(_ name: String, _ low: [Double], _ high: [Double], components: Int = 1) -> EnsembleSummary {
      EnsembleSummary(
        name: name, symbol: "", unit: "1", trajectories: 1_000_000, times: steps.count,
        components: components,
        means: low, standardDeviations: low, minima: low, maxima: high)
    }
    var (low, high) = (line, line)
    low[7] += min(0, offset)
    high[7] += max(0, offset)
    let spectrum: [Double] = Array(repeating: [3, 2, 1, 1, 1], count: steps.count).flatMap(\.self)
    let record = Record(
      steps: steps, timeStep: setting.timeStep, trajectories: 1_000_000,
      finite: steps.map { _ in 1_000_000 },
      summaries: [
        summary("log_determinant", low, high),
        summary("theta_singular_values", spectrum, spectrum, components: 5),
      ])
    let verdict = decay.verdict(on: record)
    #expect(offset == 0 ? verdict.holds : verdict.fails, "\(verdict)")
  }

  @Test("are not made where single trajectories are needed, and that is said")
  func unjudged() throws {
    var setting = Self.ensemble(DeterminantDecay.witnesses[1])
    #expect(setting.predictions.contains { $0 is DeterminantDecay })
    setting.start = .gaussian(scale: 0.7, width: 6)
    let names = setting.unjudgedClaims.map(\.name)
    #expect(names.contains("determinant-decay") && names.contains("balancedness-signature"))
    #expect(!setting.predictions.contains { $0 is DeterminantDecay })
    #expect(setting.keeping(.trajectories).unjudgedClaims.isEmpty)
    let applying = setting.keeping(.trajectories).predictions.map { type(of: $0).claim.name }
    #expect(Set(applying) == Set(names + setting.predictions.map { type(of: $0).claim.name }))
    let decay = try #require(DeterminantDecay(for: setting))
    let record = Engine.rankfall.run(setting, observing: decay.observables)
    guard case .undecided(let reason) = decay.verdict(on: record) else {
      Issue.record("a law of every path judged from statistics")
      return
    }
    #expect(reason.contains("only statistics were kept"))
  }

  @Test(
    "are asked of every theorem that can, and no other, on its own witness",
    arguments: theorems.compactMap { ($0 as? any NetworkPrediction.Type)?.claim.name })
  func everyTheorem(name: String) throws {
    let theorem = try #require(
      theorems.first { $0.claim.name == name } as? any NetworkPrediction.Type)
    var setting = Self.ensemble(try #require(theorem.witnesses.first))
    let whole = setting.schedule
    setting.schedule = Schedule(steps: min(whole.steps, 20), every: min(whole.interval, 20))
    // Some laws are of long runs.
    if theorem.init(for: setting) == nil { setting.schedule = whole }
    let applied: (any NetworkPrediction)? = theorem.init(for: setting)
    let prediction = try #require(applied)
    let judged = JudgedRun(setting, observing: [])
    #expect(judged.record.series.isEmpty)
    let names = judged.judgements.map(\.claim.name)
    #expect(names.contains(name) == prediction.judgesStatistics)
    #expect(setting.unjudgedClaims.map(\.name).contains(name) == !prediction.judgesStatistics)
    for judgement in judged.judgements { #expect(!judgement.verdict.fails, "\(judgement)") }
  }

  @Test("of means are undecided where their errors hide what is predicted, or a trajectory is lost")
  func resolution() throws {
    // Starts that differ widely, few trajectories: the standard error of log det's mean is some tenths.
    var setting = EulerMaruyamaSlope.statisticsWitness
    setting.start = .gaussian(scale: 0.7, width: 6)
    setting.ensemble.trajectories = 40
    setting.schedule = Schedule(steps: 10, every: 1)
    let slope = try #require(EulerMaruyamaSlope(for: setting))
    let verdict = slope.verdict(on: Engine.rankfall.run(setting, observing: slope.observables))
    guard case .undecided = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(throws: MeanChange.Undecidable.self) {
      try MeanChange(
        Record(steps: [0, 1], timeStep: 1, trajectories: 100, finite: [100, 99], summaries: []))
    }
  }
}
