import DeepNetworks
import Learning
import Matrices

/// The cuts of one network in its precision.
struct CompressTrial<Element: NetworkElement> {
  private let subject: CompressSubject
  private let request: CompressRequest
  private let progress: RunProgress
  private let whole: TrainingState<Element>
  private let spectra: [[Double]]

  init(_ subject: CompressSubject, _ request: CompressRequest, _ progress: RunProgress) throws {
    self.subject = subject
    self.request = request
    self.progress = progress
    whole = try subject.state(in: Element.self)
    spectra = whole.layerSpectra(threads: request.threads)
  }

  private var setting: TrainingSetting { subject.training.setting }

  func lines() throws -> [CompressRun.Line] {
    let cut = try CompressSubject.cut(setting.network, withHead: request.cutsHead)
    let choices: [RankChoice?] = [nil] + request.choices
    return try choices.map { choice in
      try line(
        CompressedNetwork(
          setting.network, at: whole, choice ?? .rank(1), cutting: choice == nil ? [] : cut, spectra: spectra,
          updates: subject.isRun ? setting.updates : 0, method: setting.descent.method), choice)
    }
  }

  private func line(
    _ compressed: CompressedNetwork<Element>, _ choice: RankChoice?
  ) throws -> CompressRun.Line {
    let factored = compressed.factored
    var state = compressed.state
    var trained: CompressRun.Standing?
    let before = standing(of: state, factored)
    if request.passes > 0 {
      var next = setting
      next.network = factored.network
      next.descent = try request.descent(after: setting)
      (next.rateFactors, next.decayFactors) = ([], [])
      guard
        let end = next.continued(
          from: state, updates: request.passes * setting.updatesPerEpoch, threads: request.threads,
          progress: progress)
      else { throw LaboratoryError.interrupted }
      state = end
      trained = end.isFinite ? standing(of: end, factored) : nil
    }
    return CompressRun.Line(
      choice: choice, layers: compressed.layers, factored: factored, share: compressed.share,
      cut: before, trained: trained,
      numbers: state.isFinite ? factored.network.parameters.map { ($0, state[$0]) } : [])
  }

  private func standing(
    of state: TrainingState<Element>, _ factored: FactoredNetwork
  ) -> CompressRun.Standing {
    let (data, loss) = (subject.training.data, setting.loss)
    func score(_ part: LabelledSamples) -> CompressRun.Score {
      let found = NetworkEvaluation<Element>(factored.network, part, loss).measure(state)
      return CompressRun.Score(loss: found.loss, accuracy: found.accuracy)
    }
    let values = factored.whole(from: state).layerSpectra(threads: request.threads)
    return CompressRun.Standing(
      train: score(data.train), test: data.test.map(score),
      ranks: values.map { values in
        guard let first = values.first, first > 0 else { return nil }
        return values.count { $0 > CompressRun.threshold * first }
      })
  }
}
