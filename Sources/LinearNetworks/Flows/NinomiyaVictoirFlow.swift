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
    fileprivate var basis: Matrix
    fileprivate var old: Matrix
  }

  public func makeWorkspace(for state: NetworkState) -> Workspace {
    Workspace(
      midpoint: midpoint.makeWorkspace(for: state),
      quarter: DampingStep(equation, over: timeStep / 4, for: state), basis: basis,
      old: Matrix(zeros: state.inputs, state.columns.columns))
  }

  public func makeNoise() -> NoiseIncrement { equation.makeIncrement() }

  public func draw(_ noise: inout NoiseIncrement, from random: inout RandomStream) {
    equation.draw(&noise, over: timeStep, from: &random)
  }

  public func step(
    _ state: inout NetworkState, drivenBy noise: NoiseIncrement, in workspace: inout Workspace
  ) {
    driftHalf(&state, in: &workspace)
    turn(&state, toBasis: true, in: &workspace)
    let fields = state.inputs * state.outputs
    let size = (equation.learningRate * timeStep).squareRoot()
    for position in 0..<fields {
      let field = noise.coin && alternates ? fields - 1 - position : position
      let (a, b) = (field / state.outputs, field % state.outputs)
      rotate(&state, a, b, by: size * scales[a] * noise.normals[a, b])
    }
    turn(&state, toBasis: false, in: &workspace)
    driftHalf(&state, in: &workspace)
  }

  /// exp of half a step of (A(M) - eta K / 2 - lambda), to order 2
  private func driftHalf(_ state: inout NetworkState, in workspace: inout Workspace) {
    workspace.quarter.apply(to: &state)
    midpoint.step(&state, drivenBy: (), in: &workspace.midpoint)
    workspace.quarter.apply(to: &state)
  }

  /// Row a of W1 and row b of W2^T: (x, y) <- (cosh r x + sinh r y, cosh r y + sinh r x).
  private func rotate(_ state: inout NetworkState, _ a: Int, _ b: Int, by r: Double) {
    let cosh = hyperbolicCosine(r)
    let sinh = hyperbolicSine(r)
    let lower = state.inputs + b
    state.columns.withBlock { columns in
      for j in 0..<columns.columns {
        let (x, y) = (columns[a, j], columns[lower, j])
        columns[a, j] = cosh * x + sinh * y
        columns[lower, j] = cosh * y + sinh * x
      }
    }
  }

  /// W1 <- V^T W1, or back.
  private func turn(_ state: inout NetworkState, toBasis: Bool, in workspace: inout Workspace) {
    let p = state.inputs
    workspace.old.withBlock { old in
      workspace.basis.withBlock { basis in
        state.columns.withBlock { columns in
          let upper = columns.window(0..<p, 0..<columns.columns)
          for j in 0..<upper.columns {
            for i in 0..<p { old[i, j] = upper[i, j] }
          }
          upper.assign(toBasis ? basis.transposed : basis, times: old)
        }
      }
    }
  }
}
