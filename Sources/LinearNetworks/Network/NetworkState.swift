import Matrices
import Simulation

/// The weights of a two-layer linear network x -> W2^T W1^T x, as theta = [W1; W2^T] with one column a hidden unit.
///
/// Every algorithm here multiplies theta from the left: theta_t = Phi_t theta_0. So a state may carry companion
/// columns beside theta that are moved by the same Phi_t and see none of the loss; a `TriangularFactor` uses them.
public struct NetworkState: FlatState {
  /// p
  public let inputs: Int
  /// k
  public let outputs: Int
  /// l
  public let width: Int
  /// [theta, companions], (p + k) x (l + companions)
  public var columns: Matrix
  /// Where log det and the spectrum of theta are tracked beyond the resolution of theta itself.
  public internal(set) var factor: TriangularFactor?

  /// A state with given weights: theta is (inputs + outputs) x width.
  public init(theta: Matrix, inputs: Int, outputs: Int) {
    precondition(
      theta.rows == inputs + outputs,
      "theta has \(theta.rows) rows, not \(inputs) inputs and \(outputs) outputs")
    self.inputs = inputs
    self.outputs = outputs
    width = theta.columns
    columns = theta
  }

  /// P = p + k
  public var rows: Int { inputs + outputs }
  public var theta: Matrix { columns[0..<rows, 0..<width] }
  /// W1, p x l
  public var W1: Matrix { columns[0..<inputs, 0..<width] }
  /// W2, l x k
  public var W2: Matrix { columns[inputs..<rows, 0..<width].transposed }
  /// W = W1 W2, p x k
  public var product: Matrix { W1 * W2 }
  /// D = W1^T W1 - W2 W2^T, l x l
  public var balancedness: Matrix { W1.transposed * W1 - W2 * W2.transposed }

  public var isFinite: Bool { columns.isFinite }

  public var numbers: [Double] {
    get { columns.entries }
    set { columns.entries = newValue }
  }

  public mutating func add(_ direction: NetworkState, times scale: Double) {
    precondition(direction.numbers.count == numbers.count, "states of different shapes")
    columns.entries.withUnsafeMutableBufferPointer { own in
      direction.columns.entries.withUnsafeBufferPointer { other in
        for i in own.indices { own[i] += scale * other[i] }
      }
    }
  }

  public mutating func assign(_ other: NetworkState) {
    precondition(other.columns.entries.count == columns.entries.count, "states of different shapes")
    columns.entries.withUnsafeMutableBufferPointer { own in
      other.columns.entries.withUnsafeBufferPointer { source in
        for i in own.indices { own[i] = source[i] }
      }
    }
  }

  public mutating func setZero() {
    columns.entries.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
  }
}
