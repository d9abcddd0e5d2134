import Simulation

/// (1.4): the determinant is the product of D's eigenvalues, and their signs count the layers.
public struct BalancednessSignature: NetworkPrediction {
  public static let claim = Claim(
    name: "balancedness-signature", label: "(1.4)",
    statement:
      "Where theta has full row rank, D has p positive and k negative eigenvalues, and their product is "
      + "(-1)^k det(theta theta^T).",
    formula: "sum log |eig D| = log det(theta theta^T); #{eig D > 0} = p, #{eig D < 0} = k",
    assumptions: ["theta has full row rank, so width >= inputs + outputs", "any algorithm, any time"],
    source: "rankfall's notes")

  public static let counterexamples = ["determinant-unsquared"]

  public static var witnesses: [Setting] {
    [
      Witness.setting(.gradientFlow(.commutatorFree4), width: 8, h: 0.05, steps: 40, every: 10),
      Witness.setting(.descent(.withReplacement(4)), width: 5, delta: 1, steps: 40, every: 10),
    ]
  }

  private let setting: Setting

  public init?(for setting: Setting) {
    guard setting.width >= setting.rows else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<NetworkState>] {
    NetworkObservables.all(for: setting).filter {
      ["log_determinant", "balancedness_eigenvalues", "theta_singular_values"].contains($0.name)
    }
  }

  public func check(_ record: Record) -> Verdict {
    let (determinant, eigenvalues) = (record["log_determinant"], record["balancedness_eigenvalues"])
    let spectrum = record["theta_singular_values"]
    var evidence: [Evidence] = []
    for trajectory in 0..<record.trajectories {
      for look in record.times.indices {
        let d = eigenvalues.vector(trajectory: trajectory, time: look)
        let s = spectrum.vector(trajectory: trajectory, time: look)
        // D squares the condition number of theta: it must stay below 1/eps with room to spare.
        guard let smallest = d.map(abs).min(), let first = s.first, first * first < 1e9 * smallest else {
          continue
        }
        let time = record.times[look].short
        evidence.append(
          Evidence(
            "sum log |eig D| at t = \(time)", predicted: determinant[trajectory, look, 0],
            measured: d.reduce(0) { $0 + logarithm(abs($1)) },
            allowed: Resolution.path(steps: 0, condition: 4 * Double(d.count) * first * first / smallest)))
        evidence.append(
          Evidence(
            "positive eigenvalues of D at t = \(time)", predicted: Double(setting.inputs),
            measured: Double(d.count { $0 > 0 }), allowed: Tolerance(0.5, .rounding, "a count")))
      }
    }
    return Verdict(evidence, otherwise: "D's condition number is beyond what double precision resolves")
  }
}
