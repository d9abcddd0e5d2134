import Matrices
import Simulation

/// Any model by Euler's method in the points themselves, with 1/g softened to g / (g^2 + softening^2): the obvious scheme,
/// for comparison. Nothing keeps the order of the points, or Wishart's above zero, where a negative one has no noise.
public struct SoftenedEuler: Dynamics {
  public typealias State = OrderedPoints
  public let model: RepulsionModel
  public let size: Int
  public let softening: Double
  public let timeStep: Double
  /// What multiplies the repulsion, the noise and the trace's part of the multiplicative drift; 1 in the right method.
  var repulsionFactor = 1.0
  var noiseFactor = 1.0
  var traceFactor = 1.0

  public init(_ model: RepulsionModel, size: Int, softening: Double, timeStep: Double) {
    self.model = model
    self.size = size
    self.softening = softening
    self.timeStep = timeStep
  }

  public var movesLanes: Bool { true }
  public func makeNoise(lanes: Int) -> Bundle { Bundle(zeros: size, 1, lanes: lanes) }
  public func makeWorkspace(for state: OrderedPoints) -> Bundle { state.points }

  public func draw(_ noise: inout Bundle, from random: inout RandomStream) {
    random.fillNormals(noise.block.base, count: size, deviation: timeStep.squareRoot() * noiseFactor)
  }

  public func step(_ state: inout OrderedPoints, drivenBy noise: Bundle, in workspace: inout Bundle) {
    workspace.assign(state.points)
    let (old, new, z, lanes) = (
      workspace.reading.base, state.points.block.base, noise.reading.base, state.lanes
    )
    for lane in 0..<lanes {
      var trace = 0.0
      for i in 0..<size { trace += old[i * lanes + lane] }
      for i in 0..<size {
        let x = old[i * lanes + lane]
        var push = 0.0
        for j in 0..<size where j != i {
          let y = old[j * lanes + lane]
          let gap = x - y
          push += numerator(x, y) * gap / (gap * gap + softening * softening)
        }
        let (drift, diffusion) = alone(x, trace)
        new[i * lanes + lane] =
          x + timeStep * (drift + repulsionFactor * push) + diffusion * z[i * lanes + lane]
      }
    }
  }

  /// What repulsion has above the gap.
  private func numerator(_ x: Double, _ y: Double) -> Double {
    switch model {
    case .dyson(let beta, _): beta / 2
    case .laguerre(let beta, _): beta * (x + y)
    case .multiplicative(_, let noise): noise * noise * (x + y) * (x + y)
    }
  }

  /// Drift without repulsion, and the factor of the noise.
  private func alone(_ x: Double, _ trace: Double) -> (Double, Double) {
    switch model {
    case .dyson(_, let confinement): (-confinement * x, 1)
    case .laguerre(let beta, let rows): (beta * rows, 2 * max(0, x).squareRoot())
    case .multiplicative(let decay, let noise):
      (-decay * x + noise * noise * (traceFactor * trace + x), 8.0.squareRoot() * noise * x)
    }
  }
}
