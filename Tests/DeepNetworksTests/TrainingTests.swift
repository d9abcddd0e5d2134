import Learning
import Matrices
import Simulation
import Testing

@testable import DeepNetworks

@Suite("A training") struct TrainingTests {
  static let descents: [Descent] = [
    Descent(learningRate: 0.1, weightDecay: 0.3),
    Descent(learningRate: 0.1, weightDecay: 0.3, method: .heavyBall(momentum: 0.9)),
    Descent(learningRate: 0.1, weightDecay: 0.3, method: .heavyBall(momentum: 0.5), decay: .decoupled),
    Descent(learningRate: 0.01, weightDecay: 0.3, method: .adam(Adam())),
    Descent(learningRate: 0.01, weightDecay: 0.3, method: .adam(Adam()), decay: .decoupled),
    Descent(learningRate: 0.1, weightDecay: 0.3, method: .unitGradient),
    Descent(learningRate: 0.1, schedule: .steps(milestones: [3, 8], factor: 0.2)),
    Descent(learningRate: 0.1, weightDecay: 0.1, schedule: .cosine(updates: 10)),
  ]

  /// The methods' formulas, entry by entry, from the gradient that differences have confirmed.
  @Test("moves by the method's formula", arguments: descents.indices)
  func formula(number: Int) {
    let descent = Self.descents[number]
    let setting = Trial.perceptron(descent, normalized: .batchNormalization())
    let training = Training<Double>(setting)
    var state = setting.initialState(in: Double.self)
    var (velocity, squares): ([String: Matrix], [String: Matrix]) = ([:], [:])
    for step in 0..<setting.updates {
      let gradient = training.gradient(at: state, drivenBy: Trial.noise(training, step: step)).gradient
      let next = Trial.run(training, from: state, steps: step..<step + 1)
      let (rate, decay) = (descent.learningRate(at: step), descent.weightDecay)
      let length = state.parameters.filter(\.isLearnt).reduce(0) { $0 + gradient[$1].squaredNorm }
        .squareRoot()
      for parameter in state.parameters where parameter.isLearnt {
        let (w, g) = (state[parameter], gradient[parameter])
        let isCoupled = descent.decay == .coupled
        let slope = isCoupled ? g + decay * w : g
        let start = isCoupled ? w : (1 - rate * decay) * w
        let zero = Matrix(zeros: w.rows, w.columns)
        let expected: Matrix
        switch descent.method {
        case .plain: expected = (1 - rate * decay) * w - rate * g
        case .unitGradient: expected = (1 - rate * decay) * w - (rate / length) * g
        case .heavyBall(let momentum):
          let v = momentum * velocity[parameter.name, default: zero] + slope
          velocity[parameter.name] = v
          expected = start - rate * v
        case .adam(let adam):
          let first = adam.first * velocity[parameter.name, default: zero] + (1 - adam.first) * slope
          let second = Matrix(w.rows, w.columns) {
            adam.second * squares[parameter.name, default: zero][$0, $1]
              + (1 - adam.second) * slope[$0, $1] * slope[$0, $1]
          }
          (velocity[parameter.name], squares[parameter.name]) = (first, second)
          var (a, b) = (1.0, 1.0)
          for _ in 0...step { (a, b) = (a * adam.first, b * adam.second) }
          expected = Matrix(w.rows, w.columns) {
            start[$0, $1] - rate * (first[$0, $1] / (1 - a))
              / ((second[$0, $1] / (1 - b)).squareRoot() + adam.epsilon)
          }
        }
        // Adam divides by numbers that may be small: roundings of the gradient grow.
        let error = (next[parameter] - expected).norm / (1 + expected.norm)
        #expect(error < 1e-12, "\(parameter.name), step \(step)")
      }
      state = next
    }
  }

  @Test("sees each sample once a pass when shuffled, the same batches when cyclic")
  func batches() {
    let shuffled = Training<Double>(Trial.perceptron(Descent(learningRate: 0.1)))
    let passes = (0..<2).map { pass in
      (0..<5).flatMap { Trial.noise(shuffled, step: 5 * pass + $0).samples }
    }
    #expect(passes.allSatisfy { $0.sorted() == Array(0..<20) })
    #expect(passes[0] != passes[1])
    let cyclic = Training<Double>(Trial.perceptron(Descent(learningRate: 0.1), order: .cyclic))
    #expect(Trial.noise(cyclic, step: 6).samples == [4, 5, 6, 7])
    let drawn = Training<Double>(Trial.perceptron(Descent(learningRate: 0.1), order: .withReplacement))
    #expect((0..<50).contains { Set(Trial.noise(drawn, step: $0).samples).count < 4 })
  }

