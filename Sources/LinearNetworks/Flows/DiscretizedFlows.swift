import Simulation

// The general integrators of Simulation on the flows of this room. `StochasticDiscretization` says the same for any equation
// and any method; behind `any Dynamics` it would look up its types at every step, which costs more than the step of a
// small network. These types are known when they are compiled.

/// Gradient flow by a general method.
public struct DiscretizedGradientFlow: Dynamics {
  public typealias State = NetworkState
  public enum Method: Sendable { case euler, rungeKutta4 }

  public let equation: GradientFlow
  public let method: Method
  public let timeStep: Double

  public init(_ equation: GradientFlow, by method: Method, timeStep: Double) {
    self.equation = equation
    self.method = method
    self.timeStep = timeStep
  }

  public var movesLanes: Bool { true }
  public func makeNoise(lanes: Int) {}

  public func makeWorkspace(for state: NetworkState) -> IntegratorWorkspace<GradientFlow> {
    IntegratorWorkspace(equation, for: state)
  }

  public func step(
    _ state: inout NetworkState, drivenBy noise: Void, in workspace: inout IntegratorWorkspace<GradientFlow>
  ) {
    switch method {
    case .euler: ExplicitEuler().step(&state, of: equation, by: timeStep, in: &workspace)
    case .rungeKutta4: RungeKutta4().step(&state, of: equation, by: timeStep, in: &workspace)
    }
  }
}

/// The stochastic gradient flow by a general method.
public struct DiscretizedStochasticFlow: Dynamics {
  public typealias State = NetworkState
  public enum Method: Sendable { case eulerMaruyama, milstein, stratonovichHeun }

  public let equation: StochasticGradientFlow
  public let method: Method
  public let timeStep: Double

  public init(_ equation: StochasticGradientFlow, by method: Method, timeStep: Double) {
    self.equation = equation
    self.method = method
    self.timeStep = timeStep
  }

  public var movesLanes: Bool { true }
  public func makeNoise(lanes: Int) -> NoiseIncrement { equation.makeIncrement(lanes: lanes) }

  public func draw(_ noise: inout NoiseIncrement, from random: inout RandomStream) {
    equation.draw(&noise, over: timeStep, from: &random)
  }

  public func makeWorkspace(for state: NetworkState) -> IntegratorWorkspace<StochasticGradientFlow> {
    IntegratorWorkspace(equation, for: state)
  }

  public func step(
    _ state: inout NetworkState, drivenBy noise: NoiseIncrement,
    in workspace: inout IntegratorWorkspace<StochasticGradientFlow>
  ) {
    switch method {
    case .eulerMaruyama:
      EulerMaruyama().step(&state, of: equation, by: timeStep, along: noise, in: &workspace)
    case .milstein: Milstein().step(&state, of: equation, by: timeStep, along: noise, in: &workspace)
    case .stratonovichHeun:
      StratonovichHeun().step(&state, of: equation, by: timeStep, along: noise, in: &workspace)
    }
  }
}
