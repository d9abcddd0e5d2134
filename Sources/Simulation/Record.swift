/// How a trajectory ended. A blow-up is an outcome, not an error.
public enum Outcome: Sendable, Equatable {
  case finished
  /// After this step the state was seen not to be finite; it had stopped being so at most 63 steps earlier.
  case diverged(step: Int)
}

/// When to stop and when to look.
public struct Schedule: Sendable, Equatable {
  public let steps: Int
  /// A look every so many steps, beside the first and the last.
  public let interval: Int

  public init(steps: Int, every interval: Int) {
    precondition(steps >= 0 && interval > 0, "\(steps) steps, a look every \(interval)")
    self.steps = steps
    self.interval = interval
  }

  /// The recorded steps: 0, interval, 2 interval, ..., and the last.
  public var recordedSteps: [Int] {
    var recorded = Array(stride(from: 0, through: steps, by: interval))
    if recorded.last != steps { recorded.append(steps) }
    return recorded
  }
}

/// What was seen of one observable: numbers by trajectory, time and component. After a divergence they are NaN.
public struct Series: Sendable, Equatable {
  public let name: String
  public let symbol: String
  public let unit: String
  public let trajectories: Int
  public let times: Int
  public let components: Int
  /// Component after component, time after time, trajectory after trajectory.
  public let values: [Double]

  public init(
    name: String, symbol: String, unit: String, trajectories: Int, times: Int, components: Int,
    values: [Double]
  ) {
    precondition(
      values.count == trajectories * times * components, "\(values.count) values do not fill a series")
    self.name = name
    self.symbol = symbol
    self.unit = unit
    self.trajectories = trajectories
    self.times = times
    self.components = components
    self.values = values
  }

  public subscript(trajectory: Int, time: Int, component: Int) -> Double {
    values[(trajectory * times + time) * components + component]
  }

  /// One component along one trajectory.
  public func path(trajectory: Int = 0, component: Int = 0) -> [Double] {
    (0..<times).map { self[trajectory, $0, component] }
  }

  /// One component at one time, over the trajectories.
  public func sample(time: Int, component: Int = 0) -> [Double] {
    (0..<trajectories).map { self[$0, time, component] }
  }

  /// All components at one time of one trajectory.
  public func vector(trajectory: Int = 0, time: Int) -> [Double] {
    (0..<components).map { self[trajectory, time, $0] }
  }
}

/// What was seen of a run: its clock, its series and how each trajectory ended.
public struct Record: Sendable {
  public let steps: [Int]
  /// steps x timeStep
  public let times: [Double]
  public let timeStep: Double
  public let trajectories: Int
  /// At each look, how many trajectories had not been seen to diverge.
  public let finite: [Int]
  /// How each trajectory ended; empty if the ensemble keeps statistics only.
  public let outcomes: [Outcome]
  /// Every number of every trajectory; empty if the ensemble keeps statistics only.
  public let series: [Series]
  /// Statistics over the trajectories; empty if the ensemble keeps the trajectories.
  public let summaries: [EnsembleSummary]

  /// A record of trajectories.
  public init(steps: [Int], timeStep: Double, outcomes: [Outcome], series: [Series]) {
    var losses = Losses(at: steps)
    for outcome in outcomes { losses.add(outcome) }
    self.init(
      steps: steps, timeStep: timeStep, trajectories: outcomes.count,
      finite: losses.left(of: outcomes.count), outcomes: outcomes, series: series, summaries: [])
  }

  /// A record of statistics over trajectories, of which `finite` were finite at each look.
  public init(
    steps: [Int], timeStep: Double, trajectories: Int, finite: [Int], summaries: [EnsembleSummary]
  ) {
    self.init(
      steps: steps, timeStep: timeStep, trajectories: trajectories, finite: finite, outcomes: [], series: [],
      summaries: summaries)
  }

