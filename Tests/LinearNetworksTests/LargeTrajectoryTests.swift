import Learning
import Matrices
import Simulation
import Testing

@testable import LinearNetworks

/// A trajectory whose sweeps are shared out, and whose looks wait for each other, is what it is without either.
@Suite("A large trajectory") struct LargeTrajectoryTests {
  /// 41 x 240 weights and 500 samples are several parts; the spectra are too large for lanes.
  private func setting(_ algorithm: Algorithm, threads: Int, trajectories: Int = 1) -> Setting {
    var setting = TestNetwork.setting(
      algorithm, inputs: 40, outputs: 1, width: 240, steps: 22, every: 2, trajectories: trajectories,
      threads: threads)
    setting.problem = TestNetwork.problem(inputs: 40, outputs: 1, samples: 500)
    setting.start = .gaussian(scale: 0.05, width: 240)
    setting.learningRate = 0.01
    return setting
  }

  private func bits(_ setting: Setting, _ names: [String], measuring: Bool = false) -> [[UInt64]] {
    let seen = NetworkObservables.all(for: setting).filter { names.contains($0.name) }
    let observables = measuring ? seen.map { one in one.measuring { one.measure($0) } } : seen
    return Engine.rankfall.run(setting, observing: observables).series.map { $0.values.map(\.bitPattern) }
  }

  private static let names = [
    "loss", "theta_singular_values", "W1_singular_values", "W2_singular_values", "W_singular_values",
    "W1_stable_rank", "balancedness_eigenvalues",
  ]

  private static let algorithms: [Algorithm] = [
    .descent(.fullBatch), .descent(.withReplacement(200)), .momentDescent,
    .stochasticGradientFlow(.eulerMaruyama, .ito),
  ]

  @Test("has the same bits on any number of threads", arguments: algorithms)
  func threads(algorithm: Algorithm) {
    let alone = bits(setting(algorithm, threads: 1), Self.names)
    #expect(alone.count == Self.names.count && alone[2].count == 12 * 40)
    for threads in [2, 3, 7] {
      #expect(bits(setting(algorithm, threads: threads), Self.names) == alone, "\(threads) threads")
    }
  }

  @Test("has the same bits where threads are shared between trajectories")
  func trajectories() {
    let alone = bits(setting(.descent(.fullBatch), threads: 1, trajectories: 2), Self.names)
    for threads in [2, 3, 5] {
      let together = bits(setting(.descent(.fullBatch), threads: threads, trajectories: 2), Self.names)
      #expect(together == alone, "\(threads) threads")
    }
  }

  @Test("shows in looks that wait what it shows in single ones", arguments: [1, 2])
  func looks(threads: Int) {
    let setting = setting(.descent(.fullBatch), threads: threads)
    #expect(bits(setting, Self.names) == bits(setting, Self.names, measuring: true))
  }
}
