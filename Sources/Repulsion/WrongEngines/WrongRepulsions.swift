import Matrices
import Simulation

extension RepulsionEngine {
  /// Every wrong engine of this room: rankfall with one part made wrong. A theorem names those that it must reject.
  public static let wrong: [RepulsionEngine] =
    [
      .softened("repulsion-reversed", "points attract each other", 0.05) { $0.repulsionFactor = -1 },
      .softened("repulsion-absent", "points do not feel each other", 0.05) { $0.repulsionFactor = 0 },
      .altering("repulsion-doubled", "repulsion of twice the strength: beta = 2 for 1") {
        $0.repulsion.strength *= 2
      },
      .altering("repulsion-halved", "repulsion of half the strength: beta = 1 for 2") {
        $0.repulsion.strength /= 2
      },
      .altering("ito-drift-missing", "coordinates changed without Ito's term", withoutItoTerm),
      .altering("noise-root-two", "noise of twice the variance") { $0.deviation *= 2.0.squareRoot() },
      RepulsionEngine(name: "noise-recycled", summary: "every second step has the noise of the one before") {
        setting in rankfall.dynamics(setting).recycled()
      },
    ] + wrongOrders

  /// A change of the system; under Euler's method the same system is moved implicitly all the same.
  static func altering(
    _ name: String, _ summary: String, _ change: @escaping @Sendable (inout AdditiveSystem) -> Void
  ) -> RepulsionEngine {
    RepulsionEngine(name: name, summary: summary) { setting in
      var system = setting.system
      change(&system)
      return ImplicitRepulsion(system, timeStep: setting.timeStep)
    }
  }

  /// Euler's method with a change.
  static func softened(
    _ name: String, _ summary: String, _ softening: Double,
    _ change: @escaping @Sendable (inout SoftenedEuler) -> Void = { _ in }
  ) -> RepulsionEngine {
    RepulsionEngine(name: name, summary: summary) { setting in
      var euler = SoftenedEuler(
        setting.model, size: setting.size, softening: softening, timeStep: setting.timeStep)
      change(&euler)
      return euler
    }
  }

  /// d sqrt(l) has the drift -1/(2 sqrt(l)), d log l the drift -4 s^2, besides the chain rule's.
  @Sendable private static func withoutItoTerm(_ system: inout AdditiveSystem) {
    switch system.coordinates {
    case .points: return
    case .squareRoots: system.repulsion.wall += 0.5
    case .logarithms: system.velocity += system.deviation * system.deviation / 2
    }
  }
}

extension Dynamics<OrderedPoints> {
  /// The numbers of every even step are used twice.
  func recycled() -> any Dynamics<OrderedPoints> { RepeatedNoise(self) { $0 & ~1 } }
}
