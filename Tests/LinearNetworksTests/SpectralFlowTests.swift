import Learning
import Matrices
import Simulation
import Testing

@testable import LinearNetworks

/// The closed system beside the weights: with the same noise the same numbers, path by path.
@Suite("The flow of a spectrum") struct SpectralFlowTests {
  private static func setting(inputs p: Int, width: Int, loss: Bool, method: StochasticFlowMethod) -> Setting
  {
    var problem = GaussianTeacher(
      samples: 2 * p + 2, inputs: p, outputs: 1, noise: 0.3, covariance: .whitened, seed: 5
    ).draw().problem
    var delta = 4.0
    if !loss {
      problem = Witness.noiseOnly(problem)
      delta *= Witness.noiseOnlyVarianceScale
    }
    return Setting(
      problem, start: .fixed(0.6 * TestNetwork.matrix(p + 1, width, seed: 9)),
      algorithm: .stochasticGradientFlow(method, .ito), learningRate: 0.1, flowStep: 0.02,
      labelNoise: LabelNoise(variance: delta), noiseBatchSize: 1, weightDecay: loss ? 0.05 : 0,
      schedule: Schedule(steps: 60, every: 60))
  }

  /// Moves weights and spectrum by the same noise, whose direction is that of the eigenvectors of each moment.
  @Test(
    "has the values that the weights have, with the same noise",
    arguments: [(2, 2), (3, 5), (6, 7), (9, 20)], [StochasticFlowMethod.splitHyperbolic, .splitHyperbolic2])
  func pathwise(shape: (Int, Int), method: StochasticFlowMethod) throws {
    for loss in [true, false] {
      let (p, width) = shape
      let setting = Self.setting(inputs: p, width: width, loss: loss, method: method)
      let flow = try #require(SpectralFlow(setting))
      let dense = SplitHyperbolicFlow(
        StochasticGradientFlow(setting), timeStep: setting.flowStep,
        averagesDrift: method == .splitHyperbolic2)
      var weights = setting.fixedStart
      var spectrum = SpectralState(weights, crossMoment: setting.problem.crossMoment)
      var (space, noise) = (flow.makeWorkspace(for: spectrum), flow.makeNoise())
      var (denseSpace, denseNoise) = (dense.makeWorkspace(for: weights), dense.makeNoise())
      var random = RandomStream(seed: 3, for: .noise)
      let root = (setting.flowStep * setting.noiseCovariance.trace / Double(p)).squareRoot()
      for step in 0..<setting.schedule.steps {
        random.begin(step: step)
        flow.draw(&noise, from: &random)
        // dN = sqrt(h c) U beta, the eigenvectors with the signs that the spectrum has given them.
        let gram = GramFrame(weights.W1)
        let u = Matrix(p, p) { gram.vectors[$0, p - 1 - $1] }
        let product = u.transposed * weights.product
        let beta = noise.matrix
        let signed = Matrix(p, 1) { i, _ in
          root * beta[i, 0] * (product[i, 0] * spectrum.products[i] < 0 ? -1 : 1)
        }
        denseNoise.values = Bundle(u * signed)
        flow.step(&spectrum, drivenBy: noise, in: &space)
        dense.step(&weights, drivenBy: denseNoise, in: &denseSpace)
      }
      let expected = SpectralState(weights, crossMoment: setting.problem.crossMoment)
      let size = expected.eigenvalues.reduce(expected.outputSquare, +)
      #expect(largestDifference(spectrum.eigenvalues, expected.eigenvalues) < 1e-11 * size)
      #expect(abs(spectrum.outputSquare - expected.outputSquare) < 1e-11 * size)
      let aligned = expected.aligned(with: spectrum)
      #expect(largestDifference(spectrum.products, aligned.products) < 1e-9 * size)
      if loss { #expect(largestDifference(spectrum.targets, aligned.targets) < 1e-9) }
      #expect(
        spectrum.eigenvalues
          != SpectralState(setting.fixedStart, crossMoment: setting.problem.crossMoment).eigenvalues)
    }
  }

