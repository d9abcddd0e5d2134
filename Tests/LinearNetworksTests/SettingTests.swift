import Learning
import Matrices
import Simulation
import Testing

@testable import LinearNetworks

@Suite("A setting") struct SettingTests {
  private let setting = TestNetwork.setting(.momentDescent, width: 9)

  @Test("knows its sizes, its clock and its noise, by hand")
  func derived() {
    #expect(setting.inputs == 3 && setting.outputs == 2 && setting.rows == 5 && setting.width == 9)
    let x = setting.problem.inputs
    let n = Double(x.rows)
    for (algorithm, batch, step) in [
      (Algorithm.momentDescent, n, 0.03), (.descent(.fullBatch), n, 0.03),
      (.descent(.withReplacement(4)), 4, 0.03),
      (.stochasticGradientFlow(.splitHyperbolic, .ito), 2, 0.02), (.untiedGradientFlow, 2, 0.02),
    ] {
      let setting = TestNetwork.setting(algorithm, delta: 3)
      #expect(setting.timeStep == step && Double(setting.batchSize) == batch)
      // C = delta / (n B) X^T X
      let expected = 3 / (n * batch) * (x.transposed * x)
      #expect(largestDifference(setting.noiseCovariance, expected) < 1e-14)
      #expect(setting.isDescent == (step == 0.03))
    }
    var fullBatch = TestNetwork.setting(.untiedGradientFlow)
    fullBatch.noiseBatchSize = nil
    #expect(Double(fullBatch.batchSize) == n)
  }

  @Test("starts where it says, differently in each trajectory where drawn")
  func start() {
    var random = RandomStream(seed: 1, for: .initialization)
    #expect(setting.start == .fixed(setting.initialState(&random).theta))
    var drawn = setting
    drawn.start = .gaussian(scale: 0.1, width: 400)
    let first = drawn.initialState(&random).theta
    let second = drawn.initialState(&random).theta
    #expect(first.rows == 5 && first.columns == 400 && first != second)
    let z = (first.squaredNorm / 2000 - 0.01) / (0.01 * (2.0 / 2000).squareRoot())
    #expect(abs(z) < 5, "variance scale^2")
  }

  @Test(
    "reduced keeps theta theta^T, the spectra and the loss",
    arguments: [(true, false), (false, true), (true, true)])
  func reduced(by parts: (Bool, Bool)) {
    let reduced = setting.reduced(width: parts.0, rotation: parts.1)
    var random = RandomStream(seed: 1, for: .initialization)
    let (old, new) = (setting.initialState(&random), reduced.initialState(&random))
    #expect(new.width == (parts.0 ? 5 : 9))
    #expect(largestDifference(new.singularValues, old.singularValues) < 1e-14 * 10)
    #expect(largestDifference(new.W1.singularValues, old.W1.singularValues) < 1e-14 * 10)
    #expect(largestDifference(new.balancednessEigenvalues, old.balancednessEigenvalues) < 1e-13)
    #expect(abs(reduced.problem.loss(at: new.product) - setting.problem.loss(at: old.product)) < 1e-13)
    if parts.1 {
      let h = reduced.problem.secondMoment
      for i in 0..<3 {
        for j in 0..<i { #expect(abs(h[i, j]) < 1e-14, "H is diagonal in its eigenvectors") }
      }
    } else {
      #expect(largestDifference(new.theta * new.theta.transposed, old.theta * old.theta.transposed) < 1e-13)
    }
  }

  @Test("reduced leaves a narrow network and a drawn start as they are")
  func notReduced() {
    let narrow = TestNetwork.setting(.momentDescent, width: 4)
    #expect(narrow.reduced(width: true).start == narrow.start)
    var drawn = setting
    drawn.start = .gaussian(scale: 1, width: 20)
    #expect(drawn.reduced(width: true, rotation: true).start == drawn.start)
  }
}

@Suite("Engines") struct EngineTests {
  @Test("are found by name, and their names differ")
  func named() {
    let all = [Engine.rankfall] + Engine.wrong
    for engine in all {
      #expect(Engine.named(engine.name)?.summary == engine.summary)
      #expect(!engine.summary.isEmpty)
    }
    #expect(Set(all.map(\.name)).count == all.count && Engine.named("no such engine") == nil)
  }

  @Test("write the same bits on one thread and on two", arguments: TestNetwork.algorithms)
  func threads(algorithm: Algorithm) {
    func bits(_ threads: Int, _ trajectories: Int) -> [[UInt64]] {
      let setting = TestNetwork.setting(
        algorithm, decay: 0.01, steps: 30, every: 10, trajectories: trajectories, threads: threads)
      let record = Engine.rankfall.run(setting, observing: NetworkObservables.all(for: setting))
      return record.series.map { $0.values.map(\.bitPattern) }
    }
    let one = bits(1, 5)
    #expect(one == bits(2, 5) && one == bits(3, 5))
    for (few, many) in zip(bits(2, 2), one) { #expect(few.elementsEqual(many.prefix(few.count))) }
  }
}
