import Learning
import Matrices
import Simulation

/// (2.4): where the outputs are few, all of D's negative part dies, and with it every singular value beyond the p-th.
public struct LoewnerBound: NetworkPrediction {
  public static let claim = Claim(
    name: "loewner-bound", label: "(2.4)",
    statement:
      "If k <= srank(X), exp(eta tr(C) t) D_t never decreases in the order of symmetric matrices, and the k "
      + "singular values of theta beyond the p-th die on every path.",
    formula:
      "D_t >= exp(-(eta tr C + 2 lambda) t) D_0, hence s_{p+1}(theta_t)^2 <= exp(-(eta tr C + 2 lambda) t) "
      + "|D_0^-|_2",
    assumptions: [
      "the label-noise flow in the sense of Ito", "k <= |X|_F^2 / |X|_2^2 (always so for k = 1)",
      "an integrator that changes D in its damping only: sh, sh2 or ninomiya-victoir", "width <= 64",
    ],
    source: "rankfall's notes; a pathwise sharpening of Theorem 4.2 of Varre, Sagitova, Flammarion 2024")

  public static let counterexamples = ["damping-first-block", "untied-noise", "stratonovich-reading"]

  public static var witnesses: [Setting] {
    let white = GaussianTeacher(samples: 40, inputs: 3, outputs: 2, covariance: .whitened, seed: 5).draw()
      .problem
    return [
      Witness.setting(
        .stochasticGradientFlow(.splitHyperbolic2, .ito), problem: Witness.singleOutput, eta: 0.1, delta: 4,
        steps: 400, every: 4),
      Witness.setting(
        .stochasticGradientFlow(.splitHyperbolic, .ito), problem: white, delta: 4, steps: 200, every: 2),
    ]
  }

  /// eta tr C + 2 lambda
  private let rate: Double
  private let setting: Setting

  public init?(for setting: Setting) {
    guard case .stochasticGradientFlow(let method, .ito) = setting.algorithm, method.keepsDeterminantLaw,
      setting.labelNoise.variance > 0, setting.width <= 64
    else { return nil }
    let h = setting.problem.secondMoment
    guard let largest = h.symmetricEigenvalues.last, Double(setting.outputs) <= h.trace / largest else {
      return nil
    }
    self.setting = setting
    rate = setting.learningRate * setting.noiseCovariance.trace + 2 * setting.weightDecay
  }

  public var observables: [Observable<NetworkState>] {
    let rate = rate
    let p = setting.inputs
    let margin = Observable<NetworkState>(
      "loewner_margin", symbol: "smallest eigenvalue of D_t - exp(-r t) D_0, over |theta_0|^2"
    ) { look in
      let old = look.initial.balancedness
      let difference = look.state.balancedness - exponential(-rate * look.time) * old
      return [(difference.symmetricEigenvalues.first ?? 0) / look.initial.theta.squaredNorm]
    }
    let excess = Observable<NetworkState>(
      "loewner_excess", symbol: "s_{p+1}(theta)^2 - exp(-r t) |D_0^-|, over |theta_0|^2"
    ) { look in
      let old = look.initial.balancedness
      let negative = max(0, -(old.symmetricEigenvalues.first ?? 0))
      let spectrum = look.state.singularValues
      let next = spectrum.count > p ? spectrum[p] : 0
      return [(next * next - exponential(-rate * look.time) * negative) / look.initial.theta.squaredNorm]
    }
    let size = Observable<NetworkState>("relative_size", symbol: "|theta_t|^2 / |theta_0|^2") { look in
      [look.state.theta.squaredNorm / look.initial.theta.squaredNorm]
    }
    return [margin, excess, size]
  }

  public func check(_ record: Record) -> Verdict {
    var evidence: [Evidence] = []
    let (margin, excess, size) = (record["loewner_margin"], record["loewner_excess"], record["relative_size"])
    for trajectory in 0..<record.trajectories {
      var largest = 1.0
      for look in record.times.indices.dropFirst() where !margin[trajectory, look, 0].isNaN {
        largest = max(largest, size[trajectory, look, 0])
        let allowed = Resolution.path(steps: record.steps[look], condition: 8 * largest)
        let time = record.times[look].short
        evidence.append(
          Evidence(
            "negative part of D_t - exp(-r t) D_0 at t = \(time), over |theta_0|^2", predicted: 0,
            measured: min(0, margin[trajectory, look, 0]), allowed: allowed))
        evidence.append(
          Evidence(
            "excess of s_{p+1}(theta)^2 over its bound at t = \(time), over |theta_0|^2", predicted: 0,
            measured: max(0, excess[trajectory, look, 0]), allowed: allowed))
      }
    }
    return Verdict(evidence)
  }
}
