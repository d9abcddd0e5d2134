import Matrices
import Simulation

/// The scheme of Ninomiya and Victoir (2008), of weak order 2: half a step of the Stratonovich drift, the flows of the
/// noise fields one after another in an order decided by a fair coin, half a step of the drift.
///
/// In the eigenbasis of C the field of dN_ab turns row a of W1 and row b of W2^T against each other by a hyperbolic
/// rotation, so every part keeps its structure exactly and log det falls at its exact rate.
public struct NinomiyaVictoirFlow: Dynamics {
  public typealias State = NetworkState

  public let equation: StochasticGradientFlow
  public let timeStep: Double
  /// Whether the coin is tossed. Without it the scheme is of weak order 1.
  public let alternates: Bool

  private let midpoint: ExponentialFlow
  /// V, the eigenvectors of C, and the square roots of its eigenvalues
  private let basis: Matrix
  private let scales: [Double]

  public init(_ equation: StochasticGradientFlow, timeStep: Double, alternates: Bool = true) {
    self.equation = equation
    self.timeStep = timeStep
    self.alternates = alternates
    // The damping substeps carry the weight decay.
    midpoint = ExponentialFlow(
      GradientFlow(equation.flow.gradient), by: .midpoint, timeStep: timeStep / 2)
    // F = V diag(scale) by construction: its columns are orthogonal.
    let factor = equation.noise.factor
    scales = (0..<factor.columns).map { factor[0..<factor.rows, $0..<($0 + 1)].norm }
    let eigen = equation.noise.covariance.symmetricEigen
    let scales = scales
    basis =
      scales.allSatisfy { $0 > 0 }
      ? Matrix(factor.rows, factor.columns) { factor[$0, $1] / scales[$1] } : eigen.vectors
  }

  /// Scratch memory of a step.
  public struct Workspace {
    fileprivate var midpoint: ExponentialFlow.Workspace
    fileprivate var quarter: DampingStep
    fileprivate let basis: Bundle
    fileprivate var old: Bundle
    /// The angles of all fields, a lane each, with their hyperbolic sines and cosines.
    fileprivate var angles: Bundle
    fileprivate var sines: Bundle
    fileprivate var cosines: Bundle
  }

  public func makeWorkspace(for state: NetworkState) -> Workspace {
    let angles = Bundle(zeros: state.inputs, state.outputs, lanes: state.lanes)
    return Workspace(
      midpoint: midpoint.makeWorkspace(for: state),
      quarter: DampingStep(equation, over: timeStep / 4, for: state), basis: Bundle(basis),
      old: Bundle(zeros: state.inputs, state.weights.columns, lanes: state.lanes),
      angles: angles, sines: angles, cosines: angles)
  }

  public var movesLanes: Bool { true }
  public func makeNoise(lanes: Int) -> NoiseIncrement {
    NoiseIncrement(equation.noise, lanes: lanes, tossesCoin: true)
  }

  public func draw(_ noise: inout NoiseIncrement, from random: inout RandomStream) {
    equation.draw(&noise, over: timeStep, from: &random)
  }

  public func step(
    _ state: inout NetworkState, drivenBy noise: NoiseIncrement, in workspace: inout Workspace
  ) {
    driftHalf(&state, in: &workspace)
    turn(&state, toBasis: true, in: &workspace)
    rotateAll(&state, noise, isForward: true, in: &workspace)
    if alternates { rotateAll(&state, noise, isForward: false, in: &workspace) }
    turn(&state, toBasis: false, in: &workspace)
    driftHalf(&state, in: &workspace)
  }

  /// exp of half a step of (A(M) - eta K / 2 - lambda), to order 2
  private func driftHalf(_ state: inout NetworkState, in workspace: inout Workspace) {
    workspace.quarter.apply(to: &state)
    midpoint.step(&state, drivenBy: (), in: &workspace.midpoint)
    workspace.quarter.apply(to: &state)
  }

  /// The flows of all fields one after another, in the lanes whose coin asks for this order; the others stay as they are,
  /// turned by an angle of zero.
  private func rotateAll(
    _ state: inout NetworkState, _ noise: NoiseIncrement, isForward: Bool, in workspace: inout Workspace
  ) {
    let fields = state.inputs * state.outputs
    let size = (equation.learningRate * timeStep).squareRoot()
    let theta = state.weights.block
    let variates = noise.variates.reading
    let coin = alternates ? noise.coin?.reading.base : nil
    let (angles, sines, cosines) = (
      workspace.angles.block, workspace.sines.block, workspace.cosines.block
    )
    for b in 0..<state.outputs {
      for a in 0..<state.inputs {
        let (angle, variate) = (angles.entry(a, b), variates.entry(a, b))
        for lane in 0..<theta.lanes {
          let isAsked = coin.map { ($0[lane] > 0) == isForward } ?? true
          angle[lane] = isAsked ? size * scales[a] * variate[lane] : 0
        }
      }
    }
    Elementary.hyperbolic(angles.base, sinh: sines.base, cosh: cosines.base, count: angles.count)
    for position in 0..<fields {
      let field = isForward ? position : fields - 1 - position
      let (a, b) = (field / state.outputs, field % state.outputs)
      rotate(theta, a, state.inputs + b, cosines.entry(a, b), sines.entry(a, b))
    }
  }

  /// Rows a and b of theta: (x, y) <- (cosh r x + sinh r y, cosh r y + sinh r x).
  private func rotate(
    _ theta: Block, _ a: Int, _ b: Int, _ cosh: UnsafePointer<Double>, _ sinh: UnsafePointer<Double>
  ) {
    for j in 0..<theta.columns {
      let (first, second) = (theta.entry(a, j), theta.entry(b, j))
      for lane in 0..<theta.lanes {
        let (x, y) = (first[lane], second[lane])
        first[lane] = cosh[lane] * x + sinh[lane] * y
        second[lane] = cosh[lane] * y + sinh[lane] * x
      }
    }
  }

  /// W1 <- V^T W1, or back.
  private func turn(_ state: inout NetworkState, toBasis: Bool, in workspace: inout Workspace) {
    let all = state.weights.block
    let upper = all.window(0..<state.inputs, 0..<all.columns)
    let old = workspace.old.block
    old.copy(upper)
    let basis = workspace.basis.reading
    upper.assign(toBasis ? basis.transposed : basis, times: old)
  }
}
