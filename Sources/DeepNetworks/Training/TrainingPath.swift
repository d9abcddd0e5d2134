import Matrices
import Simulation

/// What is kept of a training while it runs: the numbers of its looks, and the spectra of its stops.
struct TrainingPath<Element: NetworkElement> {
  typealias State = TrainingState<Element>

  private let plan: TrainingPlan
  private let initial: State
  private let windows: FactorWindows?
  private let observables: [Observable<State>]
  /// For each observable its numbers, look after look.
  private var values: [[Double]]
  private var snapshots: [[WeightSnapshot]]
  private var largestNorms: [Double]
  /// The learning rates' memory with momentum, by weight.
  private let rules: [MomentumRule?]

  init(_ plan: TrainingPlan, from initial: State, _ windows: FactorWindows?) {
    self.plan = plan
    self.initial = initial
    self.windows = windows
    observables = TrainingObservables<Element>(plan.setting, thresholds: plan.thresholds).all
    values = observables.map { _ in [] }
    snapshots = initial.layers.map { _ in [] }
    largestNorms = initial.layers.map { _ in 0 }
    rules = initial.layers.indices.map { plan.setting.momentumRule(of: $0) }
  }

  mutating func stop(at look: Snapshot<State>, isLook: Bool, _ glance: (TrainingGlance) -> Void) {
    let spectra = look.state.layerSpectra(threads: plan.threads)
    for (number, layer) in look.state.layers.enumerated() {
      let found = spectra[number]
      largestNorms[number] = max(largestNorms[number], look.state.norm(of: layer))
      windows?.note(number, after: look.step, singularValues: found) { look.state[layer] }
      // C10 compares with the first weights, which certificates alone ask for.
      let isWhole = look.step == 0 && windows != nil || needsVelocity(number, layer, at: look.step)
      snapshots[number].append(
        WeightSnapshot(
          update: look.step, singularValues: found, weights: isWhole ? look.state[layer] : nil,
          velocity: isWhole && rules[number] != nil ? look.state.velocity(of: layer) : nil))
      look.memo.once(TrainingObservables<Element>.spectrumKey(number), count: found.count) {
        for (i, value) in found.enumerated() { $0[i] = value }
      } _: { _ in
      }
    }
    guard isLook else { return }
    for (index, observable) in observables.enumerated() { values[index] += observable.measure(look) }
    func last(_ name: String) -> Double? {
      observables.firstIndex { $0.name == name }.flatMap { values[$0].last }
    }
    glance(
      TrainingGlance(
        updates: look.step, loss: last("train_loss") ?? .nan, accuracy: last("train_accuracy") ?? .nan,
        testLoss: last("test_loss"), rank: hiddenRank))
  }

  /// The mean rank of the hidden layers at the last look, above the last threshold.
  private var hiddenRank: Double {
    let thresholds = plan.thresholds.count
    guard let index = observables.firstIndex(where: { $0.name == "spectral_ranks" }), thresholds > 0 else {
      return .nan
    }
    let last = Array(values[index].suffix(snapshots.count * thresholds))
    let found = plan.setting.network.hiddenWeights.map { last[($0 + 1) * thresholds - 1] }.filter(\.isFinite)
    return found.isEmpty ? .nan : found.reduce(0, +) / Double(found.count)
  }

  /// With momentum a snapshot is of use if the updates since leave something of its rank, or if C1 starts from it.
  private func needsVelocity(_ number: Int, _ layer: NetworkParameter, at step: Int) -> Bool {
    guard rules[number] != nil else { return false }
    let rank = plan.setting.updateRank(of: number).bound(outputs: layer.rows, inputs: layer.columns)
    let since = (plan.setting.updates - step).multipliedReportingOverflow(by: rank)
    return step == windows?.first || !since.overflow && since.partialValue < min(layer.rows, layer.columns)
  }

