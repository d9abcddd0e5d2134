import Foundation
import Learning
import LinearNetworks
import Matrices
import Simulation

/// The spectrum of a network of one output and white inputs under label noise, as the closed system of 3p + 1 numbers.
public struct NetworkSubject: SpectrumSubject {
  public let inputs: Int
  public let width: Int
  /// Standard deviation of the initial weights.
  public let scale: Double
  /// |beta|, the length of what the labels teach, in a random direction.
  public let signal: Double
  public let flow: SpectralFlow
  /// How many paths of the weights themselves are moved beside it.
  public let weightPaths: Int
  public let schedule: Schedule
  public let ensemble: Ensemble

  public var name: String { "network" }
  public var timeStep: Double { flow.timeStep }
  public var points: String { SpectralObservables.eigenvalues }
  public var axis: String { "logarithms of the singular values of W1" }
  public var surmise: Double? { nil }

  public var title: String {
    "W1 of a network, \(inputs) inputs, width \(width), noise \(readable(flow.noise))"
      + (flow.curvature == 0 ? ", no loss" : "")
  }

  public func coordinates(of points: [Double]) -> [Double] { points.map { 0.5 * log($0) } }

  public var recordedNumbers: Double {
    recorded(inputs + 4, paths: ensemble.trajectories) + recorded(inputs, paths: weightPaths)
  }
  public var totalSteps: Int { schedule.steps * (ensemble.trajectories + weightPaths) }

  public func run(_ progress: RunProgress) -> SpectrumOutcome {
    let (weights, target) = start
    let begin = SpectralState(weights, crossMoment: target)
    let (record, seconds) = timed {
      simulate(
        flow, from: { _, _ in begin }, over: schedule, ensemble: ensemble,
        observing: SpectralObservables.all(inputs: inputs), progress: progress)
    }
    var verdicts = [report(DeterminantDecay.claim, DeterminantDecay.verdict(on: record, of: flow))]
    var events = [rankEvent(record)]
    if weightPaths > 0 {
      let (beside, time) = timed { moveWeights(weights, target, progress) }
      verdicts.append(report(SpectralClosure.claim, SpectralClosure.verdict(record, beside: beside)))
      let (own, other) = (seconds / Double(ensemble.trajectories), time / Double(weightPaths))
      events.append(
        String(
          format: "a path takes %.3g ms, one of the weights %.3g ms: %.2g times", 1000 * own, 1000 * other,
          other / own))
    }
    return SpectrumOutcome(record: record, verdicts: verdicts, events: events)
  }

  private func timed(_ work: () -> Record) -> (Record, Double) {
    let clock = ContinuousClock()
    let begin = clock.now
    let record = work()
    return (record, (clock.now - begin) / .seconds(1))
  }

  private func report(_ claim: Claim, _ verdict: Verdict) -> VerdictReport {
    VerdictReport(claim, verdict, on: name, expected: verdict.evidence == nil ? "undecided" : "holds")
  }

  /// Weights and h beta = X^T Y / n: normal numbers of the seed, the same for every path.
  private var start: (NetworkState, target: Matrix) {
    var random = RandomStream(seed: ensemble.seed, for: .initialization)
    let theta = scale * normals(inputs + 1, width, &random)
    let direction = normals(inputs, 1, &random)
    return (
      NetworkState(theta: theta, inputs: inputs, outputs: 1),
      flow.curvature * signal / direction.norm * direction
    )
  }

  /// The same flow of the weights: as many inputs as samples, X^T X / n = h I.
  private func moveWeights(_ start: NetworkState, _ target: Matrix, _ progress: RunProgress) -> Record {
    let size = (Double(inputs) * flow.curvature).squareRoot()
    let problem = Regression(
      inputs: size * .identity(inputs),
      targets: (size > 0 ? Double(inputs) / size : 0) * target)
    let equation = StochasticGradientFlow(
      GradientFlow(FunctionGradient(problem), weightDecay: flow.weightDecay),
      noise: FunctionNoise(factor: flow.noise.squareRoot() * .identity(inputs), outputs: 1), learningRate: 1)
    var ensemble = ensemble
    (ensemble.trajectories, ensemble.seed) = (weightPaths, ensemble.seed &+ 1)
    return simulate(
      SplitHyperbolicFlow(equation, timeStep: timeStep, averagesDrift: flow.averagesDrift),
      from: { _, _ in start }, over: schedule, ensemble: ensemble,
      observing: SpectralObservables.ofWeights(inputs: inputs), progress: progress)
  }

  public var parameters: [JSONText.Member] {
    [
      .init(key: "inputs", value: .integer(inputs)), .init(key: "width", value: .integer(width)),
      .init(key: "noise", value: .number(flow.noise)),
      .init(key: "curvature", value: .number(flow.curvature)), .init(key: "signal", value: .number(signal)),
      .init(key: "scale", value: .number(scale)), .init(key: "weight_paths", value: .integer(weightPaths)),
    ]
  }

  private func rankEvent(_ record: Record) -> String {
    let ranks = record["effective_rank"]
    func mean(_ time: Int) -> String {
      let sample = ranks.sample(time: time).filter(\.isFinite)
      guard !sample.isEmpty else { return "unknown" }
      return String(format: "%.3g", sample.reduce(0, +) / Double(sample.count))
    }
    return "effective rank \(mean(0)) at the start, \(mean(ranks.times - 1)) at the end, in the mean"
  }
}
