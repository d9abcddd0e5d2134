import Learning
import Matrices
import Simulation
import Testing

@testable import LinearNetworks

/// A trajectory is a function of the seed and its number: to the bit the same alone, in any lane, beside any neighbours and
/// on any number of threads.
@Suite("A trajectory in lanes") struct LaneTests {
  /// Every number that can be seen, of every trajectory and time, by its bits.
  private func bits(_ setting: Setting, lanes: Bool) -> [[UInt64]] {
    var setting = setting
    setting.ensemble.usesLanes = lanes
    let record = Engine.rankfall.run(setting, observing: NetworkObservables.all(for: setting))
    return record.series.map { $0.values.map(\.bitPattern) }
  }

  private static let noises = [
    LabelNoise.none, LabelNoise(variance: 1), LabelNoise(variance: 1, distribution: .rademacher),
  ]

  @Test("is the one that moves alone, for every algorithm", arguments: TestNetwork.algorithms)
  func algorithms(algorithm: Algorithm) {
    for (p, k, l) in [(3, 2, 6), (2, 3, 4), (9, 1, 12)] {
      let setting = TestNetwork.setting(
        algorithm, inputs: p, outputs: k, width: l, decay: 0.1, steps: 12, every: 4, trajectories: 11)
      #expect(bits(setting, lanes: true) == bits(setting, lanes: false), "p = \(p), k = \(k), l = \(l)")
    }
  }

  /// On both sides of the widths at which products of one trajectory go to OpenBLAS.
  @Test(
    "is the one that moves alone at every width",
    arguments: [
      (Algorithm.stochasticGradientFlow(.eulerMaruyama, .ito), 3500), (.descent(.withReplacement(3)), 3500),
      (.gradientFlow(.commutatorFree4), 700), (.stochasticGradientFlow(.splitHyperbolic2, .ito), 700),
    ])
  func widths(algorithm: Algorithm, width: Int) {
    func weights(lanes: Bool) -> [[UInt64]] {
      var setting = TestNetwork.setting(
        algorithm, inputs: 5, outputs: 2, width: width, steps: 4, every: 4, trajectories: 9)
      setting.ensemble.usesLanes = lanes
      let seen = NetworkObservables.all(for: setting).filter {
        ["loss", "W_singular_values", "theta_singular_values"].contains($0.name)
      }
      return Engine.rankfall.run(setting, observing: seen).series.map { $0.values.map(\.bitPattern) }
    }
    #expect(weights(lanes: true) == weights(lanes: false), "l = \(width)")
  }

  @Test("sees the batches and the noise that it sees alone", arguments: noises)
  func batches(noise: LabelNoise) {
    for sampling in [Sampling.fullBatch, .withReplacement(3), .withoutReplacement(4), .shuffled(5)] {
      var setting = TestNetwork.setting(.descent(sampling), steps: 9, every: 3, trajectories: 9)
      setting.labelNoise = noise
      #expect(bits(setting, lanes: true) == bits(setting, lanes: false), "\(sampling)")
    }
  }

  @Test("does not depend on the number of threads and of trajectories", arguments: [1, 2, 3])
  func threads(threads: Int) {
    let algorithm = Algorithm.stochasticGradientFlow(.eulerMaruyama, .ito)
    func run(_ trajectories: Int, _ threads: Int) -> Record {
      let setting = TestNetwork.setting(
        algorithm, steps: 40, every: 20, trajectories: trajectories, threads: threads)
      return Engine.rankfall.run(setting, observing: NetworkObservables.all(for: setting))
    }
    let many = run(37, 1)
    let few = run(10, threads)
    #expect(run(37, threads).series == many.series)
    for (name, series) in few.series.map({ ($0.name, $0) }) {
      for trajectory in 0..<10 {
        for time in 0..<series.times {
          #expect(
            series.vector(trajectory: trajectory, time: time)
              == many[name].vector(trajectory: trajectory, time: time), "\(name)")
        }
      }
    }
  }

  @Test("is not touched by a neighbour that blows up")
  func neighbours() throws {
    func run(_ rate: Double, lanes: Bool) -> Record {
      var setting = TestNetwork.setting(.momentDescent, delta: 0.5, steps: 64, every: 16, trajectories: 8)
      setting.start = .gaussian(scale: 1, width: 6)
      setting.learningRate = rate
      setting.ensemble.usesLanes = lanes
      return Engine.rankfall.run(setting, observing: NetworkObservables.all(for: setting))
    }
    // Some learning rate between calm and ruin suits some starts and not others.
    let mixed = stride(from: 0.02, to: 0.4, by: 0.02).first {
      (1..<8).contains(run($0, lanes: true).divergedTrajectories)
    }
    let rate = try #require(mixed)
    let (together, alone) = (run(rate, lanes: true), run(rate, lanes: false))
    #expect(together.outcomes == alone.outcomes)
    for (a, b) in zip(together.series, alone.series) {
      #expect(a.values.map(\.bitPattern) == b.values.map(\.bitPattern), "\(a.name)")
    }
  }

  /// Label noise of SH lowers log det at its exact rate, far below what theta itself can resolve.
  @Test("goes on alone, tracked, when its smallest singular value sinks")
  func handOver() throws {
    var setting = TestNetwork.setting(
      .stochasticGradientFlow(.splitHyperbolic, .ito), delta: 40, h: 0.05, steps: 1500, every: 25,
      trajectories: 9)
    setting.learningRate = 0.05
    let logDeterminant = NetworkObservables.logDeterminant
    let record = Engine.rankfall.run(setting, observing: [logDeterminant])
    let rate =
      2 * setting.learningRate * Double(setting.outputs) * setting.noiseCovariance.trace
    let fall = rate * (record.times.last ?? 0)
    #expect(fall > 150, "far below the roundings of theta: five singular values of 1e-16 make -370 in all")
    let series = record["log_determinant"]
    for trajectory in 0..<record.trajectories {
      for (look, time) in record.times.enumerated() {
        let line = series[trajectory, 0, 0] - rate * time
        #expect(abs(series[trajectory, look, 0] - line) < 1e-6, "at t = \(time)")
      }
    }
    setting.ensemble.usesLanes = false
    #expect(Engine.rankfall.run(setting, observing: [logDeterminant]).series == record.series)
  }

  @Test("is left as it is by the others' wish to be known")
  func extraction() {
    let states = (0..<8).map {
      NetworkState(theta: TestNetwork.matrix(5, 6, seed: UInt64($0)), inputs: 3, outputs: 2)
    }
    let block = NetworkState(lanes: states)
    #expect(block.lanes == 8)
    for (lane, state) in states.enumerated() {
      #expect(block.lane(lane).theta == state.theta)
      #expect(block.isFinite(lane: lane))
    }
  }
}