  /// Stopped after any step and resumed from its numbers, a run goes on to the bit, in another process as well: a new
  /// dynamics has no memory.
  @Test("resumes to the last bit", arguments: descents.indices)
  func resumption(number: Int) throws {
    func check<E: NetworkElement>(_ precision: E.Type, batchSize: Int) throws {
      let setting = Trial.perceptron(
        Self.descents[number], normalized: batchSize > 1 ? .batchNormalization() : nil, batchSize: batchSize)
      let start = setting.initialState(in: precision)
      let whole = Trial.run(Training<E>(setting), from: start, steps: 0..<12)
      #expect(whole.updates == 12 && whole != start)
      for stop in [1, 5, 7] {
        let first = Trial.run(Training<E>(setting), from: start, steps: 0..<stop)
        let saved = first.checkpoint
        let restored = try #require(
          TrainingState<E>(setting.network, method: setting.descent.method, checkpoint: saved))
        #expect(restored == first)
        #expect(Trial.run(Training<E>(setting), from: restored, steps: stop..<12) == whole)
      }
      #expect(TrainingState<E>(setting.network, method: setting.descent.method, checkpoint: [0]) == nil)
    }
    for batchSize in [1, 4] {
      try check(Double.self, batchSize: batchSize)
      try check(Float.self, batchSize: batchSize)
    }
  }

  @Test("gives the same record for any number of threads")
  func threads() {
    let setting = Trial.perceptron(Descent(learningRate: 0.1, weightDecay: 0.1))
    let norms = Observable<TrainingState<Float>>("norms", symbol: "|W|", components: 3) { look in
      look.state.layers.map { look.state[$0].norm }
    }
    let records = [1, 2].map { threads in
      simulate(
        Training<Float>(setting), from: { _, random in setting.initialState(in: Float.self, from: &random) },
        over: setting.schedule(every: 4), ensemble: Ensemble(trajectories: 5, seed: 3, threads: threads),
        observing: [norms])
    }
    #expect(records[0].series == records[1].series)
    #expect(Set(records[0].series[0].values).count > 30)
  }

  /// The factors that are handed out are the step: W' = beta W - (mu / B) D^T A, for every kind of weight.
  @Test("hands out the factors of each update", arguments: GradientTests.networks.indices)
  func factors(number: Int) {
    let network = GradientTests.networks[number].network
    let setting = TrainingSetting(
      network, on: GradientTests.data(for: network), start: .pyTorch,
      descent: Descent(learningRate: 0.2, weightDecay: 0.5), batchSize: 3, length: .updates(4), seed: 8)
    let seen = Recording()
    let training = Training<Double>(setting, recorder: seen.recorder)
    var state = setting.initialState(in: Double.self)
    for step in 0..<4 {
      let next = Trial.run(training, from: state, steps: step..<step + 1)
      let updates = seen.take()
      #expect(updates.map(\.layer).sorted() == Array(network.weights.indices))
      for update in updates {
        let weight = network.weights[update.layer]
        #expect(update.step == step && update.factors.samples == 3)
        #expect(
          update.factors.deltas.rows == 3 * weight.uses && update.factors.inputs.rows == 3 * weight.uses)
        let expected = update.factors.applied(to: state[weight])
        #expect((next[weight] - expected).norm < 1e-14 * (1 + expected.norm), "\(weight.name)")
      }
      state = next
    }
  }

  /// The step with momentum that theorems about rank are examined on is the one that is trained with.
  @Test("takes the heavy ball's step along its own factors", arguments: Descent.Decay.allCases)
  func heavyBall(decay: Descent.Decay) {
    let setting = Trial.perceptron(
      Descent(learningRate: 0.2, weightDecay: 0.5, method: .heavyBall(momentum: 0.7), decay: decay),
      updates: 5)
    let rule = MomentumRule(
      momentum: 0.7, decay: decay == .coupled ? .coupled : .decoupled, weightDecay: 0.5)
    let seen = Recording()
    let training = Training<Double>(setting, recorder: seen.recorder)
    var state = setting.initialState(in: Double.self)
    for step in 0..<5 {
      let next = Trial.run(training, from: state, steps: step..<step + 1)
      for update in seen.take() {
        let weight = setting.network.weights[update.layer]
        let old = RankEngine.Weights(
          weights: state[weight], velocity: state.velocity(of: weight))
        let expected = RankEngine.heavyBall(old, update.factors.gradient, 0.2, rule)
        #expect((next[weight] - expected.weights).norm < 1e-14 * (1 + expected.weights.norm))
        #expect((next.velocity(of: weight) - expected.velocity).norm < 1e-14 * (1 + expected.velocity.norm))
      }
      state = next
    }
  }

  @Test("in single precision stays beside double precision")
  func precisions() {
    for batchSize in [1, 4] {
      let setting = Trial.perceptron(
        Descent(learningRate: 0.05, weightDecay: 0.1), batchSize: batchSize, updates: 20)
      let double = Trial.run(
        Training<Double>(setting), from: setting.initialState(in: Double.self), steps: 0..<20)
      let single = Trial.run(
        Training<Float>(setting), from: setting.initialState(in: Float.self), steps: 0..<20)
      for parameter in double.parameters where parameter.isLearnt {
        // Twenty steps of roundings of 6e-8.
        #expect((double[parameter] - single[parameter]).norm < 1e-5 * (1 + double[parameter].norm))
        #expect(double[parameter] != single[parameter])
      }
    }
  }
}
