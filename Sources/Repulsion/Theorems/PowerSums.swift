import Matrices
import Simulation

/// (8.1): repulsion does not need to be solved for the means of power sums: they obey a linear equation.
public struct PowerSums: RepulsionPrediction {
  public static let claim = Claim(
    name: "power-sums", label: "(8.1)",
    statement:
      "The means of sum x, sum x^2 and sum x^4 of Dyson's Brownian motion, and of tr W and tr W^2 of Wishart's process, "
      + "solve linear equations at every time and for every beta >= 1.",
    formula: "Dyson: d E sum x^2 = (n + beta n (n-1)/2 - 2 theta E sum x^2) dt, "
      + "d E sum x^4 = ((6 + beta (2 n - 3)) E sum x^2 + beta E (sum x)^2 - 4 theta E sum x^4) dt. "
      + "Wishart: d E tr W = beta n m dt, d E tr W^2 = (4 + 2 beta (m + n - 1)) E tr W dt",
    assumptions: [
      "theta is the confinement, m the rows; beta >= 1, and beta (m - n + 1) > 1 for Wishart's",
      "the implicit method, of which the step's own bias is known",
    ],
    source: "Dyson 1962; Bru 1991; rankfall's notes")

  public static let counterexamples = [
    "repulsion-reversed", "repulsion-absent", "repulsion-doubled", "repulsion-halved", "ito-drift-missing",
    "noise-root-two", "noise-recycled", "order-by-sorting", "order-by-clamping",
  ]
  public static var witnesses: [RepulsionSetting] { RepulsionWitness.classical }

  private let comparison: MomentComparison

  public init?(for setting: RepulsionSetting) {
    guard setting.method == .implicit, setting.model.problem(size: setting.size) == nil,
      let equation = Self.equation(setting.model, size: setting.size)
    else { return nil }
    comparison = MomentComparison(equation: equation, setting: setting)
  }

  /// The equation in the coordinates of the model's system: Wishart's in singular values r = sqrt(l).
  static func equation(_ model: RepulsionModel, size: Int) -> MomentEquation? {
    let n = Double(size)
    switch model {
    case .dyson(let beta, let theta):
      var equation = MomentEquation(["sum x", "(sum x)^2", "sum x^2", "sum x^4"]) { x in
        let sum = x.reduce(0, +)
        return [sum, sum * sum, power(x, 2), power(x, 4)]
      }
      for (i, degree) in [(1, 1.0), (2, 2), (3, 2), (4, 4)] { equation.repulsion[i, i] = -degree * theta }
      equation.repulsion[3, 0] = beta * n * (n - 1) / 2
      equation.repulsion[4, 3] = beta * (2 * n - 3)
      equation.repulsion[4, 2] = beta
      equation.motion[2, 0] = n
      equation.motion[3, 0] = n
      equation.motion[4, 3] = 6
      return equation
    case .laguerre(let beta, let rows):
      var equation = MomentEquation(["tr W", "tr W^2"]) { [power($0, 2), power($0, 4)] }
      let wall = (beta * (rows - n + 1) - 1) / 2
      equation.repulsion[1, 0] = 2 * n * wall + beta * n * (n - 1)
      equation.repulsion[2, 1] = 4 * (wall + beta * (n - 1))
      equation.motion[1, 0] = n
      equation.motion[2, 1] = 6
      return equation
    case .multiplicative: return nil
    }
  }

  public var observables: [Observable<OrderedPoints>] {
    [PointObservables.all(size: comparison.setting.size)[0]]
  }

  public func check(_ record: Record) -> Verdict { comparison.check(record) }
}

/// sum_i x_i^degree for an even degree.
private func power(_ x: [Double], _ degree: Int) -> Double {
  x.reduce(0) { $0 + (degree == 2 ? $1 * $1 : $1 * $1 * $1 * $1) }
}
