import Matrices
import Simulation

/// The structure-preserving schemes SH and SH2: half a damping, one exponential along the group, half a damping,
///
///     theta <- E exp(A(R)) E theta,   R = h M + sqrt(eta) dN,   E = exp(-eta h K / 4).
///
/// The exponential has determinant one, so log det(theta theta^T) falls at its exact rate at any step, and the
/// balancedness changes in the damping only. SH2 takes the step twice with the same noise, the second time with the
/// mean of M at the start and at the end of the first.
public struct SplitHyperbolicFlow: Dynamics {
  public typealias State = NetworkState

  public let equation: StochasticGradientFlow
  public let timeStep: Double
  /// Whether the drift is averaged over a first attempt (SH2) or taken at the start (SH).
  public let averagesDrift: Bool

  public init(_ equation: StochasticGradientFlow, timeStep: Double, averagesDrift: Bool = true) {
    self.equation = equation
    self.timeStep = timeStep
    self.averagesDrift = averagesDrift
  }

  /// Scratch memory of a step.
  public struct Workspace {
    fileprivate var flow: GradientFlow.Workspace
    fileprivate var half: DampingStep
    fileprivate var start: NetworkState
    fileprivate var drift: Matrix
    fileprivate var exponent: Matrix
  }

  public func makeWorkspace(for state: NetworkState) -> Workspace {
    let zero = Matrix(zeros: state.inputs, state.outputs)
    return Workspace(
      flow: equation.flow.makeWorkspace(for: state),
      half: DampingStep(equation, over: timeStep / 2, for: state),
      start: state, drift: zero, exponent: zero)
  }

  public func makeNoise() -> NoiseIncrement { equation.makeIncrement() }

  public func draw(_ noise: inout NoiseIncrement, from random: inout RandomStream) {
    equation.draw(&noise, over: timeStep, from: &random)
  }

  public func step(
    _ state: inout NetworkState, drivenBy noise: NoiseIncrement, in workspace: inout Workspace
  ) {
    equation.flow.gradient.evaluate(at: state, in: &workspace.flow.gradient)
    workspace.flow.gradient.gradient.copy(into: &workspace.drift)
    if averagesDrift { workspace.start.assign(state) }
    move(&state, along: noise, in: &workspace)
    guard averagesDrift else { return }
    equation.flow.gradient.evaluate(at: state, in: &workspace.flow.gradient)
    for i in workspace.drift.entries.indices {
      workspace.drift.entries[i] =
        (workspace.drift.entries[i] + workspace.flow.gradient.gradient.entries[i]) / 2
    }
    state.assign(workspace.start)
    move(&state, along: noise, in: &workspace)
  }

  /// theta <- E exp(A(h drift + sqrt(eta) dN)) E theta
  private func move(
    _ state: inout NetworkState, along noise: NoiseIncrement, in workspace: inout Workspace
  ) {
    let scale = equation.learningRate.squareRoot()
    for i in workspace.exponent.entries.indices {
      workspace.exponent.entries[i] =
        timeStep * workspace.drift.entries[i] + scale * noise.matrix.entries[i]
    }
    workspace.half.apply(to: &state)
    workspace.flow.coupling.exponentiate(&state, by: &workspace.exponent)
    workspace.half.apply(to: &state)
  }
}

/// exp(-tau (eta K / 2 + lambda)), the part of the flow that shrinks theta, over a fixed time tau.
struct DampingStep {
  private var input: Matrix
  private let output: Double
  private let isDiagonal: Bool
  private var old: Matrix

  init(_ equation: StochasticGradientFlow, over tau: Double, for state: NetworkState) {
    let decay = exponential(-tau * equation.flow.weightDecay)
    let rate = equation.reading == .ito ? -tau * equation.learningRate / 2 : 0
    let noise = equation.damping.exponential(rate)
    let input = decay * noise.input
    self.input = input
    output = decay * noise.output
    isDiagonal = (0..<input.rows).allSatisfy { i in
      (0..<input.columns).allSatisfy { $0 == i || input[i, $0] == 0 }
    }
    old = Matrix(zeros: state.inputs, state.columns.columns)
  }

  mutating func apply(to state: inout NetworkState) {
    let p = state.inputs
    let rows = state.rows
    state.columns.withBlock { columns in
      let upper = columns.window(0..<p, 0..<columns.columns)
      columns.window(p..<rows, 0..<columns.columns).scale(by: output)
      input.withBlock { input in
        if isDiagonal {
          for j in 0..<upper.columns {
            for i in 0..<p { upper[i, j] *= input[i, i] }
          }
        } else {
          old.withBlock { old in
            for j in 0..<upper.columns {
              for i in 0..<p { old[i, j] = upper[i, j] }
            }
            upper.assign(input, times: old)
          }
        }
      }
    }
  }
}
