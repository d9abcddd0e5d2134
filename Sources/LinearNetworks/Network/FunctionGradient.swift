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

  /// Scratch memory of an evaluation: W and M, and the moments where products can read them.
  struct Workspace {
    var product: Bundle
    var gradient: Bundle
    let secondMoment: Bundle
    let crossMoment: Bundle

    init(_ gradient: FunctionGradient, lanes: Int) {
      product = Bundle(
        zeros: gradient.crossMoment.rows, gradient.crossMoment.columns, lanes: lanes)
      self.gradient = product
      secondMoment = Bundle(gradient.secondMoment)
      crossMoment = Bundle(gradient.crossMoment, lanes: lanes)
    }
  }

  /// workspace.gradient = M(W1 W2)
  func evaluate(at state: NetworkState, in workspace: inout Workspace) {
    state.formProduct(in: &workspace.product)
    workspace.gradient.assign(workspace.crossMoment)
    workspace.gradient.block.add(
      workspace.secondMoment.reading, times: workspace.product.reading, scale: -1)
  }
}

extension NetworkState {
  /// W1, p x l, with whatever companions there are left out.
  var firstLayer: Block { weights.reading.window(0..<inputs, 0..<width) }
  /// W2^T, k x l
  var secondLayer: Block { weights.reading.window(inputs..<rows, 0..<width) }

  /// product = W1 W2
  func formProduct(in product: inout Bundle) {
    product.block.assign(firstLayer, times: secondLayer.transposed)
  }
}