  /// The record, filled up with NaN after a divergence, and the layers with what their snapshots have become.
  func finish(_ state: State, _ previous: State, diverged: Int?) -> FollowedTraining {
    let looks = plan.looks
    let series = zip(observables, values).map { observable, seen in
      let missing = looks.count * observable.components - seen.count
      return Series(
        name: observable.name, symbol: observable.symbol, unit: observable.unit, trajectories: 1,
        times: looks.count, components: observable.components,
        values: seen + [Double](repeating: .nan, count: missing))
    }
    let histories = windows?.take()
    let past = snapshots.enumerated().map { aged($1, of: $0, until: state.updates) }
    let layers = state.layers.enumerated().map { number, layer in
      TrainedLayer(
        weight: layer, role: plan.setting.network.role(of: number),
        updateRank: plan.setting.updateRank(of: number), start: initial[layer], before: previous[layer],
        weights: state[layer], snapshots: past[number],
        pastNorms: Dictionary(
          snapshots[number].map { ($0.update, $0.spectralNorm) }, uniquingKeysWith: { $1 }),
        largestNorm: largestNorms[number],
        hasCollapsed: diverged == nil
          && LayerCollapse(
            norm: state.norm(of: layer), start: initial.norm(of: layer), previous: previous.norm(of: layer),
            forgetting: plan.setting.forgetting(of: number, at: max(0, state.updates - 1)),
            unit: Double(Element.ulpOfOne)
          ).hasCollapsed, history: diverged == nil ? histories?[number] : nil, updates: state.updates)
    }
    return FollowedTraining(
      plan: plan,
      record: Record(
        steps: looks, timeStep: 1, outcomes: [diverged.map { .diverged(step: $0) } ?? .finished],
        series: series), layers: layers, parameters: state.parameters.map { ($0, state[$0]) },
      hasDiverged: diverged != nil)
  }

  /// Snapshots with the decays and the rank of the updates since; with momentum what is left of them.
  private func aged(_ snapshots: [WeightSnapshot], of number: Int, until end: Int) -> [WeightSnapshot] {
    let layer = initial.layers[number]
    let rank = plan.setting.updateRank(of: number).bound(outputs: layer.rows, inputs: layer.columns)
    var (product, step) = (1.0, end)
    var memory = rules[number]?.memory
    return snapshots.filter { $0.update < end }.sorted { $0.update > $1.update }.compactMap { snapshot in
      while step > snapshot.update {
        step -= 1
        product *= plan.setting.forgetting(of: number, at: step)
        memory?.extend(
          learningRate: plan.setting.learningRate(of: number, at: step),
          weightDecay: rules[number]?.weightDecay ?? 0)
      }
      if let memory {
        var left = snapshot.remembered(by: memory)
        left?.addedRank = (end - step) * rank
        return left
      }
      return WeightSnapshot(
        update: snapshot.update, singularValues: snapshot.singularValues, weights: snapshot.weights,
        product: product, addedRank: (end - step) * rank)
    }.reversed()
  }
}

extension TrainingPath {
  /// What was kept so far, for a checkpoint.
  var pieces: [ArraySlice<Double>] {
    let spectra = snapshots.flatMap { [Double($0.count)] + $0.flatMap(\.numbers) }
    let seen = values.flatMap(CheckpointNumbers.list) + CheckpointNumbers.list(largestNorms) + spectra
    return [seen[...]] + (windows?.pieces ?? [])
  }

  /// Takes what a path of the same training had kept after some updates; false if these are not such numbers.
  mutating func restore(_ numbers: inout CheckpointNumbers, after updates: Int) -> Bool {
    for index in values.indices {
      guard let list = numbers.list() else { return false }
      values[index] = list
    }
    guard let norms = numbers.list(), norms.count == largestNorms.count else { return false }
    largestNorms = norms
    for number in snapshots.indices {
      guard let count = numbers.count() else { return false }
      snapshots[number] = []
      let layer = initial.layers[number]
      for _ in 0..<count {
        guard let snapshot = WeightSnapshot(&numbers, rows: layer.rows, columns: layer.columns) else {
          return false
        }
        snapshots[number].append(snapshot)
      }
    }
    return windows?.restore(&numbers, after: updates) ?? true
  }
}
