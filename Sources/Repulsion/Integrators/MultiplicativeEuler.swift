import CLanes
import Matrices
import Simulation

/// The multiplicative model by Euler's method, its repulsion softened: (l_i - l_j) / ((l_i - l_j)^2 + softening^2) stands for
/// 1 / (l_i - l_j). Points may pass each other, and their order is not kept.
///
/// With (l_i + l_j)^2 = (l_i - l_j)^2 + 4 l_i l_j the drift is (noise^2 (n + 1) - decay) l_i and the pairs'
/// noise^2 (l_i - l_j) (4 l_i l_j - softening^2) / ((l_i - l_j)^2 + softening^2), antisymmetric.
public struct MultiplicativeEuler: Dynamics {
  public typealias State = OrderedPoints
  public let timeStep: Double
  private let model: lanes_multiplicative

  public init(size: Int, decay: Double, noise: Double, softening: Double, timeStep h: Double) {
    timeStep = h
    model = lanes_multiplicative(
      size: Int32(size), growth: 1 + h * (noise * noise * Double(size + 1) - decay), push: h * noise * noise,
      softening: softening * softening, deviation: 8.0.squareRoot() * noise * h.squareRoot())
  }

  public var movesLanes: Bool { true }
  public func makeNoise(lanes: Int) -> Bundle { Bundle(zeros: Int(model.size), 1, lanes: lanes) }
  public func makeWorkspace(for state: OrderedPoints) {}

  public func draw(_ noise: inout Bundle, from random: inout RandomStream) {
    random.fillNormals(noise.block.base, count: Int(model.size), deviation: model.deviation)
  }

  public func step(_ state: inout OrderedPoints, drivenBy noise: Bundle, in workspace: inout Void) {
    withUnsafePointer(to: model) {
      lanes_multiplicative_step($0, state.points.block.base, noise.reading.base, Int32(state.lanes))
    }
  }

  public func advance(
    _ state: inout OrderedPoints, over steps: Range<Int>, drivenBy noise: inout Bundle,
    from random: inout RandomStream, in workspace: inout Void
  ) {
    random.begin(step: steps.lowerBound)
    var place = random.position
    withUnsafePointer(to: model) {
      lanes_multiplicative_steps($0, &place, steps.count, state.points.block.base)
    }
  }
}
