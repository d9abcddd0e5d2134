import Matrices
import Simulation

/// The sum of W1 W2 over the steps of a window, one a lane: what a time average is made of.
public struct TimeAverage: Sendable {
  /// The steps after which the product counts.
  let window: ClosedRange<Int>
  /// Steps taken since the start of the trajectory.
  private(set) var steps = 0
  /// p x k
  private var sum: Bundle

  /// Nothing summed yet, for p inputs and k outputs.
  init(over window: ClosedRange<Int>, _ inputs: Int, _ outputs: Int, lanes: Int = 1) {
    self.window = window
    sum = Bundle(zeros: inputs, outputs, lanes: lanes)
  }

  /// How many products were summed.
  var count: Int { max(0, min(steps, window.upperBound) - window.lowerBound + 1) }

  /// The same in other lanes, of a trajectory that has not moved.
  func spread(over lanes: Int) -> TimeAverage {
    precondition(steps == 0, "averages of trajectories on their way")
    return TimeAverage(over: window, sum.rows, sum.columns, lanes: lanes)
  }

  func lane(_ lane: Int) -> TimeAverage {
    var single = self
    single.sum = Bundle(sum.lane(lane))
    return single
  }

  /// Counts a step, and adds the product of the new weights if it is in the window, by way of scratch memory.
  mutating func add(_ weights: Bundle, width: Int, by product: inout Bundle) {
    steps += 1
    guard window.contains(steps) else { return }
    product.block.formLayerProduct(theta: weights.reading, width: width)
    let own = sum.block
    own.combine(1, own, 1, product.reading)
  }

  /// The mean so far; NaN before the window.
  func form(into mean: inout Bundle) {
    let scale = count > 0 ? 1 / Double(count) : .nan
    mean.withBlock { mean in sum.withReading { mean.combine(scale, $0, 0, $0) } }
  }

  /// self = other, without allocation.
  fileprivate mutating func assign(_ other: TimeAverage) {
    steps = other.steps
    sum.assign(other.sum)
  }
}

extension TimeAverage? {
  /// self = other, without allocation where both are there.
  mutating func assign(_ other: TimeAverage?) {
    if let other, self != nil { self?.assign(other) } else { self = other }
  }
}

/// A dynamics whose states keep the time average of W1 W2 over their window.
struct AveragedDynamics<Base: Dynamics>: DerivedDynamics where Base.State == NetworkState {
  typealias State = NetworkState
  let base: Base

  struct Workspace {
    var base: Base.Workspace
    var product: Bundle
  }

  var movesLanes: Bool { base.movesLanes }

  func makeWorkspace(for state: NetworkState) -> Workspace {
    Workspace(
      base: base.makeWorkspace(for: state),
      product: Bundle(zeros: state.inputs, state.outputs, lanes: state.lanes))
  }

  func step(_ state: inout NetworkState, drivenBy noise: Base.Noise, in workspace: inout Workspace) {
    base.step(&state, drivenBy: noise, in: &workspace.base)
    state.average?.add(state.weights, width: state.width, by: &workspace.product)
  }
}
