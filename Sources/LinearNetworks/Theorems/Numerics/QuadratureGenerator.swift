import Matrices
import Simulation

/// The generator of a flow as an engine's own step shows it, without a random number:
///
///     L f = lim (E f(theta_h) - f(theta_0)) / h.
///
/// The expectation is a product of three-point Gauss-Hermite rules, exact to degree five in the normal numbers; what it
/// leaves out is of order h^3, like the next terms of the scheme, and goes with them: the quotients at h, h/2, h/4 and h/8
/// are extrapolated to h = 0 (Richardson), which leaves the fourth order in h, and roundings over h.
struct QuadratureGenerator {
  let engine: Engine
  let setting: Setting
  /// The longest step.
  let step: Double

  /// h, h/2, h/4, h/8
  static let halvings = 4
  var shortestStep: Double { step / Double(1 << (Self.halvings - 1)) }

  /// The rates of `count` functions of the weights, each zero at the start; nil where an engine's noise is not one increment
  /// in function space, which quadrature cannot drive.
  func rates(
    from start: NetworkState, count: Int, of change: (NetworkState) -> [Double]
  ) -> [Double]? {
    let nodes = Self.nodes(rows: setting.inputs, columns: setting.outputs)
    var quotients: [[Double]] = []
    for halving in 0..<Self.halvings {
      let h = step / Double(1 << halving)
      var shorter = setting
      shorter.flowStep = h
      guard
        let mean = engine.dynamics(shorter).means(from: start, over: nodes, count: count, of: change)
      else { return nil }
      quotients.append(mean.map { $0 / h })
    }
    return Self.extrapolated(quotients)
  }

  /// E f(theta_h) - f(theta_0) after one step of the given length; nil where quadrature cannot drive the engine.
  func mean(
    from start: NetworkState, count: Int, of change: (NetworkState) -> [Double]
  ) -> [Double]? {
    var one = setting
    one.flowStep = step
    return engine.dynamics(one).means(
      from: start, over: Self.nodes(rows: setting.inputs, columns: setting.outputs), count: count,
      of: change)
  }

  /// Romberg's table for an expansion in h, h^2, h^3, ...
  private static func extrapolated(_ quotients: [[Double]]) -> [Double] {
    var table = quotients
    for column in 1..<quotients.count {
      let weight = Double(1 << column)
      for row in 0..<(table.count - 1) {
        for i in table[row].indices {
          table[row][i] = (weight * table[row + 1][i] - table[row][i]) / (weight - 1)
        }
      }
      table.removeLast()
    }
    return table[0]
  }

  /// All combinations of (-sqrt 3, 0, sqrt 3) with weights (1/6, 2/3, 1/6).
  private static func nodes(rows: Int, columns: Int) -> [(Matrix, Double)] {
    let root = 3.0.squareRoot()
    let line: [(place: Double, weight: Double)] = [(-root, 1.0 / 6), (0, 2.0 / 3), (root, 1.0 / 6)]
    var nodes: [(places: [Double], weight: Double)] = [([], 1)]
    for _ in 0..<(rows * columns) {
      nodes = nodes.flatMap { node in
        line.map { (places: node.places + [$0.place], weight: node.weight * $0.weight) }
      }
    }
    return nodes.map { (Matrix(rows: rows, columns: columns, entries: $0.places), $0.weight) }
  }
}

extension Dynamics<NetworkState> {
  /// The means over nodes, and over both sides of the coin, of functions of the weights after one step.
  fileprivate func means(
    from start: NetworkState, over nodes: [(Matrix, Double)], count: Int,
    of change: (NetworkState) -> [Double]
  ) -> [Double]? {
    guard let increment = makeNoise() as? NoiseIncrement else { return nil }
    let coins = increment.coin == nil ? [true] : [true, false]
    var workspace = makeWorkspace(for: start)
    var sums = [Double](repeating: 0, count: count)
    var next = start
    for (normals, weight) in nodes {
      for coin in coins {
        next.assign(start)
        drive(&next, by: normals, coin: coin, in: &workspace)
        for (i, value) in change(next).enumerated() { sums[i] += weight / Double(coins.count) * value }
      }
    }
    return sums
  }
}
