/// A dynamics made of another one: what it does not say itself is the other's.
public protocol DerivedDynamics<State>: Dynamics {
  associatedtype Base: Dynamics where Base.State == State
  associatedtype Noise = Base.Noise
  associatedtype Workspace = Base.Workspace

  var base: Base { get }
}

extension DerivedDynamics {
  @inlinable
  public var timeStep: Double { base.timeStep }
}

extension DerivedDynamics where Noise == Base.Noise {
  @inlinable
  public func makeNoise(lanes: Int) -> Base.Noise { base.makeNoise(lanes: lanes) }
  @inlinable
  public func draw(_ noise: inout Base.Noise, from random: inout RandomStream) {
    base.draw(&noise, from: &random)
  }
}

extension DerivedDynamics where Workspace == Base.Workspace {
  @inlinable
  public func makeWorkspace(for state: State) -> Base.Workspace { base.makeWorkspace(for: state) }
}

extension DerivedDynamics where Noise == Base.Noise, Workspace == Base.Workspace {
  @inlinable
  public func step(_ state: inout State, drivenBy noise: Base.Noise, in workspace: inout Base.Workspace) {
    base.step(&state, drivenBy: noise, in: &workspace)
  }
}

/// A dynamics with something done to the state after every step of another.
public struct AlteredSteps<Base: Dynamics>: DerivedDynamics {
  public typealias State = Base.State
  public let base: Base
  /// (before, after)
  public let alter: @Sendable (State, inout State) -> Void

  @inlinable
  public init(_ base: Base, by alter: @escaping @Sendable (State, inout State) -> Void) {
    self.base = base
    self.alter = alter
  }

  @inlinable
  public func step(_ state: inout State, drivenBy noise: Base.Noise, in workspace: inout Base.Workspace) {
    let before = state
    base.step(&state, drivenBy: noise, in: &workspace)
    alter(before, &state)
  }
}

/// A dynamics whose steps use the random numbers of other steps.
public struct RepeatedNoise<Base: Dynamics>: DerivedDynamics {
  public typealias State = Base.State
  public let base: Base
  /// The step whose numbers a step uses instead of its own.
  public let source: @Sendable (Int) -> Int

  @inlinable
  public init(_ base: Base, of source: @escaping @Sendable (Int) -> Int) {
    self.base = base
    self.source = source
  }

  @inlinable
  public var movesLanes: Bool { base.movesLanes }

  @inlinable
  public func draw(_ noise: inout Base.Noise, from random: inout RandomStream) {
    random.begin(step: source(random.currentStep))
    base.draw(&noise, from: &random)
  }
}
