import Learning
import Matrices
import Simulation

/// Everything that determines a run of a two-layer linear network, as plain data. An `Engine` turns it into a dynamics;
/// a theorem reads its constants from it, never from the engine.
public struct Setting: Sendable {
  public enum Start: Sendable, Equatable {
    /// theta_0 itself, (p + k) x l, the same for every trajectory
    case fixed(Matrix)
    /// Independent N(0, scale^2) entries, different in every trajectory
    case gaussian(scale: Double, width: Int)
  }

  public var problem: Regression
  public var start: Start
  public var algorithm: Algorithm
  /// eta. In a flow it scales the noise; its clock runs in units of eta x steps of descent.
  public var learningRate: Double
  /// h, the step of a flow; descent steps by eta.
  public var flowStep: Double
  public var labelNoise: LabelNoise
  /// B in C = delta/(nB) X^T X, for flows; nil is the full batch, B = n.
  public var noiseBatchSize: Int?
  /// lambda, for the loss L + (lambda/2) |theta|^2
  public var weightDecay: Double
  public var schedule: Schedule
  public var ensemble: Ensemble
  /// The step from which on labels are clean; nil: the noise never ends.
  public var noiseEnd: Int?
  /// The steps over which W1 W2 is averaged in time; nil: it is not.
  public var averaging: ClosedRange<Int>?
  /// What drew the data, where that is known.
  public var teacher: Teacher?
  /// After how many steps the triangular factor of theta is renewed; nil: it is not tracked.
  public var trackingInterval: Int?

  public init(
    _ problem: Regression, start: Start, algorithm: Algorithm, learningRate: Double, flowStep: Double? = nil,
    labelNoise: LabelNoise = .none, noiseBatchSize: Int? = nil, weightDecay: Double = 0, schedule: Schedule,
    ensemble: Ensemble = Ensemble(), trackingInterval: Int? = nil
  ) {
    self.problem = problem
    self.start = start
    self.algorithm = algorithm
    self.learningRate = learningRate
    self.flowStep = flowStep ?? learningRate
    self.labelNoise = labelNoise
    self.noiseBatchSize = noiseBatchSize
    self.weightDecay = weightDecay
    self.schedule = schedule
    self.ensemble = ensemble
    self.trackingInterval = trackingInterval
  }

  /// p
  public var inputs: Int { problem.inputCount }
  /// k
  public var outputs: Int { problem.outputCount }
  /// P = p + k
  public var rows: Int { inputs + outputs }
  /// l
  public var width: Int {
    switch start {
    case .fixed(let theta): theta.columns
    case .gaussian(_, let width): width
    }
  }

  /// The step of this run's clock.
  public var timeStep: Double {
    switch algorithm {
    case .descent, .momentDescent: learningRate
    case .gradientFlow, .stochasticGradientFlow, .untiedGradientFlow: flowStep
    }
  }

  public var isDescent: Bool {
    switch algorithm {
    case .descent, .momentDescent: true
    default: false
    }
  }

  /// The samples whose label noise meets in one gradient: B in kappa = delta/(nB).
  public var batchSize: Int {
    switch algorithm {
    case .descent(let sampling): sampling.batchSize(of: problem.samples)
    case .momentDescent: problem.samples
    default: noiseBatchSize ?? problem.samples
    }
  }

  /// C = kappa X^T X with kappa = delta/(nB), the covariance that label noise gives each column of the gradient
  public var noiseCovariance: Matrix {
    labelNoise.variance / Double(batchSize) * problem.secondMoment
  }

  /// Whether trajectories are small enough to move together in lanes: every product of a step stays below the size
  /// from which OpenBLAS is faster, so that a trajectory's bits are the same alone.
  public var fitsLanes: Bool {
    guard rows <= Block.sweptRows else { return false }
    let factor: Int
    switch algorithm {
    case .descent, .momentDescent, .gradientFlow(.euler), .gradientFlow(.rungeKutta4),
      .stochasticGradientFlow(.eulerMaruyama, .ito):
      // With few inputs and outputs all of a step is W1 W2 and couplings, and those are kernels at any width.
      if outputs <= Block.mostCoupledOutputs { return true }
      factor = outputs
    case .gradientFlow: factor = outputs
    // Other methods also multiply theta by K, P x P x l.
    case .stochasticGradientFlow, .untiedGradientFlow: factor = max(rows, outputs)
    }
    return rows * factor * max(width, rows) < Block.blasThreshold
  }

  /// Whether all trajectories begin at the same weights.
  public var hasFixedStart: Bool { if case .fixed = start { true } else { false } }

  /// The same run with another record of its trajectories.
  public func keeping(_ keeping: Ensemble.Keeping) -> Setting {
    var setting = self
    setting.ensemble.keeping = keeping
    return setting
  }

  /// The initial weights of a trajectory.
  public func initialState(_ random: inout RandomStream) -> NetworkState {
    let theta =
      switch start {
      case .fixed(let theta): theta
      case .gaussian(let scale, let width): scale * normals(rows, width, &random)
      }
    var state = NetworkState(theta: theta, inputs: inputs, outputs: outputs)
    if let averaging { state.average = TimeAverage(over: averaging, inputs, outputs) }
    return trackingInterval == nil ? state : state.tracked() ?? state
  }
}
