import Simulation

/// A training in double precision with what was seen of it and what every theorem that applies says.
public struct JudgedTraining: Sendable {
  /// What a theorem says of a training.
  public struct Judgement: Sendable {
    public let claim: Claim
    public let verdict: Verdict
  }

  public let record: Record
  public let judgements: [Judgement]

  /// Trains with looks every `interval` updates and asks every theorem that applies; `names` are those of further observables.
  public init(
    _ setting: TrainingSetting, on engine: TrainingEngine = .rankfall, every interval: Int,
    observing names: [String] = [], progress: Progress = Progress()
  ) {
    let predictions = setting.predictions
    var observables = TrainingObservables<Double>(setting).all.filter { names.contains($0.name) }
    for prediction in predictions {
      for observable in prediction.observables
      where !observables.contains(where: { $0.name == observable.name }) {
        observables.append(observable)
      }
    }
    let record = engine.run(setting, every: interval, observing: observables, progress: progress)
    self.record = record
    judgements = predictions.map {
      Judgement(claim: type(of: $0).claim, verdict: $0.verdict(on: record))
    }
  }
}

extension TrainingSetting {
  /// The theorems that apply to a run of this setting and can judge its record.
  public var predictions: [any TrainingPrediction] {
    trainingTheorems.compactMap { theorem in (theorem as? any TrainingPrediction.Type)?.init(for: self) }
  }
}