  private init(
    steps: [Int], timeStep: Double, trajectories: Int, finite: [Int], outcomes: [Outcome], series: [Series],
    summaries: [EnsembleSummary]
  ) {
    precondition(finite.count == steps.count, "\(finite.count) counts for \(steps.count) looks")
    self.steps = steps
    self.timeStep = timeStep
    times = steps.map { Double($0) * timeStep }
    self.trajectories = trajectories
    self.finite = finite
    self.outcomes = outcomes
    self.series = series
    self.summaries = summaries
  }

  /// Whether single trajectories can be looked at.
  public var keepsTrajectories: Bool { trajectories == 0 || !outcomes.isEmpty }

  /// The series of an observable that this run recorded.
  public subscript(_ name: String) -> Series {
    guard let found = series.first(where: { $0.name == name }) else {
      preconditionFailure("this run has no series \"\(name)\", only \(series.map(\.name))")
    }
    return found
  }

  /// The statistics of an observable, from an ensemble that keeps statistics.
  public func summary(_ name: String) -> EnsembleSummary {
    guard let found = summaries.first(where: { $0.name == name }) else {
      preconditionFailure("this run has no statistics of \"\(name)\", only of \(summaries.map(\.name))")
    }
    return found
  }

  /// Whether an observable was recorded, in whatever way.
  public func shows(_ name: String) -> Bool {
    series.contains { $0.name == name } || summaries.contains { $0.name == name }
  }

  /// The mean over the trajectories of one component at one look, from whatever was kept.
  public func mean(of name: String, time: Int, component: Int = 0) -> Double {
    keepsTrajectories
      ? SampleSummary(self[name].sample(time: time, component: component)).mean
      : summary(name)[mean: time, component]
  }

  public var divergedTrajectories: Int { trajectories - (finite.last ?? trajectories) }
}

extension Record {
  /// Puts the parts of an ensemble together, in their order.
  @usableFromInline
  init<State>(
    _ parts: [RecordedPart], of observables: [Observable<State>], schedule: Schedule, timeStep: Double,
    keeping: Ensemble.Keeping
  ) {
    let steps = schedule.recordedSteps
    let trajectories = parts.reduce(0) { $0 + $1.trajectories }
    var losses = Losses(at: steps)
    for part in parts { losses.add(part.losses) }
    let width = observables.reduce(0) { $0 + $1.components }
    var offset = 0
    var series: [Series] = []
    var summaries: [EnsembleSummary] = []
    for observable in observables {
      if keeping == .trajectories {
        series.append(
          Series(parts, of: observable, times: steps.count, offset: offset, width: width))
      } else {
        summaries.append(
          EnsembleSummary(
            parts.compactMap(\.statistics), of: observable, trajectories: trajectories,
            times: steps.count, offset: offset, width: width, quantiles: keeping == .quantiles))
      }
      offset += observable.components
    }
    self.init(
      steps: steps, timeStep: timeStep, trajectories: trajectories, finite: losses.left(of: trajectories),
      outcomes: parts.flatMap(\.outcomes), series: series, summaries: summaries)
  }
}

extension Series {
  /// One observable's numbers out of those of all; NaN for a part that was cancelled.
  fileprivate init<State>(
    _ parts: [RecordedPart], of observable: Observable<State>, times: Int, offset: Int, width: Int
  ) {
    let count = observable.components
    let trajectories = parts.reduce(0) { $0 + $1.trajectories }
    let values = [Double](unsafeUninitializedCapacity: trajectories * times * count) { buffer, filled in
      var place = 0
      for part in parts {
        for look in 0..<(part.trajectories * times) {
          for i in 0..<count {
            buffer[place] = part.values.isEmpty ? .nan : part.values[look * width + offset + i]
            place += 1
          }
        }
      }
      filled = place
    }
    self.init(
      name: observable.name, symbol: observable.symbol, unit: observable.unit, trajectories: trajectories,
      times: times, components: count, values: values)
  }
}
