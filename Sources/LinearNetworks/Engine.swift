import Learning
import Matrices
import Simulation

/// Something that turns a setting into a dynamics and looks at its states: rankfall itself, or a wrong engine that the
/// theorems must reject.
public struct Engine: ExaminedEngine {
  public let name: String
  /// What it does, or what it does wrong, in a few words.
  public let summary: String
  public var dynamics: @Sendable (Setting) -> any Dynamics<NetworkState>
  /// log det(theta theta^T) as this engine computes it, where it does so in another way than rankfall
  public var logDeterminant: (@Sendable (NetworkState) -> Double)?

  public init(
    name: String, summary: String, dynamics: @escaping @Sendable (Setting) -> any Dynamics<NetworkState>,
    logDeterminant: (@Sendable (NetworkState) -> Double)? = nil
  ) {
    self.name = name
    self.summary = summary
    self.dynamics = dynamics
    self.logDeterminant = logDeterminant
  }

  /// Runs a setting and records what the observables see.
  public func run(
    _ setting: Setting, observing observables: [Observable<NetworkState>], progress: Progress = Progress()
  ) -> Record {
    var base = dynamics(setting)
    if let end = setting.noiseEnd {
      var clean = setting
      clean.labelNoise.variance = 0
      base = base.followed(by: dynamics(clean), after: end)
    }
    if setting.averaging != nil { base = base.averaged() }
    if Self.keepsAccount(observables) { base = base.accounted() }
    let dynamics = setting.trackingInterval.map { base.tracked(every: $0) } ?? base
    let seen = observables.map { observable in
      guard let logDeterminant, observable.name == NetworkObservables.logDeterminant.name else {
        return observable
      }
      return observable.measuring { [logDeterminant($0.state)] }
    }
    var ensemble = setting.ensemble
    ensemble.usesLanes = ensemble.usesLanes && setting.fitsLanes
    return simulate(
      dynamics,
      from: { _, random in
        var state = setting.initialState(&random)
        if Self.keepsAccount(observables) { state.account = StepAccount() }
        return state
      }, over: setting.schedule,
      ensemble: ensemble, observing: seen, handingOver: handOver(of: dynamics, setting, seen),
      progress: progress)
  }
}

extension Engine {
  /// Whether somebody asks what the steps did to the determinant.
  private static func keepsAccount(_ observables: [Observable<NetworkState>]) -> Bool {
    observables.contains { $0.name == DeterminantAccount.observable.name }
  }
}

/// How often the triangular factor of a trajectory that is tracked from some time on is renewed, in steps.
private let handOverInterval = 16

extension Engine {
  /// s_min/s_max of theta below which a trajectory's triangular factor is tracked: its log det is still right to 1e-9.
  public static let trackingRatio = 1e-6

  /// A trajectory whose smallest singular value sinks into the roundings of the largest goes on alone, with its
  /// triangular factor tracked, if anybody looks at its determinant.
  private func handOver(
    of dynamics: any Dynamics<NetworkState>, _ setting: Setting, _ observables: [Observable<NetworkState>]
  ) -> HandOver<NetworkState>? {
    let name = NetworkObservables.logDeterminant.name
    guard setting.trackingInterval == nil, setting.width >= setting.rows, logDeterminant == nil,
      observables.contains(where: { $0.name == name })
    else { return nil }
    let smallest = setting.rows - 1
    return HandOver(
      to: dynamics.tracked(every: handOverInterval),
      when: { look in
        let lanes = look.state.lanes
        return look.withSpectrum(of: .theta) { s in
          (0..<lanes).reduce(0) {
            s[smallest * lanes + $1] < Self.trackingRatio * s[$1] ? $0 | 1 << UInt8($1) : $0
          }
        }
      },
      from: { $0.tracked() })
  }
}

extension Dynamics<NetworkState> {
  /// The same dynamics with the triangular factor of theta renewed every `interval` steps.
  func tracked(every interval: Int) -> any Dynamics<NetworkState> {
    TrackedDynamics(self, interval: interval)
  }
}

extension Engine {
  /// The right engine.
  public static let rankfall = Engine(name: "rankfall", summary: "the engine itself") { setting in
    switch setting.algorithm {
    case .descent, .momentDescent: descent(setting)
    case .gradientFlow(let method):
      discretize(GradientFlow(setting), by: method, timeStep: setting.flowStep)
    case .stochasticGradientFlow(let method, _):
      discretize(StochasticGradientFlow(setting), by: method, timeStep: setting.flowStep)
    case .untiedGradientFlow:
      UntiedGradientFlow(StochasticGradientFlow(setting), timeStep: setting.flowStep)
    }
  }

  static func descent(_ setting: Setting) -> NetworkDescent {
    let source: NetworkDescent.Source
    if case .descent(let sampling) = setting.algorithm {
      source = .samples(setting.problem, sampling, setting.labelNoise)
    } else {
      let noise =
        setting.labelNoise.variance > 0
        ? FunctionNoise(
          setting.problem, variance: setting.labelNoise.variance, batchSize: setting.problem.samples) : nil
      source = .moments(FunctionGradient(setting.problem), noise)
    }
    return NetworkDescent(source, learningRate: setting.learningRate, weightDecay: setting.weightDecay)
  }

  static func discretize(
    _ flow: GradientFlow, by method: GradientFlowMethod, timeStep: Double
  ) -> any Dynamics<NetworkState> {
    switch method {
    case .euler: DiscretizedGradientFlow(flow, by: .euler, timeStep: timeStep)
    case .rungeKutta4: DiscretizedGradientFlow(flow, by: .rungeKutta4, timeStep: timeStep)
    case .exponentialEuler: ExponentialFlow(flow, by: .euler, timeStep: timeStep)
    case .exponentialMidpoint: ExponentialFlow(flow, by: .midpoint, timeStep: timeStep)
    case .commutatorFree4: ExponentialFlow(flow, by: .commutatorFree4, timeStep: timeStep)
    case .reference: GSLReference(flow, timeStep: timeStep)
    }
  }

  static func discretize(
    _ flow: StochasticGradientFlow, by method: StochasticFlowMethod, timeStep: Double
  ) -> any Dynamics<NetworkState> {
    switch method {
    case .eulerMaruyama: DiscretizedStochasticFlow(flow, by: .eulerMaruyama, timeStep: timeStep)
    case .milstein: DiscretizedStochasticFlow(flow, by: .milstein, timeStep: timeStep)
    case .stratonovichHeun: DiscretizedStochasticFlow(flow, by: .stratonovichHeun, timeStep: timeStep)
    case .splitHyperbolic: SplitHyperbolicFlow(flow, timeStep: timeStep, averagesDrift: false)
    case .splitHyperbolic2: SplitHyperbolicFlow(flow, timeStep: timeStep)
    case .ninomiyaVictoir: NinomiyaVictoirFlow(flow, timeStep: timeStep)
    }
  }
}

extension GradientFlow {
  /// The gradient flow of a setting.
  public init(_ setting: Setting) {
    self.init(FunctionGradient(setting.problem), weightDecay: setting.weightDecay)
  }
}

extension StochasticGradientFlow {
  /// The stochastic gradient flow of a setting.
  public init(_ setting: Setting) {
    var reading = NoiseReading.ito
    if case .stochasticGradientFlow(_, let asked) = setting.algorithm { reading = asked }
    self.init(
      GradientFlow(setting),
      noise: FunctionNoise(
        setting.problem, variance: setting.labelNoise.variance, batchSize: setting.batchSize),
      learningRate: setting.learningRate, reading: reading)
  }
}
