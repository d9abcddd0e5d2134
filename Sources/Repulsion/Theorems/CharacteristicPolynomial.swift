import Simulation

/// (8.2): the mean characteristic polynomial moves by itself, so that E det W of Wishart's process is a polynomial in time.
public struct CharacteristicPolynomial: RepulsionPrediction {
  public static let claim = Claim(
    name: "characteristic-polynomial", label: "(8.2)",
    statement:
      "The means of the elementary symmetric functions of the points, det W among them, form a chain in which each is fed by "
      + "lower ones alone, at every time and for every beta >= 1.",
    formula: "Dyson: d E e_k = (-theta k E e_k - (beta/4) (n-k+2) (n-k+1) E e_(k-2)) dt; "
      + "Wishart: d E e_k = beta (m-k+1) (n-k+1) E e_(k-1) dt",
    assumptions: [
      "theta is the confinement, m the rows; beta >= 1, and beta (m - n + 1) > 1 for Wishart's",
      "the implicit method, of which the step's own bias is known",
    ],
    source: "Bru 1991; Graczyk and Malecki 2014; rankfall's notes")

  public static let counterexamples = [
    "repulsion-reversed", "repulsion-doubled", "repulsion-halved", "ito-drift-missing", "noise-root-two",
    "noise-recycled",
  ]
  public static var witnesses: [RepulsionSetting] { RepulsionWitness.classical }

  private let comparison: MomentComparison

  public init?(for setting: RepulsionSetting) {
    // Beyond a few points the largest of the functions are sums of terms that cancel.
    guard setting.method == .implicit, setting.model.problem(size: setting.size) == nil, setting.size <= 8,
      let equation = Self.equation(setting.model, size: setting.size)
    else { return nil }
    comparison = MomentComparison(equation: equation, setting: setting)
  }

  static func equation(_ model: RepulsionModel, size: Int) -> MomentEquation? {
    let n = Double(size)
    let names = (1...size).map { "e_\($0)" }
    switch model {
    case .dyson(let beta, let theta):
      var equation = MomentEquation(names) { Array(elementary($0).dropFirst()) }
      for k in 1...size {
        equation.repulsion[k, k] = -theta * Double(k)
        if k > 1 { equation.repulsion[k, k - 2] = -beta / 4 * (n - Double(k) + 2) * (n - Double(k) + 1) }
      }
      return equation
    case .laguerre(let beta, let rows):
      var equation = MomentEquation(names) { x in Array(elementary(x.map { $0 * $0 }).dropFirst()) }
      for k in 1...size {
        let left = n - Double(k) + 1
        equation.repulsion[k, k - 1] = (beta * (rows - Double(k) + 1) - 1) * left
        equation.motion[k, k - 1] = left
      }
      return equation
    case .multiplicative: return nil
    }
  }

  public var observables: [Observable<OrderedPoints>] {
    [PointObservables.all(size: comparison.setting.size)[0]]
  }

  public func check(_ record: Record) -> Verdict { comparison.check(record) }
}

/// e_0, ..., e_n of numbers, by prod (1 + t x_i).
func elementary(_ x: [Double]) -> [Double] {
  var e = [1.0] + [Double](repeating: 0, count: x.count)
  for (i, value) in x.enumerated() {
    for k in stride(from: i + 1, through: 1, by: -1) { e[k] += value * e[k - 1] }
  }
  return e
}
