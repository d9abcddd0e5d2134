import CLanes
import Matrices
import Simulation
import Testing

@testable import Repulsion

/// A trajectory's bits depend on nothing but its seed and number.
@Suite("Repelling points in lanes", .serialized) struct RepulsionLaneTests {
  static let settings: [RepulsionSetting] =
    RepulsionWitness.classical.map { setting in
      var short = setting
      short.schedule = Schedule(steps: 70, every: 30)
      short.ensemble.trajectories = 11
      return short
    }
    + RepulsionWitness.multiplicative.map { setting in
      var short = setting
      short.schedule = Schedule(steps: 70, every: 30)
      short.ensemble.trajectories = 11
      return short
    }
    + [
      // Eight points have loops of their own.
      RepulsionWitness.setting(
        .multiplicative(decay: 0.05, noise: 0.1), start: (1...8).map { 0.5 * Double($0) },
        by: .euler(softening: 0.001), h: 0.001, steps: 70, every: 30, trajectories: 11, seed: 5),
      RepulsionWitness.setting(
        .multiplicative(decay: 0.05, noise: 0.1), start: (1...37).map { 0.5 * Double($0) },
        by: .euler(softening: 0.001), h: 0.001, steps: 70, every: 30, trajectories: 11, seed: 5),
      RepulsionWitness.setting(
        .dyson(beta: 1, confinement: 0), start: [0, 0, 1], by: .euler(softening: 0.1), h: 0.01, steps: 70,
        every: 30, trajectories: 11, seed: 6),
    ]

  private func bits(_ setting: RepulsionSetting, _ change: (inout Ensemble) -> Void = { _ in }) -> [UInt64] {
    var setting = setting
    change(&setting.ensemble)
    let record = RepulsionEngine.rankfall.run(
      setting, observing: Array(PointObservables.all(size: setting.size).dropFirst(0)))
    return record.series.flatMap { $0.values.map { $0.isNaN ? 0 : $0.bitPattern } }
  }

  @Test("one lane, eight lanes and two threads give the same bits", arguments: settings.indices)
  func lanes(number: Int) {
    let setting = Self.settings[number]
    let together = bits(setting)
    #expect(together == bits(setting) { $0.usesLanes = false })
    #expect(together == bits(setting) { $0.threads = 2 })
  }

  @Test("every instruction set gives the same bits", arguments: settings.indices)
  func instructionSets(number: Int) {
    let setting = Self.settings[number]
    let used = instructionSet
    let expected = bits(setting)
    for name in ["portable", "avx2", "avx512"] where lanes_use(name) == 1 {
      #expect(bits(setting) == expected, "\(name)")
    }
    #expect(lanes_use(used) == 1)
  }

  @Test("several steps at once are single steps")
  func advance() {
    let setting = Self.settings[8]
    guard case .multiplicative(let decay, let noise) = setting.model else { return }
    for size in [2, 5, 8, 37] {
      let euler = MultiplicativeEuler(
        size: size, decay: decay, noise: noise, softening: 0.001, timeStep: 0.001)
      for lanes in [1, 8] {
        let start = OrderedPoints((1...size).map(Double.init))
        var (a, b) = (OrderedPoints(lanes: Array(repeating: start, count: lanes)), start)
        b = a
        var random = RandomStream(seed: 9, trajectory: 3, lanes: lanes)
        var buffer = euler.makeNoise(lanes: lanes)
        var nothing: Void = ()
        euler.advance(&a, over: 5..<138, drivenBy: &buffer, from: &random, in: &nothing)
        for step in 5..<138 {
          random.begin(step: step)
          euler.draw(&buffer, from: &random)
          euler.step(&b, drivenBy: buffer, in: &nothing)
        }
        for lane in 0..<lanes { #expect(a.lane(lane).values == b.lane(lane).values) }
      }
    }
  }
}
