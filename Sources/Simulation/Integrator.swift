/// The orders at which an integrator converges, as declared; `measuredOrder` measures all of them.
public struct ConvergenceOrders: Sendable, Equatable {
  /// E |x_h(T) - x(T)| = O(h^strong), for noise that does not commute.
  public var strong: Double?
  /// The same for commuting noise.
  public var strongCommutative: Double?
  /// |E f(x_h(T)) - E f(x(T))| = O(h^weak) for smooth f.
  public var weak: Double?
  /// |x_h(T) - x(T)| = O(h^deterministic) without noise.
  public var deterministic: Double?

  public init(
    strong: Double? = nil, strongCommutative: Double? = nil, weak: Double? = nil, deterministic: Double? = nil
  ) {
    self.strong = strong
    self.strongCommutative = strongCommutative
    self.weak = weak
    self.deterministic = deterministic
  }
}

/// A rule that advances x' = f(x) by one time step.
public protocol OneStepMethod: Sendable {
  func step<Equation: DifferentialEquation>(
    _ state: inout Equation.State, of equation: Equation, by h: Double,
    in workspace: inout IntegratorWorkspace<Equation>)
}

/// A rule that advances an SDE by one time step, driven by one increment of its noise.
public protocol StochasticOneStepMethod: Sendable {
  func step<Equation: LinearNoiseEquation>(
    _ state: inout Equation.State, of equation: Equation, by h: Double, along increment: Equation.Increment,
    in workspace: inout IntegratorWorkspace<Equation>)
}

/// Scratch states of an integrator beside the equation's own workspace.
public struct IntegratorWorkspace<Equation: DifferentialEquation> {
  public var equation: Equation.Workspace
  /// Copies of the state to begin with: the stages of a step.
  public var stages: [Equation.State]

  @inlinable
  public init(_ equation: Equation, for state: Equation.State) {
    self.equation = equation.makeWorkspace(for: state)
    stages = Array(repeating: state, count: 5)
  }
}

/// A differential equation with an integrator and a step: only so does an equation become a dynamics.
public struct Discretization<Equation: DifferentialEquation, Method: OneStepMethod>: Dynamics {
  public typealias State = Equation.State
  public let equation: Equation
  public let method: Method
  public let timeStep: Double

  @inlinable
  public init(_ equation: Equation, by method: Method, timeStep: Double) {
    self.equation = equation
    self.method = method
    self.timeStep = timeStep
  }

  @inlinable
  public var movesLanes: Bool { State.hasLanes }
  @inlinable
  public func makeNoise(lanes: Int) {}
  @inlinable
  public func draw(_ noise: inout Void, from random: inout RandomStream) {}

  @inlinable
  public func makeWorkspace(for state: State) -> IntegratorWorkspace<Equation> {
    IntegratorWorkspace(equation, for: state)
  }

  @inlinable
  public func step(
    _ state: inout State, drivenBy noise: Void, in workspace: inout IntegratorWorkspace<Equation>
  ) {
    method.step(&state, of: equation, by: timeStep, in: &workspace)
  }
}

/// The same for a stochastic differential equation.
public struct StochasticDiscretization<
  Equation: LinearNoiseEquation, Method: StochasticOneStepMethod
>: Dynamics {
  public typealias State = Equation.State
  public let equation: Equation
  public let method: Method
  public let timeStep: Double

  @inlinable
  public init(_ equation: Equation, by method: Method, timeStep: Double) {
    self.equation = equation
    self.method = method
    self.timeStep = timeStep
  }

  @inlinable
  public var movesLanes: Bool { State.hasLanes }
  @inlinable
  public func makeNoise(lanes: Int) -> Equation.Increment { equation.makeIncrement(lanes: lanes) }

  @inlinable
  public func draw(_ noise: inout Equation.Increment, from random: inout RandomStream) {
    equation.draw(&noise, over: timeStep, from: &random)
  }

  @inlinable
  public func makeWorkspace(for state: State) -> IntegratorWorkspace<Equation> {
    IntegratorWorkspace(equation, for: state)
  }

  @inlinable
  public func step(
    _ state: inout State, drivenBy noise: Equation.Increment,
    in workspace: inout IntegratorWorkspace<Equation>
  ) {
    method.step(&state, of: equation, by: timeStep, along: noise, in: &workspace)
  }
}
