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

  /// Scratch memory of an evaluation: W and M.
  struct Workspace {
    var product: Matrix
    var gradient: Matrix
    var secondMoment: Matrix

    init(_ gradient: FunctionGradient) {
      product = Matrix(zeros: gradient.crossMoment.rows, gradient.crossMoment.columns)
      self.gradient = product
      secondMoment = gradient.secondMoment
    }
  }

  /// workspace.gradient = M(W1 W2)
  func evaluate(at state: NetworkState, in workspace: inout Workspace) {
    state.formProduct(in: &workspace.product)
    crossMoment.copy(into: &workspace.gradient)
    workspace.secondMoment.withBlock { h in
      workspace.product.withBlock { w in
        workspace.gradient.withBlock { $0.add(h, times: w, scale: -1) }
      }
    }
  }
}

extension NetworkState {
  /// product = W1 W2
  func formProduct(in product: inout Matrix) {
    let (p, k, stride) = (inputs, outputs, rows)
    columns.entries.withUnsafeBufferPointer { theta in
      product.entries.withUnsafeMutableBufferPointer { w in
        for i in w.indices { w[i] = 0 }
        for unit in 0..<width {
          let column = unit * stride
          for j in 0..<k {
            let weight = theta[column + p + j]
            for i in 0..<p { w[j * p + i] += theta[column + i] * weight }
          }
        }
      }
    }
  }
}

extension Matrix {
  /// target = self, without allocation.
  func copy(into target: inout Matrix) {
    precondition(rows == target.rows && columns == target.columns, "copy between different shapes")
    entries.withUnsafeBufferPointer { source in
      target.entries.withUnsafeMutableBufferPointer { destination in
        for i in destination.indices { destination[i] = source[i] }
      }
    }
  }
}
