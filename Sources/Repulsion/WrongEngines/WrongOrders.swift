import Simulation

extension RepulsionEngine {
  static let wrongOrders: [RepulsionEngine] = [
    .softened("order-forgotten", "Euler's method, and nothing keeps the order", 0.001),
    reordered("order-by-sorting", "Euler's method without softening, the points sorted after every step") {
      $0.sort()
    },
    reordered("order-by-clamping", "Euler's method without softening, gaps clamped to 0.05") { points in
      for i in points.indices.dropFirst() { points[i] = max(points[i], points[i - 1] + 0.05) }
    },
    RepulsionEngine(name: "softening-coarse", summary: "Euler's method softened within half a unit") {
      setting in
      guard case .multiplicative(let decay, let noise) = setting.model else {
        return rankfall.dynamics(setting)
      }
      return MultiplicativeEuler(
        size: setting.size, decay: decay, noise: noise, softening: 0.5, timeStep: setting.timeStep)
    },
    .softened("trace-coupling-missing", "Euler's method without the trace in the drift", 0.001) {
      $0.traceFactor = 0
    },
  ]

  private static func reordered(
    _ name: String, _ summary: String, _ order: @escaping @Sendable (inout [Double]) -> Void
  ) -> RepulsionEngine {
    RepulsionEngine(name: name, summary: summary) { setting in
      Reordered(
        base: SoftenedEuler(
          setting.model, size: setting.size, softening: 1e-9, timeStep: setting.timeStep),
        order: order)
    }
  }
}

/// Euler's method with something done to the order of the points after every step.
struct Reordered: DerivedDynamics {
  typealias State = OrderedPoints
  let base: SoftenedEuler
  let order: @Sendable (inout [Double]) -> Void

  func step(
    _ state: inout OrderedPoints, drivenBy noise: SoftenedEuler.Noise,
    in workspace: inout SoftenedEuler.Workspace
  ) {
    base.step(&state, drivenBy: noise, in: &workspace)
    var points = state.values
    order(&points)
    state.points.block.base.update(from: points, count: points.count)
  }
}
