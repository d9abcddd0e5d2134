import Learning
import Matrices
import Simulation
import Testing

@testable import LinearNetworks

/// Every flow against formulas in dense matrices.
@Suite("A step of a flow") struct FlowTests {
  private static let shapes = [(3, 2, 6), (2, 4, 6), (3, 1, 2), (1, 1, 1), (2, 2, 9)]
  private let h = 0.04

  private func start(_ shape: (Int, Int, Int)) -> NetworkState {
    NetworkState(
      theta: 0.6 * TestNetwork.matrix(shape.0 + shape.1, shape.2, seed: 31), inputs: shape.0, outputs: shape.1
    )
  }

  private func problem(_ shape: (Int, Int, Int)) -> Regression {
    TestNetwork.problem(inputs: shape.0, outputs: shape.1)
  }

  private func flow(_ shape: (Int, Int, Int), delta: Double, decay: Double = 0, reading: NoiseReading = .ito)
    -> StochasticGradientFlow
  {
    StochasticGradientFlow(
      GradientFlow(FunctionGradient(problem(shape)), weightDecay: decay),
      noise: FunctionNoise(problem(shape), variance: delta, batchSize: 2), learningRate: 0.03,
      reading: reading)
  }

  /// A(M(theta)) - lambda, dense
  private func generator(_ shape: (Int, Int, Int), at theta: Matrix, decay: Double = 0) -> Matrix {
    let state = NetworkState(theta: theta, inputs: shape.0, outputs: shape.1)
    return denseCoupling(problem(shape).functionGradient(at: state.product)) - decay * .identity(theta.rows)
  }

  @Test("without noise is its deterministic counterpart", arguments: shapes, StochasticFlowMethod.allCases)
  func noiseless(shape: (Int, Int, Int), method: StochasticFlowMethod) {
    let decay = method == .ninomiyaVictoir ? 0 : 0.2
    let theta = start(shape).theta
    func slope(_ theta: Matrix) -> Matrix { generator(shape, at: theta, decay: decay) * theta }
    func exponential(_ theta: Matrix, _ generator: Matrix, _ h: Double) -> Matrix {
      denseExponential(h * generator) * theta
    }
    func midpoint(_ theta: Matrix, _ h: Double) -> Matrix {
      exponential(theta, generator(shape, at: exponential(theta, generator(shape, at: theta), h / 2)), h)
    }
    let (first, euler) = (generator(shape, at: theta, decay: decay), theta + h * slope(theta))
    let expected: Matrix
    switch method {
    case .eulerMaruyama, .milstein: expected = euler
    case .stratonovichHeun: expected = theta + h / 2 * (slope(theta) + slope(euler))
    case .splitHyperbolic: expected = exponential(theta, first, h)
    case .splitHyperbolic2:
      let predicted = exponential(theta, first, h)
      expected = exponential(theta, 0.5 * (first + generator(shape, at: predicted, decay: decay)), h)
    case .ninomiyaVictoir: expected = midpoint(midpoint(theta, h / 2), h / 2)
    }
    for reading in NoiseReading.allCases {
      let dynamics = Engine.discretize(
        flow(shape, delta: 0, decay: decay, reading: reading), by: method, timeStep: h)
      #expect(largestDifference(dynamics.end(of: start(shape)).theta, expected) < 1e-14)
    }
  }

  @Test("of gradient flow is its formula", arguments: shapes)
  func deterministic(shape: (Int, Int, Int)) {
    let (theta, decay) = (start(shape).theta, 0.2)
    let flow = GradientFlow(FunctionGradient(problem(shape)), weightDecay: decay)
    func end(_ method: GradientFlowMethod) -> Matrix {
      Engine.discretize(flow, by: method, timeStep: h).end(of: start(shape)).theta
    }
    let generator = { (theta: Matrix) in self.generator(shape, at: theta, decay: decay) }
    let exponential = { (h: Double, theta: Matrix) in denseExponential(h * generator(theta)) }
    #expect(largestDifference(end(.euler), theta + h * (generator(theta) * theta)) < 1e-14)
    #expect(largestDifference(end(.exponentialEuler), exponential(h, theta) * theta) < 1e-14)
    let half = exponential(h / 2, theta) * theta
    #expect(largestDifference(end(.exponentialMidpoint), exponential(h, half) * theta) < 1e-14)
  }

  /// Two methods of order four and one of order eight agree to C h^5 after a step: 3e-14 of C at h = 0.002.
  @Test("of order four is that of the reference", arguments: shapes)
  func fourthOrder(shape: (Int, Int, Int)) {
    let flow = GradientFlow(FunctionGradient(problem(shape)), weightDecay: 0.2)
    func end(_ method: GradientFlowMethod) -> NetworkState {
      Engine.discretize(flow, by: method, timeStep: 0.002).end(of: start(shape))
    }
    #expect(largestDifference(end(.rungeKutta4).theta, end(.reference).theta) < 1e-10)
    #expect(largestDifference(end(.commutatorFree4).theta, end(.reference).theta) < 1e-10)
    #expect(
      largestDifference(end(.euler).theta, end(.reference).theta) > 1e-9, "h^2, so there is something to see")
  }

  @Test("untied moves each layer by noise of its own", arguments: shapes, [0.0, 2])
  func untied(shape: (Int, Int, Int), delta: Double) {
    let (flow, state) = (flow(shape, delta: delta, decay: 0.2), start(shape))
    let dynamics = UntiedGradientFlow(flow, timeStep: h)
    var (noise, random, moved) = (dynamics.makeNoise(), RandomStream(seed: 3), state)
    var workspace = dynamics.makeWorkspace(for: state)
    dynamics.draw(&noise, from: &random)
    dynamics.step(&moved, drivenBy: noise, in: &workspace)
    let m = h * problem(shape).functionGradient(at: state.product)
    let root = 0.03.squareRoot()
    let (r, other) = (m + root * noise.first.matrix, m + root * noise.second.matrix)
    let keep = 1 - h * 0.2
    #expect(largestDifference(moved.W1, keep * state.W1 + r * state.W2.transposed) < 1e-14)
    #expect(largestDifference(moved.W2, keep * state.W2 + state.W1.transposed * other) < 1e-14)
    if delta == 0 {
      let euler = Engine.discretize(flow, by: .eulerMaruyama, timeStep: h).end(of: state)
      #expect(largestDifference(moved.theta, euler.theta) < 1e-14)
    } else {
      #expect(largestDifference(noise.first.matrix, noise.second.matrix) > 0)
    }
  }
}
