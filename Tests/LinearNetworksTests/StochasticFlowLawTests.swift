import Learning
import Matrices
import Simulation
import Testing

@testable import LinearNetworks

/// What the structure-preserving schemes keep exactly, at any step size, with constants from X alone.
@Suite("The laws of the stochastic flow") struct StochasticFlowLawTests {
  private static let shapes = [(3, 2, 6), (2, 4, 6), (3, 1, 4), (1, 1, 2), (3, 3, 8)]
  private static let keeping: [StochasticFlowMethod] = [
    .splitHyperbolic, .splitHyperbolic2, .ninomiyaVictoir,
  ]

  private func setting(
    _ method: StochasticFlowMethod, _ shape: (Int, Int, Int), reading: NoiseReading = .ito,
    decay: Double = 0.3,
    steps: Int = 40
  ) -> Setting {
    TestNetwork.setting(
      .stochasticGradientFlow(method, reading), inputs: shape.0, outputs: shape.1, width: shape.2, delta: 5,
      decay: decay, h: 0.05, steps: steps, every: 10)
  }

  /// C = delta / (n B) X^T X, by hand
  private func covariance(_ setting: Setting) -> Matrix {
    let x = setting.problem.inputs
    return 5 / (2 * Double(x.rows)) * (x.transposed * x)
  }

  /// (2.1), (7c): log det falls by (2 eta k tr C + 2 lambda P) t, and by 2 lambda P t alone in Stratonovich's reading.
  @Test("log det falls along its line", arguments: shapes, keeping)
  func slope(shape: (Int, Int, Int), method: StochasticFlowMethod) {
    for reading in NoiseReading.allCases {
      let setting = setting(method, shape, reading: reading)
      let rows = Double(shape.0 + shape.1)
      let noise = reading == .ito ? 2 * 0.03 * Double(shape.1) * covariance(setting).trace : 0
      let record = Engine.rankfall.run(setting, observing: [NetworkObservables.logDeterminant])
      let path = record["log_determinant"].path()
      for (time, value) in zip(record.times, path) {
        #expect(
          abs(value - path[0] + (noise + 2 * 0.3 * rows) * time) < 1e-10, "roundings times theta's condition")
      }
    }
  }

  /// A step of SH or SH2 is E exp(A) E with E = exp(-h (eta K / 2 + lambda) / 2): D changes in the two dampings only, so
  /// that D(E^{-1} theta+) = D(E theta), whatever the noise.
  @Test(
    "D changes in the damping only", arguments: shapes,
    [StochasticFlowMethod.splitHyperbolic, .splitHyperbolic2])
  func balancedness(shape: (Int, Int, Int), method: StochasticFlowMethod) {
    let (p, k) = (shape.0, shape.1)
    let setting = setting(method, shape)
    let c = covariance(setting)
    let damping = Matrix(p + k, p + k) { i, j in
      if i < p && j < p { return Double(k) * c[i, j] }
      return i == j ? c.trace : 0
    }
    let rate = 0.05 / 2 * (0.03 / 2 * damping + 0.3 * .identity(p + k))
    let (forward, backward) = (denseExponential(-1 * rate), denseExponential(rate))
    let s = signature(p, k)
    func d(_ theta: Matrix) -> Matrix { theta.transposed * (s * theta) }
    var random = RandomStream(seed: 1)
    var state = setting.initialState(&random)
    let dynamics = Engine.rankfall.dynamics(setting)
    for seed in 0..<20 {
      let next = dynamics.end(of: state, seed: UInt64(seed))
      #expect(largestDifference(d(backward * next.theta), d(forward * state.theta)) < 1e-12)
      #expect(largestDifference(next.theta, state.theta) > 1e-4, "noise moved the weights")
      state = next
    }
  }

  /// (2.5): k = p and X^T X = n I give C = c I and D_t = e^{-eta c p t} D_0 along every path.
  @Test("D falls as an exponential where inputs are white and k = p", arguments: keeping)
  func whitened(method: StochasticFlowMethod) {
    var setting = setting(method, (3, 3, 8), decay: 0, steps: 100)
    let q = TestNetwork.matrix(12, 3, seed: 41).qr.q
    setting.problem = Regression(inputs: 12.0.squareRoot() * q, targets: TestNetwork.matrix(12, 3, seed: 42))
    // c = delta / B: C = delta / (n B) n I.
    let rate = 0.03 * 2.5 * 3
    let seen = Observable<NetworkState>("D", symbol: "D", components: 64) { $0.state.balancedness.entries }
    let record = Engine.rankfall.run(setting, observing: [seen])
    let start = record["D"].vector(time: 0)
    for (look, time) in record.times.enumerated() {
      let expected = start.map { exponential(-rate * time) * $0 }
      #expect(largestDifference(record["D"].vector(time: look), expected) < 1e-11, "t = \(time)")
    }
  }

  @Test("an exact line needs a structure-preserving scheme: Euler-Maruyama misses it")
  func contrast() {
    let setting = setting(.eulerMaruyama, (3, 2, 6), decay: 0)
    let path = Engine.rankfall.run(setting, observing: [NetworkObservables.logDeterminant])["log_determinant"]
      .path()
    let line = path[0] - 2 * 0.03 * 2 * covariance(setting).trace * 2
    #expect(abs((path.last ?? .nan) - line) > 1e-4)
  }
}