  /// W1 = (I, 0) has one eigenvalue p times; noise parts them as it does those of the weights. With one input a step adds
  /// one of its two squares alone.
  @Test("moves equal eigenvalues and a single one as the weights do", arguments: [1, 2, 6])
  func equalEigenvalues(p: Int) throws {
    let setting = Self.setting(inputs: p, width: p + 1, loss: false, method: .splitHyperbolic)
    let start = NetworkState(
      theta: Matrix(p + 1, p + 1) { i, j in i == j ? 0.7 : i == p ? 0.3 : 0 }, inputs: p, outputs: 1)
    let flow = try #require(SpectralFlow(setting))
    let dense = SplitHyperbolicFlow(
      StochasticGradientFlow(setting), timeStep: setting.flowStep, averagesDrift: false)
    var (weights, spectrum) = (start, SpectralState(start, crossMoment: setting.problem.crossMoment))
    #expect(Set(spectrum.eigenvalues).count == 1)
    // In the frame of the inputs: there the eigenvectors are the axes.
    let axes = Matrix(p, p) { i, j in (spectrum.products[i] * 0.21 < 0 ? -1.0 : 1) * (i == j ? 1 : 0) }
    var (space, noise) = (flow.makeWorkspace(for: spectrum), flow.makeNoise())
    var (denseSpace, denseNoise) = (dense.makeWorkspace(for: weights), dense.makeNoise())
    var random = RandomStream(seed: 4, for: .noise)
    random.begin(step: 0)
    flow.draw(&noise, from: &random)
    let root = (setting.flowStep * setting.noiseCovariance.trace / Double(p)).squareRoot()
    denseNoise.values = Bundle(root * (axes * noise.matrix))
    flow.step(&spectrum, drivenBy: noise, in: &space)
    dense.step(&weights, drivenBy: denseNoise, in: &denseSpace)
    let expected = SpectralState(weights, crossMoment: setting.problem.crossMoment)
    #expect(spectrum.isFinite && largestDifference(spectrum.eigenvalues, expected.eigenvalues) < 1e-13)
    #expect(abs(spectrum.outputSquare - expected.outputSquare) < 1e-13)
    #expect(
      largestDifference(
        spectrum.products.map { $0 * $0 }.sorted(), expected.products.map { $0 * $0 }.sorted()) < 1e-13)
    #expect(
      spectrum.eigenvalues != SpectralState(start, crossMoment: setting.problem.crossMoment).eigenvalues)
  }

  @Test("shows a step that cannot be taken, and a single eigenvalue over many steps")
  func endings() throws {
    let p = 3
    let begin = NetworkState(theta: 0.5 * TestNetwork.matrix(p + 1, 5, seed: 9), inputs: p, outputs: 1)
    // Signal and curvature beyond the range of doubles.
    let flow = SpectralFlow(inputs: p, noise: 0.1, curvature: 1e308, timeStep: 0.1)
    let record = simulate(
      flow, from: { _, _ in SpectralState(begin, crossMoment: Matrix(p, 1) { _, _ in 1e308 }) },
      over: Schedule(steps: 10, every: 10), ensemble: Ensemble(trajectories: 2),
      observing: SpectralObservables.all(inputs: p))
    #expect(record.divergedTrajectories == 2)
    #expect(DeterminantDecay.verdict(on: record, of: flow).evidence == nil)
    let single = NetworkState(theta: 0.5 * TestNetwork.matrix(2, 3, seed: 9), inputs: 1, outputs: 1)
    for curvature in [0.0, 1] {
      let flow = SpectralFlow(inputs: 1, noise: 0.1, curvature: curvature, timeStep: 0.02)
      let record = simulate(
        flow, from: { _, _ in SpectralState(single, crossMoment: Matrix(1, 1) { _, _ in 1 }) },
        over: Schedule(steps: 500, every: 100), ensemble: Ensemble(trajectories: 20, seed: 2),
        observing: SpectralObservables.all(inputs: 1))
      #expect(record.divergedTrajectories == 0)
      #expect(DeterminantDecay.verdict(on: record, of: flow).holds)
    }
  }

  /// log det falls by 2 (eps p + lambda P) a unit of time, whatever the path.
  @Test("keeps the determinant on its line") func determinant() throws {
    for loss in [true, false] {
      let p = 12
      let setting = Self.setting(inputs: p, width: 16, loss: loss, method: .splitHyperbolic2)
      let flow = try #require(SpectralFlow(setting))
      let start = SpectralState(setting.fixedStart, crossMoment: setting.problem.crossMoment)
      let record = simulate(
        flow, from: { _, _ in start }, over: setting.schedule, ensemble: Ensemble(trajectories: 5, seed: 8),
        observing: SpectralObservables.all(inputs: p))
      #expect(DeterminantDecay.verdict(on: record, of: flow).holds)
      // It would see a rate that is wrong by a thousandth.
      let other = SpectralFlow(
        inputs: p, noise: 1.001 * flow.noise, curvature: flow.curvature, weightDecay: flow.weightDecay,
        timeStep: flow.timeStep)
      #expect(DeterminantDecay.verdict(on: record, of: other).fails)
      let dense = setting.fixedStart.theta.singularValues.reduce(0) { $0 + 2 * logarithm($1) }
      #expect(abs(start.logDeterminant - dense) < 1e-11)
    }
  }

  @Test("applies to one output, white inputs and enough width alone") func scope() {
    func accepts(_ change: (inout Setting) -> Void) -> Bool {
      var setting = Self.setting(inputs: 3, width: 3, loss: true, method: .splitHyperbolic2)
      change(&setting)
      return SpectralFlow(setting) != nil
    }
    #expect(accepts { _ in })
    #expect(!accepts { $0.algorithm = .descent(.fullBatch) })
    #expect(!accepts { $0.algorithm = .stochasticGradientFlow(.splitHyperbolic, .stratonovich) })
    #expect(!accepts { $0.start = .fixed(TestNetwork.matrix(4, 2, seed: 1)) })
    #expect(!accepts { $0.problem = TestNetwork.problem(inputs: 3, outputs: 1) })
    #expect(
      !accepts {
        $0.problem = TestNetwork.problem(inputs: 3, outputs: 2)
        $0.start = .fixed(TestNetwork.matrix(5, 6, seed: 1))
      })
  }

  /// What `rankfall spectrum network --weights` asks of a run: that it would see a closed system that is another one's.
  @Test("has not the law of weights under more noise, or with another loss")
  func verdict() throws {
    var setting = Self.setting(inputs: 3, width: 5, loss: true, method: .splitHyperbolic2)
    setting.ensemble = Ensemble(trajectories: 1000, seed: 4)
    let weights = Engine.rankfall.run(setting, observing: SpectralObservables.ofWeights(inputs: 3))
    func verdict(_ change: (inout Setting) -> Void) throws -> Verdict {
      var changed = setting
      changed.ensemble.seed = 5
      change(&changed)
      let start = SpectralState(setting.fixedStart, crossMoment: setting.problem.crossMoment)
      let record = simulate(
        try #require(SpectralFlow(changed)), from: { _, _ in start }, over: changed.schedule,
        ensemble: changed.ensemble, observing: SpectralObservables.all(inputs: 3))
      return SpectralClosure.verdict(record, beside: weights)
    }
    #expect(try verdict { _ in }.holds)
    #expect(try verdict { $0.labelNoise.variance *= 2 }.fails)
    #expect(try verdict { $0.weightDecay = 1 }.fails)
    #expect(try verdict { $0.flowStep *= 2 }.fails, "twice the time")
  }
}
