import Foundation
import Simulation
import Testing

/// The general integrators on geometric Brownian motion, whose solution along every path is known.
@Suite("On geometric Brownian motion") struct StochasticIntegratorTests {
  private static let equation = GeometricBrownianMotion(mu: 0.4, sigma: 0.8)

  private func step(_ method: some StochasticOneStepMethod, _ x: Double, h: Double, increment: Double)
    -> Double
  {
    let dynamics = StochasticDiscretization(Self.equation, by: method, timeStep: h)
    var state = Scalar(x)
    var workspace = dynamics.makeWorkspace(for: state)
    dynamics.step(&state, drivenBy: increment, in: &workspace)
    return state.value
  }

  @Test("one step is the formula", arguments: [(0.1, 0.3), (0.02, -0.5), (1.0, 0.0)])
  func formulas(numbers: (Double, Double)) {
    let (h, db) = numbers
    let (mu, sigma) = (0.4, 0.8)
    let euler = 1 + mu * h + sigma * db
    let milstein = euler + sigma * sigma * (db * db - h) / 2
    let corrected = (mu - sigma * sigma / 2) * h + sigma * db
    let heun = 1 + corrected + corrected * corrected / 2
    let plain = mu * h + sigma * db
    let rounding = 8 * Double.ulpOfOne * 3
    #expect(abs(step(EulerMaruyama(), 3, h: h, increment: db) - 3 * euler) <= rounding)
    #expect(abs(step(Milstein(), 3, h: h, increment: db) - 3 * milstein) <= rounding)
    #expect(abs(step(StratonovichHeun(), 3, h: h, increment: db) - 3 * heun) <= rounding)
    #expect(
      abs(
        step(StratonovichHeun(correctsDrift: false), 3, h: h, increment: db) - 3
          * (1 + plain + plain * plain / 2))
        <= rounding)
  }

  /// Over dB = +-sqrt h, which has the first three moments of the increment, the mean of a step of Euler-Maruyama and of
  /// Milstein is (1 + mu h) x exactly, and of Heun's 1 + mu h + (mu - sigma^2/2)^2 h^2/2.
  @Test("the mean of a step is exact")
  func means() {
    let h = 0.1
    func mean(_ method: some StochasticOneStepMethod) -> Double {
      (step(method, 1, h: h, increment: h.squareRoot()) + step(method, 1, h: h, increment: -h.squareRoot()))
        / 2
    }
    let drift = 0.4 - 0.32
    #expect(abs(mean(EulerMaruyama()) - 1.04) < 1e-15)
    #expect(abs(mean(Milstein()) - 1.04) < 1e-15)
    #expect(abs(mean(StratonovichHeun()) - (1.04 + drift * drift * h * h / 2)) < 1e-15)
  }

  /// The slope of the root mean square error at T = 1 over 1000 paths, which all step sizes share.
  private func strongOrder(_ method: some StochasticOneStepMethod) throws -> Double {
    let finest = 512
    let counts = [32, 64, 128, 256, 512]
    var squares = [Double](repeating: 0, count: counts.count)
    for path in 0..<1000 {
      var random = RandomStream(seed: 31, trajectory: path)
      let fine = (0..<finest).map { _ in random.normal() / Double(finest).squareRoot() }
      let exact = exp(0.4 - 0.32 + 0.8 * fine.reduce(0, +))
      for (i, count) in counts.enumerated() {
        let dynamics = StochasticDiscretization(Self.equation, by: method, timeStep: 1 / Double(count))
        var state = Scalar(1)
        var workspace = dynamics.makeWorkspace(for: state)
        let group = finest / count
        for first in stride(from: 0, to: finest, by: group) {
          dynamics.step(&state, drivenBy: fine[first..<(first + group)].reduce(0, +), in: &workspace)
        }
        squares[i] += (state.value - exact) * (state.value - exact)
      }
    }
    return try measuredOrder(
      steps: counts.map { 1 / Double($0) }, errors: squares.map { ($0 / 1000).squareRoot() })
  }

  // Four octaves of h; the errors share their paths, so the slope is known to a few per cent.
  @Test("Euler-Maruyama has strong order 1/2")
  func eulerMaruyama() throws { #expect(abs(try strongOrder(EulerMaruyama()) - 0.5) < 0.08) }

  @Test("Milstein has strong order 1")
  func milstein() throws { #expect(abs(try strongOrder(Milstein()) - 1) < 0.08) }

  @Test("Heun has strong order 1, with the Stratonovich drift and not without")
  func heun() throws {
    #expect(abs(try strongOrder(StratonovichHeun()) - 1) < 0.08)
    #expect(
      abs(try strongOrder(StratonovichHeun(correctsDrift: false))) < 0.05, "another equation: no convergence")
  }

  /// E x_T = x_0 e^{mu T}; the standard deviation of x_T is known too.
  @Test("the mean over trajectories is that of the equation")
  func ensembleMean() {
    let dynamics = StochasticDiscretization(Self.equation, by: Milstein(), timeStep: 0.01)
    let record = simulate(
      dynamics, from: { _, _ in Scalar(1) }, over: Schedule(steps: 100, every: 100),
      ensemble: Ensemble(trajectories: 20000, seed: 32, threads: 2),
      observing: [Observable("x", symbol: "x") { [$0.state.value] }])
    let summary = SampleSummary(record["x"].sample(time: 1))
    let deviation = exp(0.4) * (exp(0.64) - 1).squareRoot()
    let z = (summary.mean - exp(100 * log(1.004))) / (deviation / 20000.0.squareRoot())
    #expect(abs(z) < 5, "the mean of Milstein's chain is 1.004^100 exactly")
  }
}
