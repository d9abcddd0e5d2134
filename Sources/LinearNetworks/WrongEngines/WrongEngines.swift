import Learning
import Matrices
import Simulation

extension Engine {
  /// Every wrong engine: rankfall with one part made wrong. A theorem names those that it must reject.
  public static let wrong: [Engine] =
    wrongGradients + wrongUpdates + wrongDampings + wrongNoiseScales + wrongNoiseLaws + wrongIntegrators
    + wrongRepulsions

  /// Rankfall's own dynamics of a changed setting.
  static func altering(
    _ name: String, _ summary: String, _ change: @escaping @Sendable (inout Setting) -> Void
  ) -> Engine {
    Engine(name: name, summary: summary) { setting in
      var setting = setting
      change(&setting)
      return rankfall.dynamics(setting)
    }
  }

  /// Rankfall's own dynamics with another stochastic flow where a setting asks for one.
  static func altering(
    flow name: String, _ summary: String,
    _ change: @escaping @Sendable (inout StochasticGradientFlow, Setting) -> Void
  ) -> Engine {
    Engine(name: name, summary: summary) { setting in
      guard case .stochasticGradientFlow(let method, _) = setting.algorithm else {
        return rankfall.dynamics(setting)
      }
      var flow = StochasticGradientFlow(setting)
      change(&flow, setting)
      return discretize(flow, by: method, timeStep: setting.flowStep)
    }
  }

  /// Rankfall's own dynamics with something done to the state after every step.
  static func altering(
    step name: String, _ summary: String,
    _ alter: @escaping @Sendable (Setting, NetworkState, inout NetworkState) -> Void
  ) -> Engine {
    Engine(name: name, summary: summary) { setting in
      rankfall.dynamics(setting).altered { alter(setting, $0, &$1) }
    }
  }
}

extension Dynamics<NetworkState> {
  func altered(
    _ alter: @escaping @Sendable (NetworkState, inout NetworkState) -> Void
  ) -> any Dynamics<NetworkState> {
    AlteredSteps(self, by: alter)
  }

  func withAdditiveNoise(_ deviation: Double) -> any Dynamics<NetworkState> {
    AdditiveNoise(base: self, deviation: deviation)
  }

  func untied() -> any Dynamics<NetworkState> { UntiedNoise(base: self, other: self) }

  /// The same with the second layer moved by another dynamics.
  func untied(from other: some Dynamics<NetworkState>) -> any Dynamics<NetworkState> {
    UntiedNoise(base: self, other: other)
  }

  func sequential() -> any Dynamics<NetworkState> { SequentialLayers(base: self) }

  func repeatingNoise(of source: @escaping @Sendable (Int) -> Int) -> any Dynamics<NetworkState> {
    RepeatedNoise(self, of: source)
  }

  func alteringNoise(
    _ alter: @escaping @Sendable (inout NoiseIncrement, Double, inout RandomStream) -> Void
  ) -> any Dynamics<NetworkState> {
    AlteredNoise(base: self, alter: alter)
  }
}
