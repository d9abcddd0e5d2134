import Learning
import Matrices
import Simulation

/// One measured order of convergence beside the declared one.
public struct OrderMeasurement: Sendable {
  public let integrator: String
  /// "deterministic", "strong", "strong, commuting noise" or "weak"
  public let kind: String
  public let declared: Double
  public let measured: Double
  public let steps: [Double]
  public let errors: [Double]

  /// Measures every declared order of every integrator of an engine.
  public static func all(of engine: Engine) -> [OrderMeasurement] {
    var measurements: [OrderMeasurement] = []
    func add(
      _ name: String, _ kind: String, _ declared: Double?, _ errors: (steps: [Double], errors: [Double])
    ) {
      guard let declared else { return }
      measurements.append(
        OrderMeasurement(
          integrator: name, kind: kind, declared: declared, measured: slope(errors.steps, errors.errors),
          steps: errors.steps, errors: errors.errors))
    }
    for method in GradientFlowMethod.allCases where method.orders.deterministic != nil {
      add(
        method.rawValue, "deterministic", method.orders.deterministic,
        DeterministicOrder.errors(engine, .gradientFlow(method)))
    }
    for method in StochasticFlowMethod.allCases {
      let algorithm = Algorithm.stochasticGradientFlow(method, .ito)
      let orders = method.orders
      add(
        method.rawValue, "deterministic", orders.deterministic, DeterministicOrder.errors(engine, algorithm))
      if orders.strong != nil {
        add(method.rawValue, "strong", orders.strong, StrongOrder.general.errors(engine, method))
        add(
          method.rawValue, "strong, commuting noise", orders.strongCommutative,
          StrongOrder.commuting.errors(engine, method))
      }
      add(method.rawValue, "weak", orders.weak, WeakOrder().errors(engine, method))
    }
    return measurements
  }

  /// The slope of log errors against log steps; NaN where an error is.
  private static func slope(_ steps: [Double], _ errors: [Double]) -> Double {
    guard errors.allSatisfy({ $0.isFinite && $0 > 0 }) else { return .nan }
    do {
      return try measuredOrder(steps: steps, errors: errors)
    } catch {
      return .nan
    }
  }
}

/// |theta_h(T) - theta(T)| without noise, against the reference flow.
private enum DeterministicOrder {
  static func errors(_ engine: Engine, _ algorithm: Algorithm) -> (steps: [Double], errors: [Double]) {
    let time = 1.0
    let end = ReferenceFlow(Witness.problem).end(
      from: Witness.theta(Witness.problem, width: 6), duration: time, steps: 4000)
    let steps = [128, 256, 512].map { time / Double($0) }
    let errors = steps.map { h in
      let count = Int((time / h).rounded())
      let setting = Witness.setting(algorithm, h: h, steps: count, every: count)
      let record = engine.run(setting, observing: [.weights(setting)])
      let reached = Matrix(rows: end.rows, columns: end.columns, entries: record["theta"].vector(time: 1))
      return (reached - end).norm
    }
    return (steps, errors)
  }
}

extension Dynamics<NetworkState> {
  /// Moves a state by one step along given standard normal numbers.
  func drive(
    _ state: inout NetworkState, by normals: Matrix, coin: Bool = false, in workspace: inout Workspace
  ) {
    // A wrong engine may be driven by something else; then there is no order to measure, and NaN says so.
    guard var increment = makeNoise() as? NoiseIncrement else {
      state.columns.entries = state.columns.entries.map { _ in .nan }
      return
    }
    increment.normals = normals
    increment.coin?.spread(Matrix(1, 1) { _, _ in coin ? 1 : -1 })
    increment.form(over: timeStep)
    if let noise = increment as? Noise { step(&state, drivenBy: noise, in: &workspace) }
  }

  /// The end of a path along the normal numbers of all its steps.
  fileprivate func end(of start: NetworkState, along path: [Matrix]) -> NetworkState {
    var state = start
    var workspace = makeWorkspace(for: state)
    for normals in path { drive(&state, by: normals, in: &workspace) }
    return state
  }

  /// E f after one step, over all nodes and coins.
  fileprivate func mean(
    of f: (NetworkState) -> Double, from state: NetworkState, over nodes: [(Matrix, Double)]
  ) -> Double {
    var workspace = makeWorkspace(for: state)
    var sum = 0.0
    for (normals, weight) in nodes {
      for coin in [false, true] {
        var next = state
        drive(&next, by: normals, coin: coin, in: &workspace)
        sum += weight / 2 * f(next)
      }
    }
    return sum
  }
}

/// The root mean square of |theta_h(T) - theta(T)| over paths that share their Brownian motion with a reference of many
/// more steps.
private struct StrongOrder {
  let problem: Regression
  let width: Int
  let learningRate: Double
  let variance: Double

  static let general = StrongOrder(problem: Witness.problem, width: 5, learningRate: 0.2, variance: 3)
  static let commuting = StrongOrder(
    problem: Regression(
      inputs: Matrix(4, 1) { i, _ in 0.6 + 0.3 * Double(i) }, targets: Matrix(4, 1) { i, _ in 1 }),
    width: 1, learningRate: 0.2, variance: 1)

