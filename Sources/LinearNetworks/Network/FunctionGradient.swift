import Learning
import Matrices

/// M(W) = b - H W, the gradient of the squared loss in function space with its sign turned: theta' = A(M) theta is
/// gradient flow. The problem enters through its moments H = X^T X/n and b = X^T Y/n alone.
public struct FunctionGradient: Sendable {
  /// H, p x p
  public var secondMoment: Matrix
  /// b, p x k
  public var crossMoment: Matrix

  public init(_ problem: Regression) {
    secondMoment = problem.secondMoment
    crossMoment = problem.crossMoment
  }

  /// Scratch memory of an evaluation: W and M, and the moments where kernels can read them.
  struct Workspace {
    var product: Bundle
    var gradient: Bundle
    fileprivate let secondMoment: Bundle
    fileprivate let crossMoment: Bundle

    init(_ gradient: FunctionGradient, lanes: Int) {
      product = Bundle(
        zeros: gradient.crossMoment.rows, gradient.crossMoment.columns, lanes: lanes)
      self.gradient = product
      secondMoment = Bundle(gradient.secondMoment)
      crossMoment = Bundle(gradient.crossMoment)
    }

    /// theta <- keep theta + A(drift M(W1 W2) + diffusion noise) theta
    mutating func move(
      _ state: inout NetworkState, drift: Double, noise: Block? = nil, diffusion: Double = 0,
      keep: Double = 1,
      coupling: inout CouplingWorkspace
    ) {
      let theta = state.weights.block
      if theta.isSwept || state.outputs > theta.couplingLimit {
        evaluate(at: state, drift: drift, noise: noise, diffusion: diffusion)
        coupling.couple(&state, by: gradient, scale: 1, keep: keep)
      } else {
        gradient.block.descend(
          theta: theta, width: state.width, secondMoment: secondMoment.reading,
          crossMoment: crossMoment.reading, drift: drift, noise: noise, diffusion: diffusion, keep: keep)
      }
    }

    /// gradient = drift M(W1 W2) + diffusion noise
    mutating func evaluate(
      at state: NetworkState, drift: Double = 1, noise: Block? = nil, diffusion: Double = 0
    ) {
      gradient.block.formMomentGradient(
        theta: state.weights.reading, width: state.width, secondMoment: secondMoment.reading,
        crossMoment: crossMoment.reading, drift: drift, noise: noise, diffusion: diffusion)
    }
  }

  /// workspace.gradient = M(W1 W2)
  func evaluate(at state: NetworkState, in workspace: inout Workspace) { workspace.evaluate(at: state) }
}

extension NetworkState {
  /// W1, p x l, with whatever companions there are left out.
  var firstLayer: Block { weights.reading.window(0..<inputs, 0..<width) }
  /// W2^T, k x l
  var secondLayer: Block { weights.reading.window(inputs..<rows, 0..<width) }

  /// product = W1 W2
  func formProduct(in product: inout Bundle) {
    product.block.formLayerProduct(theta: weights.reading, width: width)
  }
}
