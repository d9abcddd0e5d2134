import Matrices
import Simulation

/// One step of an engine from known weights, and what it does to the eigenvalues of a Gram matrix B B^T in the mean, term by
/// term beside theory.
///
/// Of every step three numbers are measured for each eigenvalue (`SpectralChange`): what is linear in the step, what the
/// step adds to the row's length, and the repulsion. The last two are of order h like their means, so that a sample of N
/// steps shows their rates to 1/sqrt(N) whatever h is; a plain mean of lambda(h) - lambda(0) would drown in the linear term.
struct MotionTrial: Sendable {
  /// How B B^T is written.
  let name: String
  /// A flow from fixed weights.
  let setting: Setting
  let start: NetworkState
  /// B of a state
  let matrix: @Sendable (NetworkState) -> Matrix
  /// dB/dt of the loss alone at the start
  let lossDrift: Matrix
  let motion: SpectralMotion
  private let frame: GramFrame

  init(
    _ name: String, _ setting: Setting, lossDrift: (NetworkState, Matrix) -> Matrix,
    motion: (NetworkState, Setting) -> SpectralMotion,
    of matrix: @escaping @Sendable (NetworkState) -> Matrix
  ) {
    self.name = name
    self.setting = setting
    self.matrix = matrix
    start = setting.fixedStart
    frame = GramFrame(matrix(start))
    self.lossDrift = lossDrift(start, setting.problem.functionGradient(at: start.product))
    self.motion = motion(start, setting)
  }

  private var count: Int { frame.values.count }
  /// |loss| + growth + |repulsion|: what a drift is made of
  private var scale: [Double] {
    let sizes = motion.repulsionSize
    return (0..<count).map { abs(motion.loss[$0]) + motion.growth[$0] + sizes[$0] }
  }
  private var pairs: [(Int, Int)] { (0..<count).flatMap { i in (i..<count).map { (i, $0) } } }

  /// first, growth, repulsion of every eigenvalue, and the products of changes
  private func numbers(_ state: NetworkState) -> [Double] {
    let change = frame.change(to: matrix(state))
    let total = change.total
    return change.first + change.growth + change.repulsion + pairs.map { total[$0.0] * total[$0.1] }
  }

  /// The rates by quadrature, for each of several integrators.
  func quadrature(_ engine: Engine, _ methods: [StochasticFlowMethod], step: Double = 4e-5) -> [Evidence] {
    methods.flatMap { method -> [Evidence] in
      var integrated = setting
      integrated.algorithm = .stochasticGradientFlow(method, .ito)
      let generator = QuadratureGenerator(engine: engine, setting: integrated, step: step)
      guard
        let rates = generator.rates(from: start, count: 3 * count + pairs.count, of: numbers)
      else { return [] }
      let size = (0..<count).map { motion.excess($0, step: step) / 3 }.max() ?? 0
      // Fourth powers of a normal number's square have mean 105, and a step has several of them.
      let order = 1000 * size * size * size * size
      let rounding = 64 * .ulpOfOne * (motion.values.first ?? 1) / generator.shortestStep
      let total = (scale.max() ?? 0)
      let allowed = Tolerance(
        order * total + rounding, .discretization,
        "fourth order of the step and roundings over h, by \(method.rawValue)")
      return compare(rates) { quantity, predicted, measured, _ in
        Evidence(quantity + " by quadrature", predicted: predicted, measured: measured, allowed: allowed)
      }
    }
  }

  private func compare(
    _ rates: [Double], _ evidence: (String, Double, Double, Int) -> Evidence
  ) -> [Evidence] {
    let repulsion = motion.repulsion
    let predicted =
      motion.loss + motion.growth + repulsion + pairs.map { motion.covariation[$0.0, $0.1] }
    let names =
      ["loss term", "growth term", "repulsion"].flatMap { term in
        (1...count).map { "\(term) of eigenvalue \($0)" }
      }
      + pairs.map { "covariation of eigenvalues \($0.0 + 1) and \($0.1 + 1)" }
    return names.indices.map { evidence("\(names[$0]) of \(name)", predicted[$0], rates[$0], $0) }
  }

  /// The linear and the growth term of Euler-Maruyama, whose means are known at any step: h times the loss's, and
  /// h growth_i + h^2 |u_i^T dB/dt|^2.
  func sampledRayleigh(_ engine: Engine, step h: Double, trajectories: Int, seed: UInt64) -> [Evidence] {
    let record = steps(of: engine, .eulerMaruyama, h, trajectories, seed)
    let pushed = frame.vectors.transposed * lossDrift
    return (0..<count).flatMap { i in
      [
        mean(record, i, h, "loss term", predicted: motion.loss[i], bias: 0),
        mean(
          record, count + i, h, "growth term",
          predicted: motion.growth[i] + h * pushed.squaredNorm(row: i), bias: 0),
      ]
    }
  }

  /// Repulsion and covariation in steps that are short beside the gaps.
  func sampledRepulsion(
    _ engine: Engine, _ method: StochasticFlowMethod, step h: Double, trajectories: Int, seed: UInt64
  ) -> [Evidence] {
    let record = steps(of: engine, method, h, trajectories, seed)
    let (repulsion, sizes, scale) = (motion.repulsion, motion.repulsionSize, scale)
    let forces = (0..<count).map { i in
      mean(
        record, 2 * count + i, h, "repulsion", predicted: repulsion[i],
        bias: motion.excess(i, step: h) * sizes[i] + motion.meanRepulsion(i, step: h) / h)
    }
    let products = pairs.enumerated().map { number, pair in
      mean(
        record, 3 * count + number, h, "covariation", predicted: motion.covariation[pair.0, pair.1],
        bias: 4 * h * scale[pair.0] * scale[pair.1])
    }
    return forces + products
  }

  private func mean(
    _ record: Record, _ component: Int, _ h: Double, _ term: String, predicted: Double, bias: Double
  ) -> Evidence {
    meanEvidence(
      "\(term) of \(name), component \(component)",
      record["spectral_change"].sample(time: 1, component: component).map { $0 / h }, predicted: predicted,
      bias: bias)
  }

  private func steps(
    of engine: Engine, _ method: StochasticFlowMethod, _ h: Double, _ trajectories: Int, _ seed: UInt64
  ) -> Record {
    var short = setting
    short.algorithm = .stochasticGradientFlow(method, .ito)
    short.flowStep = h
    short.schedule = Schedule(steps: 1, every: 1)
    short.ensemble = Ensemble(trajectories: trajectories, seed: seed)
    let seen = Observable<NetworkState>(
      "spectral_change", symbol: "change of the eigenvalues by terms", components: 3 * count + pairs.count
    ) { numbers($0.state) }
    return engine.run(short, observing: [seen])
  }
}

extension Setting {
  /// The weights at time 0, where they are the same for every trajectory.
  var fixedStart: NetworkState {
    guard case .fixed(let theta) = start else { preconditionFailure("a start that differs by trajectory") }
    return NetworkState(theta: theta, inputs: inputs, outputs: outputs)
  }
}