  private static let fineSteps = 4096
  private static let time = 0.5

  func errors(_ engine: Engine, _ method: StochasticFlowMethod) -> (steps: [Double], errors: [Double]) {
    let counts = [64, 128, 256, 512]
    var squares = [Double](repeating: 0, count: counts.count)
    let paths = 100
    let dynamics = counts.map { engine.dynamics(setting(method, steps: $0)) }
    let reference = Engine.rankfall.dynamics(setting(.splitHyperbolic2, steps: Self.fineSteps))
    for path in 0..<paths {
      var random = RandomStream(seed: 81, trajectory: path)
      random.begin(step: 0)
      let normals = (0..<Self.fineSteps).map { _ in
        Learning.normals(problem.inputCount, problem.outputCount, &random)
      }
      let start = NetworkState(
        theta: Witness.theta(problem, width: width, scale: 1), inputs: problem.inputCount,
        outputs: problem.outputCount)
      let end = reference.end(of: start, along: normals)
      for (i, count) in counts.enumerated() {
        let reached = dynamics[i].end(of: start, along: coarsened(normals, to: count))
        squares[i] += (reached.theta - end.theta).squaredNorm / Double(paths)
      }
    }
    return (counts.map { Self.time / Double($0) }, squares.map { $0.squareRoot() })
  }

  private func setting(_ method: StochasticFlowMethod, steps: Int) -> Setting {
    Setting(
      problem, start: .gaussian(scale: 1, width: width), algorithm: .stochasticGradientFlow(method, .ito),
      learningRate: learningRate, flowStep: Self.time / Double(steps),
      labelNoise: LabelNoise(variance: variance),
      noiseBatchSize: 1, schedule: Schedule(steps: steps, every: steps))
  }

  /// Sums of neighbouring normals, scaled to be standard normal again: the same Brownian path in longer steps.
  private func coarsened(_ normals: [Matrix], to count: Int) -> [Matrix] {
    let group = normals.count / count
    let scale = 1 / Double(group).squareRoot()
    return (0..<count).map { i in
      let sum = normals[(i * group)..<((i + 1) * group)].reduce(
        Matrix(zeros: normals[0].rows, normals[0].columns), +)
      return scale * sum
    }
  }
}

/// |E f(theta_h) - E f(theta(h))| / h after one step, without a random number: the scheme's expectation by three-point
/// Gauss-Hermite quadrature, the equation's by the series of its generator. A scheme of weak order q makes an error
/// of order q + 1 in one step.
private struct WeakOrder {
  private let problem: Regression
  private let start = [0.9, -0.5, 0.7]

  init() {
    let inputs = Matrix(rows: 3, columns: 2, entries: [1, 0.4, -0.8, 0.3, 1.1, 0.5])
    problem = Regression(inputs: inputs, targets: Matrix(rows: 3, columns: 1, entries: [1, 0.2, -0.6]))
  }

  func errors(_ engine: Engine, _ method: StochasticFlowMethod) -> (steps: [Double], errors: [Double]) {
    let nodes = Self.nodes()
    let steps = [0.02, 0.01, 0.005, 0.0025]
    let errors = steps.map { h in
      let dynamics = engine.dynamics(setting(method, step: h))
      let state = NetworkState(
        theta: Matrix(rows: 3, columns: 1, entries: start), inputs: 2, outputs: 1)
      return abs(dynamics.mean(of: observed, from: state, over: nodes) - exactMean(after: h)) / h
    }
    return (steps, errors)
  }

  /// f = (x + y/2)^2 + 2 x z + z^2, a quadratic form that every part of the equation moves
  private func observed(_ state: NetworkState) -> Double {
    let (x, y, z) = (state.columns[0, 0], state.columns[1, 0], state.columns[2, 0])
    return (x + y / 2) * (x + y / 2) + 2 * x * z + z * z
  }

  private func exactMean(after time: Double) -> Double {
    let (x, y, z) = (WeightPolynomial.variable(0), WeightPolynomial.variable(1), WeightPolynomial.variable(2))
    let sum = x + 0.5 * y
    let f = sum * sum + 2 * (x * z) + z * z
    let setting = setting(.eulerMaruyama, step: time)
    return GeneratorSeries(
      problem, covariance: setting.noiseCovariance, learningRate: setting.learningRate
    ).expectation(of: f, from: start, after: time, terms: 6)
  }

  private func setting(_ method: StochasticFlowMethod, step: Double) -> Setting {
    Setting(
      problem, start: .gaussian(scale: 1, width: 1), algorithm: .stochasticGradientFlow(method, .ito),
      learningRate: 0.3, flowStep: step, labelNoise: LabelNoise(variance: 3), noiseBatchSize: 1,
      schedule: Schedule(steps: 1, every: 1))
  }

  private static func nodes() -> [(Matrix, Double)] {
    let line = [(-3.0.squareRoot(), 1.0 / 6), (0, 2.0 / 3), (3.0.squareRoot(), 1.0 / 6)]
    return line.flatMap { a in
      line.map { b in (Matrix(rows: 2, columns: 1, entries: [a.0, b.0]), a.1 * b.1) }
    }
  }
}
