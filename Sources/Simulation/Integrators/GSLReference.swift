import CGSL

/// A state that is a list of numbers, for integrators that are written elsewhere.
public protocol FlatState: VectorState {
  /// The numbers of the state in a fixed order.
  var numbers: [Double] { get set }
}

/// GSL's adaptive Prince-Dormand method of order 8 with tolerance `tolerance`, absolute and relative: an independent
/// reference for every other integrator. It allocates; it is not meant to be fast.
///
/// A step that GSL gives up on leaves NaN in the state, which a run records as a divergence.
public struct GSLReference<Equation: DifferentialEquation>: Dynamics where Equation.State: FlatState {
  public typealias State = Equation.State
  public typealias Workspace = Void
  public let equation: Equation
  public let timeStep: Double
  public let tolerance: Double

  public init(_ equation: Equation, timeStep: Double, tolerance: Double = 1e-13) {
    self.equation = equation
    self.timeStep = timeStep
    self.tolerance = tolerance
  }

  public func makeNoise(lanes: Int) {}
  public func draw(_ noise: inout Void, from random: inout RandomStream) {}

  public func step(_ state: inout State, drivenBy noise: Void, in workspace: inout Void) {
    var numbers = state.numbers
    let slope = Slope(equation, like: state)
    let succeeded: Bool
    do {
      succeeded = try gsl { advance(&numbers, by: slope) }
    } catch {
      succeeded = false
    }
    state.numbers = succeeded ? numbers : [Double](repeating: .nan, count: numbers.count)
  }

  private func advance(_ numbers: inout [Double], by slope: Slope) -> Bool {
    withExtendedLifetime(slope) {
      var system = gsl_odeiv2_system()
      system.dimension = numbers.count
      system.params = Unmanaged.passUnretained(slope as AnySlope).toOpaque()
      system.function = { _, point, velocity, context in
        guard let point, let velocity, let context else { return Int32(GSL_EFAULT) }
        Unmanaged<AnySlope>.fromOpaque(context).takeUnretainedValue().evaluate(at: point, into: velocity)
        return Int32(GSL_SUCCESS)
      }
      // The driver keeps the address of the system.
      return withUnsafeMutablePointer(to: &system) { system in
        guard
          let driver = gsl_odeiv2_driver_alloc_y_new(
            system, rankfall_gsl_rk8pd(), timeStep / 8, tolerance, tolerance)
        else { return false }
        defer { gsl_odeiv2_driver_free(driver) }
        var time = 0.0
        return gsl_odeiv2_driver_apply(driver, &time, timeStep, &numbers) == Int32(GSL_SUCCESS)
      }
    }
  }

  /// The equation's drift as a function of lists of numbers, with memory of its own.
  private final class Slope: AnySlope {
    private let equation: Equation
    private var point: State
    private var velocity: State
    private var workspace: Equation.Workspace

    init(_ equation: Equation, like state: State) {
      self.equation = equation
      point = state
      velocity = state
      workspace = equation.makeWorkspace(for: state)
    }

    override func evaluate(at numbers: UnsafePointer<Double>, into slope: UnsafeMutablePointer<Double>) {
      let count = point.numbers.count
      point.numbers = Array(UnsafeBufferPointer(start: numbers, count: count))
      equation.drift(at: point, into: &velocity, in: &workspace)
      for (i, value) in velocity.numbers.enumerated() { slope[i] = value }
    }
  }
}

/// What a C callback can see of a slope, whatever the equation.
private class AnySlope {
  func evaluate(at numbers: UnsafePointer<Double>, into slope: UnsafeMutablePointer<Double>) {}
}
