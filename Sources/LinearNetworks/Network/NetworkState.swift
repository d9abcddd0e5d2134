import Matrices
import Simulation

/// The weights of a two-layer linear network x -> W2^T W1^T x, as theta = [W1; W2^T] with one column a hidden unit: of
/// one trajectory, or of a block of trajectories in lanes.
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
  public internal(set) var weights: Bundle
  /// Where log det and the spectrum of theta are tracked beyond the resolution of theta itself; of a single trajectory.
  public internal(set) var factor: TriangularFactor?
  /// The time average of W1 W2, where it is kept.
  public internal(set) var average: TimeAverage?
  /// What the steps did to log det(theta theta^T), where it is kept.
  public internal(set) var account: StepAccount?

  /// A state with given weights: theta is (inputs + outputs) x width.
  public init(theta: Matrix, inputs: Int, outputs: Int) {
    precondition(
      theta.rows == inputs + outputs,
      "theta has \(theta.rows) rows, not \(inputs) inputs and \(outputs) outputs")
    self.inputs = inputs
    self.outputs = outputs
    width = theta.columns
    weights = Bundle(theta)
  }

  /// P = p + k
  public var rows: Int { inputs + outputs }
  public var lanes: Int { weights.lanes }
  public var size: Int { weights.count }

  /// [theta, companions] of a single trajectory
  public var columns: Matrix {
    get { weights.matrix }
    set { weights.matrix = newValue }
  }

  public var theta: Matrix { columns[0..<rows, 0..<width] }
  /// W1, p x l
  public var W1: Matrix { columns[0..<inputs, 0..<width] }
  /// W2, l x k
  public var W2: Matrix { columns[inputs..<rows, 0..<width].transposed }
  /// W = W1 W2, p x k
  public var product: Matrix { W1 * W2 }
  /// D = W1^T W1 - W2 W2^T, l x l
  public var balancedness: Matrix { W1.transposed * W1 - W2 * W2.transposed }

  public var isFinite: Bool { weights.isFinite }
  public func isFinite(lane: Int) -> Bool { weights.isFinite(lane: lane) }
}

extension NetworkState {
  public static var hasLanes: Bool { true }

  public init(lanes states: [NetworkState]) {
    precondition(
      states.allSatisfy { $0.lanes == 1 && $0.factor == nil && $0.inputs == states[0].inputs },
      "lanes are single trajectories of one shape, without a tracked factor")
    self = states[0]
    weights = Bundle(states.map(\.columns))
    average = average?.spread(over: states.count)
    account = account.map { _ in StepAccount(lanes: states.count) }
  }

  public func lane(_ lane: Int) -> NetworkState {
    var state = self
    if lanes > 1 {
      state.weights = Bundle(weights.lane(lane))
      state.average = average?.lane(lane)
      state.account = account?.lane(lane)
    }
    return state
  }

  /// The entries of a single trajectory, column after column.
  public var numbers: [Double] {
    get { columns.entries }
    set { columns.entries = newValue }
  }

  public mutating func add(_ direction: NetworkState, times scale: Double) {
    precondition(direction.weights.count == weights.count, "states of different shapes")
    let own = weights.block
    own.combine(scale, direction.weights.reading, 1, own)
  }

  public mutating func assign(_ other: NetworkState) {
    weights.assign(other.weights)
    factor = other.factor
    average.assign(other.average)
    if let own = other.account, account != nil { account?.assign(own) } else { account = other.account }
  }

  public mutating func setZero() { weights.setZero() }
}
