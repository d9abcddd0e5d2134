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

  public var source: Source
  /// eta
  public var learningRate: Double
  /// lambda, for the loss L + (lambda/2) |theta|^2
  public var weightDecay: Double

  public init(_ source: Source, learningRate: Double, weightDecay: Double = 0) {
    self.source = source
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }

  public var timeStep: Double { learningRate }

  /// The samples of a step and the noise on their labels, or the noise in function space.
  public struct Noise: Sendable {
    public var batch: Batch?
    /// B x k
    public var labels: Matrix
    public var increment: NoiseIncrement?
  }

  /// Scratch memory of a step.
  public struct Workspace {
    fileprivate var coupling: CouplingWorkspace
    fileprivate var moments: FunctionGradient.Workspace?
    fileprivate var product: Matrix
    fileprivate var gradient: Matrix
    fileprivate var inputs: Matrix
    fileprivate var residual: Matrix
  }

  public func makeNoise() -> Noise {
    switch source {
    case .samples(let problem, let sampling, let labelNoise):
      let size = labelNoise.variance > 0 ? sampling.batchSize(of: problem.samples) : 0
      return Noise(
        batch: Batch(of: problem.samples, by: sampling),
        labels: Matrix(zeros: size, problem.outputCount), increment: nil)
    case .moments(_, let noise):
      return Noise(batch: nil, labels: Matrix(zeros: 0, 0), increment: noise.map { NoiseIncrement($0) })
    }
  }

  public func draw(_ noise: inout Noise, from random: inout RandomStream) {
    switch source {
    case .samples(_, let sampling, let labelNoise):
      noise.batch?.draw(by: sampling, from: &random)
      for i in noise.labels.entries.indices { noise.labels.entries[i] = labelNoise.draw(from: &random) }
    case .moments:
      noise.increment?.draw(over: 1, from: &random)
    }
  }

  public func makeWorkspace(for state: NetworkState) -> Workspace {
    let zero = Matrix(zeros: state.inputs, state.outputs)
    var workspace = Workspace(
      coupling: CouplingWorkspace(for: state), moments: nil, product: zero, gradient: zero,
      inputs: Matrix(zeros: 0, 0), residual: Matrix(zeros: 0, 0))
    switch source {
    case .moments(let gradient, _): workspace.moments = FunctionGradient.Workspace(gradient)
    case .samples(let problem, let sampling, _):
      let size = sampling.batchSize(of: problem.samples)
      workspace.inputs = sampling == .fullBatch ? problem.inputs : Matrix(zeros: size, problem.inputCount)
      workspace.residual = Matrix(zeros: size, problem.outputCount)
    }
    return workspace
  }

  public func step(_ state: inout NetworkState, drivenBy noise: Noise, in workspace: inout Workspace) {
    formGradient(at: state, noise, in: &workspace)
    workspace.coupling.couple(
      &state, by: &workspace.gradient, scale: learningRate, keep: 1 - learningRate * weightDecay)
  }

  /// workspace.gradient = M_t
  private func formGradient(at state: NetworkState, _ noise: Noise, in workspace: inout Workspace) {
    switch source {
    case .moments(let gradient, _):
      guard var moments = workspace.moments.take() else { return }
      gradient.evaluate(at: state, in: &moments)
      moments.gradient.copy(into: &workspace.gradient)
      workspace.moments = moments
      if let increment = noise.increment {
        for i in workspace.gradient.entries.indices {
          workspace.gradient.entries[i] += increment.matrix.entries[i]
        }
      }
    case .samples(let problem, _, _):
      formResidual(at: state, problem, noise, in: &workspace)
      let scale = 1 / Double(workspace.residual.rows)
      workspace.inputs.withBlock { x in
        workspace.residual.withBlock { r in
          workspace.gradient.withBlock { $0.assign(x.transposed, times: r, scale: scale) }
        }
      }
    }
  }

  /// residual = Y_B + noise - X_B W
  private func formResidual(
    at state: NetworkState, _ problem: Regression, _ noise: Noise, in workspace: inout Workspace
  ) {
    state.formProduct(in: &workspace.product)
    if let batch = noise.batch, !batch.indices.isEmpty {
      for (row, sample) in batch.indices.enumerated() {
        for j in 0..<problem.inputCount { workspace.inputs[row, j] = problem.inputs[sample, j] }
        for j in 0..<problem.outputCount { workspace.residual[row, j] = problem.targets[sample, j] }
      }
    } else {
      problem.targets.copy(into: &workspace.residual)
    }
    if noise.labels.rows > 0 {
      for i in workspace.residual.entries.indices { workspace.residual.entries[i] += noise.labels.entries[i] }
    }
    workspace.inputs.withBlock { x in
      workspace.product.withBlock { w in
        workspace.residual.withBlock { $0.add(x, times: w, scale: -1) }
      }
    }
  }
}
