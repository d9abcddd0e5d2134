import Simulation

/// A theorem about two-layer linear networks.
public protocol NetworkTheorem: Theorem where Engine == LinearNetworks.Engine {}

/// One that can judge any run to which it applies.
public protocol NetworkPrediction: NetworkTheorem, Prediction
where Setting == LinearNetworks.Setting, State == NetworkState {
  /// The experiments by which an engine is examined: each meets the theorem's assumptions.
  static var witnesses: [LinearNetworks.Setting] { get }
  /// Whether the theorem can judge a run whose label noise ends on the way.
  static var allowsNoiseToEnd: Bool { get }
}

extension NetworkPrediction {
  public static var allowsNoiseToEnd: Bool { false }

  public static func examine(_ engine: LinearNetworks.Engine) -> Verdict {
    Verdict(
      all: witnesses.map { setting in
        guard let prediction = Self(for: setting) else {
          preconditionFailure("\(claim.name) does not apply to its own witness")
        }
        return prediction.check(engine.run(setting, observing: prediction.observables))
      })
  }
}

/// What a theorem says of a run.
public struct Judgement: Sendable {
  public let claim: Claim
  public let verdict: Verdict
  public let curves: [Curve]
}

/// A run with what was seen of it and what every theorem that applies says.
public struct JudgedRun: Sendable {
  public let record: Record
  public let judgements: [Judgement]

  /// Runs a setting and asks every theorem in `theorems` that applies and can judge what is kept.
  public init(
    _ setting: Setting, on engine: Engine = .rankfall,
    observing names: [String] = NetworkObservables.defaults,
    progress: Progress = Progress()
  ) {
    let predictions = setting.predictions
    var observables = NetworkObservables.all(for: setting).filter { names.contains($0.name) }
    for prediction in predictions {
      for observable in prediction.observables
      where !observables.contains(where: { $0.name == observable.name }) {
        observables.append(observable)
      }
    }
    let record = engine.run(setting, observing: observables, progress: progress)
    self.record = record
    judgements = predictions.map {
      Judgement(claim: type(of: $0).claim, verdict: $0.verdict(on: record), curves: $0.curves(for: record))
    }
  }
}

extension Setting {
  /// The theorems that apply and can judge what is kept of the trajectories.
  public var predictions: [any NetworkPrediction] { applying.filter { canJudge($0) } }

  /// The claims of the theorems that apply, but need every trajectory where only statistics are kept.
  public var unjudgedClaims: [Claim] { applying.filter { !canJudge($0) }.map { type(of: $0).claim } }

  /// Most speak of noise of one law from start to end.
  private var applying: [any NetworkPrediction] {
    theorems.compactMap { theorem in
      guard let theorem = theorem as? any NetworkPrediction.Type, noiseEnd == nil || theorem.allowsNoiseToEnd
      else { return nil }
      return theorem.init(for: self)
    }
  }

  private func canJudge(_ prediction: any NetworkPrediction) -> Bool {
    ensemble.keeping == .trajectories || prediction.judgesStatistics
  }
}
