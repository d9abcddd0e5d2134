import Matrices
import Simulation

/// What the steps of a network with one output have done to log det(theta theta^T), by the first layer's own account:
///
///     sum_t 2 log |1 - |R_t|^2|,   R_t = (W1 after - W1 before) w2 / |w2|^2,   w2 from before.
///
/// One number a lane. Nothing of the second layer's change is used.
public struct StepAccount: Sendable {
  /// 1 x 1
  private var sum: Bundle

  init(lanes: Int = 1) { sum = Bundle(zeros: 1, 1, lanes: lanes) }

  /// The account of a single trajectory, or of a lane.
  public func value(lane: Int = 0) -> Double { sum.lane(lane)[0, 0] }

  func lane(_ lane: Int) -> StepAccount {
    var single = StepAccount()
    single.sum = Bundle(sum.lane(lane))
    return single
  }

  /// Adds a step; the last of `inputs` + 1 rows is the second layer.
  mutating func add(from before: Bundle, to after: Bundle, inputs: Int, width: Int) {
    let (old, new, total) = (before.reading, after.reading, sum.block)
    let lanes = old.lanes
    for lane in 0..<lanes {
      func number(_ block: Block, _ i: Int, _ j: Int) -> Double {
        block.base[(j * block.columnStride + i) * lanes + lane]
      }
      var length = 0.0
      for j in 0..<width { length += number(old, inputs, j) * number(old, inputs, j) }
      var square = 0.0
      for i in 0..<inputs {
        var moved = 0.0
        for j in 0..<width { moved += (number(new, i, j) - number(old, i, j)) * number(old, inputs, j) }
        square += moved * moved
      }
      total.base[lane] += 2 * logarithm(abs(1 - square / (length * length)))
    }
  }

  /// self = other, without allocation.
  mutating func assign(_ other: StepAccount) { sum.assign(other.sum) }
}

/// A dynamics whose states keep the account of its steps.
struct AccountedDynamics<Base: Dynamics>: DerivedDynamics where Base.State == NetworkState {
  typealias State = NetworkState
  let base: Base

  struct Workspace {
    var base: Base.Workspace
    var before: Bundle
  }

  var movesLanes: Bool { base.movesLanes }

  func makeWorkspace(for state: NetworkState) -> Workspace {
    Workspace(
      base: base.makeWorkspace(for: state),
      before: Bundle(zeros: state.weights.rows, state.weights.columns, lanes: state.lanes))
  }

  func step(_ state: inout NetworkState, drivenBy noise: Base.Noise, in workspace: inout Workspace) {
    workspace.before.assign(state.weights)
    base.step(&state, drivenBy: noise, in: &workspace.base)
    state.account?.add(
      from: workspace.before, to: state.weights, inputs: state.inputs, width: state.width)
  }
}

extension Dynamics<NetworkState> {
  /// The same with the account of its steps kept that a state asks for.
  func accounted() -> any Dynamics<NetworkState> { AccountedDynamics(base: self) }
}
