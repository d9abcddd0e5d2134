import Learning
import Matrices
import Simulation
import Testing

@testable import LinearNetworks

/// Time averages, noise that ends, and the excess risk.
@Suite("Averages over time and phases of noise")
struct TimeAverageTests {
  private func setting(_ trajectories: Int = 1, lanes: Bool = true) -> Setting {
    var setting = Witness.setting(
      .momentDescent, eta: 0.05, delta: 20, steps: 40, trajectories: trajectories)
    setting.averaging = 11...30
    setting.ensemble.usesLanes = lanes
    return setting
  }

  private var product: Observable<NetworkState> {
    Observable("product", symbol: "W", components: 6) { $0.state.product.entries }
  }

  private func average(_ setting: Setting) -> [Observable<NetworkState>] {
    NetworkObservables.all(for: setting).filter { $0.name.hasPrefix("W_average") }
  }

  @Test("the average is that of the products after every step of its window")
  func mean() {
    let setting = setting()
    let record = Engine.rankfall.run(setting, observing: average(setting) + [product])
    let (seen, products) = (record["W_average"], record["product"])
    for component in 0..<6 {
      let path = products.path(component: component)
      func mean(_ steps: ClosedRange<Int>) -> Double {
        steps.reduce(0) { $0 + path[$1] } / Double(steps.count)
      }
      #expect(seen[0, 10, component].isNaN)
      #expect(abs(seen[0, 20, component] - mean(11...20)) < 1e-13)
      #expect(abs(seen[0, 30, component] - mean(11...30)) < 1e-13)
      #expect(seen[0, 40, component] == seen[0, 30, component], "the window is over")
    }
  }

  @Test("the path and its average are the same with and without an average, alone and in lanes")
  func lanes() {
    let (together, alone) = (setting(11), setting(11, lanes: false))
    let first = Engine.rankfall.run(together, observing: average(together) + [product])
    let second = Engine.rankfall.run(alone, observing: average(alone) + [product])
    #expect(first["product"] == second["product"])
    let bits = [first, second].map { $0["W_average"].values.map(\.bitPattern) }
    #expect(bits[0] == bits[1])
    var bare = together
    bare.averaging = nil
    #expect(Engine.rankfall.run(bare, observing: [product])["product"] == first["product"])
  }

  @Test("an average survives the tracking of a factor")
  func tracked() {
    var tracked = setting()
    tracked.trackingInterval = 7
    let first = Engine.rankfall.run(tracked, observing: average(tracked))["W_average"]
    let second = Engine.rankfall.run(setting(), observing: average(setting()))["W_average"]
    for component in 0..<6 { #expect(abs(first[0, 40, component] - second[0, 40, component]) < 1e-12) }
  }

  @Test("noise that ends leaves plain descent, from the very weights that it made")
  func phases() {
    var phased = setting(3)
    phased.noiseEnd = 25
    let seen = Engine.rankfall.run(phased, observing: [product])["product"]
    let noisy = Engine.rankfall.run(setting(3), observing: [product])["product"]
    for trajectory in 0..<3 {
      #expect(
        seen.vector(trajectory: trajectory, time: 25) == noisy.vector(trajectory: trajectory, time: 25))
      #expect(
        seen.vector(trajectory: trajectory, time: 26) != noisy.vector(trajectory: trajectory, time: 26))
    }
    let theta = Observable<NetworkState>("theta", symbol: "theta", components: 5 * 6) {
      $0.state.theta.entries
    }
    let weights = Engine.rankfall.run(phased, observing: [theta])["theta"]
    var clean = phased
    clean.noiseEnd = nil
    clean.labelNoise = .none
    clean.start = .fixed(
      Matrix(rows: 5, columns: 6, entries: weights.vector(trajectory: 1, time: 25)))
    clean.schedule = Schedule(steps: 15, every: 1)
    let rest = Engine.rankfall.run(clean, observing: [product])["product"]
    #expect(rest.vector(trajectory: 1, time: 15) == seen.vector(trajectory: 1, time: 40))
  }

  @Test("theorems about noise of one law do not judge a run whose noise ends")
  func judged() {
    var phased = setting(40)
    #expect(phased.predictions.contains { type(of: $0).claim.name == "soft-threshold" })
    #expect(phased.predictions.contains { type(of: $0).claim.name == "tied-layers" })
    phased.noiseEnd = 30
    #expect(phased.predictions.map { type(of: $0).claim.name } == ["soft-threshold"])
    phased.noiseEnd = 29
    #expect(phased.predictions.isEmpty)
  }

  @Test("the excess risk is the error on inputs that were not seen")
  func risk() throws {
    var setting = setting(2)
    let teacher = GaussianTeacher(
      samples: 60, inputs: 3, outputs: 2, covariance: .autoregressive(0.5), seed: 4)
    let weights = teacher.draw().teacher
    setting.teacher = Teacher(weights: weights, covariance: teacher.inputCovariance)
    let names = ["excess_risk", "average_excess_risk"]
    let all = NetworkObservables.all(for: setting).filter { names.contains($0.name) }
    #expect(all.map(\.name) == names)
    let record = Engine.rankfall.run(setting, observing: all + average(setting) + [product])
    // By hand: rho^|i - j| between three inputs.
    let sigma = Matrix(3, 3) { [1, 0.5, 0.25][abs($0 - $1)] }
    func expected(_ entries: [Double]) -> Double {
      let error = Matrix(rows: 3, columns: 2, entries: entries) - weights
      return (error.transposed * sigma * error).trace
    }
    for (name, of) in zip(names, ["product", "W_average"]) {
      let seen = record[name][1, 40, 0]
      let value = expected(record[of].vector(trajectory: 1, time: 40))
      #expect(abs(seen - value) < 1e-12 * (1 + value))
    }
    // Rotated coordinates see the same.
    let rotated = setting.reduced(rotation: true)
    let risk = NetworkObservables.all(for: rotated).filter { $0.name == "excess_risk" }
    let seen = Engine.rankfall.run(rotated, observing: risk)["excess_risk"][1, 40, 0]
    #expect(abs(seen - record["excess_risk"][1, 40, 0]) < 1e-9)
  }

  @Test("a soft threshold solves its nuclear-norm problem")
  func threshold() {
    var random = RandomStream(seed: 3, for: .data)
    let a = normals(4, 3, &random)
    let shrunk = a.softThresholded(by: 0.8)
    for (s, t) in zip(a.singularValues, shrunk.singularValues) { #expect(abs(max(0, s - 0.8) - t) < 1e-12) }
    func objective(_ b: Matrix) -> Double {
      (a - b).squaredNorm / 2 + 0.8 * b.singularValues.reduce(0, +)
    }
    for _ in 0..<20 {
      #expect(objective(shrunk + 0.1 * normals(4, 3, &random)) > objective(shrunk))
    }
  }
}
