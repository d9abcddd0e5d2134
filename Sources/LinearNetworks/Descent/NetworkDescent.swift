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
  private let samples: PackedSamples?

  public init(_ source: Source, learningRate: Double, weightDecay: Double = 0) {
    self.source = source
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    if case .samples(let problem, _, _) = source {
      samples = PackedSamples(problem)
    } else {
      samples = nil
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
    formGradient(at: state, noise, in: &workspace.function)
    workspace.coupling.couple(
      &state, by: workspace.function.gradient, scale: learningRate, keep: 1 - learningRate * weightDecay)
  }

  /// workspace.gradient = M_t
  private func formGradient(
    at state: NetworkState, _ noise: Noise, in workspace: inout FunctionGradient.Workspace
  ) {
    switch source {
    case .moments(let gradient, _):
      gradient.evaluate(at: state, in: &workspace)
      if let increment = noise.increment {
        let sum = workspace.gradient.block
        sum.combine(1, sum, 1, increment.values.reading)
      }
    case .samples:
      guard let batch = noise.batch, let samples else { return }
      state.formProduct(in: &workspace.product)
      batch.withIndices { indices in
        samples.formGradient(
          &workspace.gradient, at: workspace.product, batch: batch.size, indices: indices,
          noise: batch.labels)
      }
    }
  }
}
