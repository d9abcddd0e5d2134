import Learning
import Matrices
import Simulation

/// Descent on a two-layer linear network, with all its noise:
///
///     theta <- (1 - eta lambda) theta + eta A(M_t) theta,   both layers from the same theta,
///
/// where M_t is minus the gradient in function space that the step sees: of the full batch or of a minibatch, with
/// label noise or without. A Markov chain in its own right, not an integrator of anything.
public struct NetworkDescent: Dynamics {
  public typealias State = NetworkState

  /// Where M_t comes from.
  public enum Source: Sendable {
    /// Explicit samples: M_t = X_B^T (Y_B + noise - X_B W) / B.
    case samples(Regression, Sampling, LabelNoise)
    /// The full batch by its moments, exact in law for Gaussian label noise: M_t = b - H W + F xi, F F^T = (delta/n) H.
    case moments(FunctionGradient, FunctionNoise?)
  }

  public let source: Source
  /// eta
  public var learningRate: Double
  /// lambda, for the loss L + (lambda/2) |theta|^2
  public var weightDecay: Double
  /// Those of explicit samples; none otherwise.
  private let samples: PackedSamples
  private let usesMoments: Bool

  public init(_ source: Source, learningRate: Double, weightDecay: Double = 0) {
    self.source = source
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    switch source {
    case .samples(let problem, _, _):
      samples = PackedSamples(problem)
      usesMoments = false
    case .moments:
      samples = .none
      usesMoments = true
    }
  }

  public var timeStep: Double { learningRate }
  public var movesLanes: Bool { true }

  /// The samples of a step and the noise on their labels, or the noise in function space.
  public struct Noise: Sendable {
    public var batch: BatchNoise?
    public var increment: NoiseIncrement?
  }

  /// Scratch memory of a step.
  public struct Workspace {
    fileprivate var coupling: CouplingWorkspace
    fileprivate var function: FunctionGradient.Workspace
  }

  public func makeNoise(lanes: Int) -> Noise {
    switch source {
    case .samples(let problem, let sampling, let labelNoise):
      Noise(batch: BatchNoise(problem, sampling, labelNoise, lanes: lanes), increment: nil)
    case .moments(_, let noise):
      Noise(batch: nil, increment: noise.map { NoiseIncrement($0, lanes: lanes) })
    }
  }

  public func draw(_ noise: inout Noise, from random: inout RandomStream) {
    noise.batch?.draw(from: &random)
    noise.increment?.draw(over: 1, from: &random)
  }

  public func makeWorkspace(for state: NetworkState) -> Workspace {
    let gradient =
      switch source {
      case .samples(let problem, _, _): FunctionGradient(problem)
      case .moments(let gradient, _): gradient
      }
    return Workspace(
      coupling: CouplingWorkspace(for: state),
      function: FunctionGradient.Workspace(gradient, lanes: state.lanes))
  }

  public func step(_ state: inout NetworkState, drivenBy noise: Noise, in workspace: inout Workspace) {
    let keep = 1 - learningRate * weightDecay
    let theta = state.weights.block
    let isSmall = !theta.isSwept && state.outputs <= theta.couplingLimit
    if usesMoments {
      workspace.function.evaluate(at: state, noise: noise.increment?.values.reading, diffusion: 1)
    } else if isSmall {
      noise.batch?.descend(
        theta: theta, width: state.width, scale: learningRate, keep: keep, of: samples,
        product: &workspace.function.product, gradient: &workspace.function.gradient)
      return
    } else {
      state.formProduct(in: &workspace.function.product)
      noise.batch?.formGradient(&workspace.function.gradient, at: workspace.function.product, of: samples)
    }
    workspace.coupling.couple(&state, by: workspace.function.gradient, scale: learningRate, keep: keep)
  }
}
