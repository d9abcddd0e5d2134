import Learning
import Matrices
import Simulation
import Testing

@testable import DeepNetworks

@Suite("What is seen of a training") struct ObservableTests {
  private func look(
    _ state: TrainingState<Double>, previous: TrainingState<Double>? = nil, initial: TrainingState<Double>
  ) -> Snapshot<TrainingState<Double>> {
    Snapshot(step: 1, time: 1, state: state, previous: previous, initial: initial)
  }

  @Test("counts ranks by both norms, and none of nothing")
  func ranks() {
    let setting = Trial.perceptron(Descent(learningRate: 0.1, weightDecay: 0.1), biases: false)
    let seen = TrainingObservables<Double>(setting, thresholds: [0.01, 0.5])
    let layers = setting.network.weights
    var state = setting.initialState(in: Double.self)
    // 7 x 6 with singular values 1, 1, 1, 1, 0.1, 0.001: |.|_F is 2.0025.
    let values = [1, 1, 1, 1, 0.1, 0.001]
    state[layers[0]] = Matrix(7, 6) { $0 == $1 ? values[$0] : 0 }
    state[layers[1]] = Matrix(zeros: 5, 7)
    let now = look(state, initial: state)
    let spectral = seen.ranks(of: .spectral).measure(now)
    let frobenius = seen.ranks(of: .frobenius).measure(now)
    #expect(spectral[0] == 5 && spectral[1] == 4)
    // Half of 2.0025 is more than any of them.
    #expect(frobenius[0] == 5 && frobenius[1] == 0)
    #expect(spectral[2].isNaN && frobenius[3].isNaN)
    let stable = seen.stableRanks.measure(now)
    #expect(abs(stable[0] - 4.010001) < 1e-14 && stable[1].isNaN)
    #expect(seen.norms.measure(now)[1] == 0)
    #expect(seen.singularValues.measure(now).prefix(6).elementsEqual(values) { abs($0 - $1) < 1e-15 })
  }

  @Test("calls a layer collapsed that only forgets, or is hardly there")
  func collapse() {
    func verdict(_ norm: Double, previous: Double?, by beta: Double = 0.9, in unit: Double = .ulpOfOne)
      -> Bool
    {
      LayerCollapse(norm: norm, start: 1, previous: previous, forgetting: beta, unit: unit).hasCollapsed
    }
    #expect(verdict(0.009, previous: 0.01))
    #expect(!verdict(0.009001, previous: 0.01) && !verdict(0.009, previous: nil))
    #expect(!verdict(0.9, previous: 1), "one batch without a gradient is no collapse")
    #expect(verdict(0.9e-6, previous: nil) && verdict(0, previous: 0))
    #expect(!verdict(1, previous: 1, by: 1))
    // Where a decay is hardly more than roundings, nothing is said.
    let single = Double(Float.ulpOfOne)
    #expect(verdict(0.001 * (1 - 1e-4), previous: 0.001, by: 1 - 1e-4, in: single))
    #expect(!verdict(0.001 * (1 - 1e-6), previous: 0.001, by: 1 - 1e-6, in: single))
    #expect(verdict(0.001 * (1 - 1e-6), previous: 0.001, by: 1 - 1e-6))
  }

  @Test("calls a layer collapsed in single precision as in double")
  func collapseInSingle() throws {
    func collapsed<E: NetworkElement>(_ precision: E.Type, by factor: Double) -> [Double] {
      let setting = Trial.perceptron(Descent(learningRate: 0.05, weightDecay: 2), biases: false)
      let start = setting.initialState(in: E.self)
      var (before, after) = (start, start)
      for layer in start.layers {
        before[layer] = 0.001 * start[layer]
        after[layer] = factor * before[layer]
      }
      let now = Snapshot(step: 1, time: 1, state: after, previous: before, initial: start)
      return TrainingObservables<E>(setting).collapsed.measure(now)
    }
    for factor in [0.9, 0.9 + 1e-5] {
      let expected = factor == 0.9 ? [1.0, 1, 1] : [0, 0, 0]
      #expect(collapsed(Double.self, by: factor) == expected)
      #expect(collapsed(Float.self, by: factor) == expected)
    }
  }

  @Test("measures loss and accuracy by their definitions")
  func performance() {
    let data = LabelledSamples(
      name: "", inputs: [1, 0, 0, 1, -1, 0], inputCount: 2, answers: .labels([0, 1, 0], classes: 2))
    let network = Network.perceptron([2, 2], biases: false)
    var state = TrainingState<Double>(network)
    state[network.weights[0]] = .identity(2)
    let seen = NetworkEvaluation<Double>(network, data, .crossEntropy()).measure(state)
    // Scores (1, 0), (0, 1) and (-1, 0): the last sample's class is taken for the other.
    let right = 0.31326168751822286
    #expect(abs(seen.loss - (2 * right + 1 + right) / 3) < 1e-15)
    #expect(seen.accuracy == 2.0 / 3)
    let squares = NetworkEvaluation<Double>(network, data, .squares).measure(state)
    #expect(abs(squares.loss - (0 + 0 + 2) / 3) < 1e-15)
  }

  /// Classes that are far apart are learnt, in both precisions and by `simulate`.
  @Test("sees a network learn")
  func learning() {
    var random = RandomStream(seed: 12, for: .data)
    let labels = (0..<90).map { $0 % 3 }
    let inputs = labels.flatMap { label in
      (0..<5).map { (label == $0 ? 3.0 : 0) + 0.3 * random.normal() }
    }
    let data = LabelledSamples(
      name: "", inputs: inputs, inputCount: 5, answers: .labels(labels, classes: 3))
    func accuracy<E: NetworkElement>(_ precision: E.Type) -> Double {
      let setting = TrainingSetting(
        .perceptron([5, 16, 3]), on: data, test: data,
        descent: Descent(learningRate: 0.1, weightDecay: 0.001),
        batchSize: 10, length: .epochs(10), seed: 2)
      let record = simulate(
        Training<E>(setting), from: { _, stream in setting.initialState(in: E.self, from: &stream) },
        over: setting.schedule(every: 45), observing: TrainingObservables<E>(setting).all)
      #expect(record.steps == [0, 45, 90])
      #expect(record["train_loss"][0, 2, 0] < 0.1 * record["train_loss"][0, 0, 0])
      return record["test_accuracy"][0, 2, 0]
    }
    #expect(accuracy(Float.self) == 1 && accuracy(Double.self) == 1)
  }

  /// mu and wd of scale-invariant layers in single precision, as in the theorem normalized-scale.
  @Test("of single precision is the same to the bit where scales are powers of two")
  func scaleEquivalence() {
    let network = Network.perceptron(
      [6, 7, 5, 3], biases: false, normalized: .batchNormalization(epsilon: 0, affine: false))
    var plain = Trial.perceptron(Descent(learningRate: 0.125, weightDecay: 0.1), updates: 60)
    plain.network = network
    var scaled = plain
    scaled.rateFactors = [4, 4, 1]
    scaled.decayFactors = [0.25, 0.25, 1]
    var start = plain.initialState(in: Float.self)
    let a = Trial.run(Training<Float>(plain), from: start, steps: 0..<60)
    for layer in network.weights.dropLast() { start[layer] = 2 * start[layer] }
    let b = Trial.run(Training<Float>(scaled), from: start, steps: 0..<60)
    for layer in network.weights.dropLast() { #expect(2 * a[layer] == b[layer]) }
    #expect(a[network.weights[2]] == b[network.weights[2]])
    #expect(a[network.weights[0]] != start[network.weights[0]])
  }
}
